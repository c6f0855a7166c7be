"""The ground: reference data, realms, guilds, characters, stored upstream answers and the clients that fetch them.

It depends on nothing of ours. The wings (vault, guild_identity, lootlog) stand on it and never on each other.
"""
