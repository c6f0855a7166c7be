"""The ledger's commands, and what they share."""
