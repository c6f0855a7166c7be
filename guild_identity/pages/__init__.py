"""The identity wing's web pages."""
