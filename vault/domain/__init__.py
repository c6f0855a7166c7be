"""The Great Vault's rules in plain Python: facts in, vault weeks out."""
