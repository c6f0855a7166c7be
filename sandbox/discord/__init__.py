"""Discord: REST and gateway."""
