"""The commands of who is who."""
