"""Write use cases of who is who, one transaction each. The clock is an argument."""
