"""A guild in a few words, as matching sees it, and what a plan says in a few words."""

from guild_identity.domain.facts import CharacterFacts, DiscordFacts, GuildFacts


def character(number, name, note="", officer_note="", **fields):
    return CharacterFacts(number, name, fields.pop("realm", "senjin"), note, officer_note, **fields)


def person(number, username, **fields):
    return DiscordFacts(number, 10**17 + number, username, **fields)


def guild(characters, users=(), players=(), rejections=()):
    return GuildFacts(tuple(characters), tuple(users), tuple(players), tuple(rejections))


def links(plan):
    """Return the Discord user's row by character."""
    return {link.character_id: player.discord_user_id for player in plan.players for link in player.links}


def groups(plan):
    return {frozenset(link.character_id for link in player.links) for player in plan.players}


def proposed(plan, number):
    """Return the Discord users that are proposed for a character, the likeliest first."""
    made = [one for one in plan.proposals if one.character_id == number and one.discord_user_id is not None]
    return [one.discord_user_id for one in sorted(made, key=lambda one: -one.score)]
