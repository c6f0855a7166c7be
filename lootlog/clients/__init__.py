"""The ledgers of others over HTTP."""
