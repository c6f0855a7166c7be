"""The ground's rules in plain Python."""
