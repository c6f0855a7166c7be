"""What changes a ledger; each use case one transaction."""
