"""Read queries of the ground."""
