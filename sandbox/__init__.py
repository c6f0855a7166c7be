"""The game upstreams in miniature."""
