"""Read queries of the vault."""
