"""Read queries of who is who."""
