"""The ledger's rules in plain Python: entries, chains, replay, digests, exchange, and the files of addons."""
