"""Write use cases of the vault. The clock is an argument."""
