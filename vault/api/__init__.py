"""The vault's part of the REST API."""
