"""The ground's part of the REST API."""
