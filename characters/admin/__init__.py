"""The officers' desk of the ground: what upstreams own is read-only, what officers decide is not."""

from characters.admin import characters, guilds, held_rosters, realms, runs, tokens

__all__ = ["characters", "guilds", "held_rosters", "realms", "runs", "tokens"]
