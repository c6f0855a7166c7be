"""What is read from a ledger."""
