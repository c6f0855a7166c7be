"""The identity wing's part of the REST API."""
