"""Discord, over REST and over its gateway."""
