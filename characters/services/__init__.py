"""Write use cases of the ground, one transaction each. The clock is an argument."""
