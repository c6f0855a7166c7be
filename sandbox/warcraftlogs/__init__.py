"""Warcraft Logs' GraphQL API, second version."""
