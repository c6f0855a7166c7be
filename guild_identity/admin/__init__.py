"""Who is who in the admin: the officers' desk, and the tables behind it."""

from guild_identity.admin import discord_servers, removal, tables

__all__ = ["discord_servers", "removal", "tables"]
