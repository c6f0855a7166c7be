"""Players whose rank in game and role on Discord differ, as of now."""

from datetime import datetime
from typing import Any

from characters.models import Character, Guild
from guild_identity.domain.integrity_facts import Found, IntegrityFacts
from guild_identity.domain.integrity_ranks import no_guild_role, rank_mismatch
from guild_identity.domain.roles import build_role_map
from guild_identity.models import DiscordUser
from guild_identity.selectors.integrity_facts import integrity_facts
from guild_identity.selectors.players import character_brief, discord_row

Row = dict[str, Any]
CHECKS = {"rank_mismatch": rank_mismatch, "no_guild_role": no_guild_role}


def mismatches(guild: Guild, *, now: datetime) -> list[Row]:
    """Return a row per player whose highest rank in game is not what Discord shows, by name; constant queries.

    Shape: {kind, player, character, rank, discord, role, expected_role, summary}. `character` and `rank` are null for
    somebody who left and kept a role; `role` is null for somebody in the guild without any.
    """
    facts = integrity_facts(guild, now=now, named_in_note=lambda note: ())
    found = [(kind, hit) for kind, check in CHECKS.items() for hit in check(facts, now)]
    characters = Character.objects.select_related("realm").in_bulk([hit.character_id for _, hit in found])
    users = DiscordUser.objects.in_bulk([hit.discord_user_id for _, hit in found])
    names = {person.id: person.name for person in facts.people}
    roles = _roles(facts)
    rows = [_row(kind, hit, names, roles) for kind, hit in found]
    for row in rows:
        character, user = characters.get(row["character"]), users.get(row["discord"])
        row["character"] = character_brief(character) if character else None
        row["discord"] = discord_row(user) if user else None
    return sorted(rows, key=lambda row: (row["player"]["display_name"], row["player"]["id"], row["kind"]))


def _roles(facts: IntegrityFacts) -> dict[int, str]:
    mapped = build_role_map(facts.ranks, facts.server_roles).ranks
    return {rank.index: rank.role_name for rank in mapped}


def _row(kind: str, hit: Found, names: dict[int, str], roles: dict[int, str]) -> Row:
    player_id = hit.player_id or 0
    return {
        "kind": kind,
        "player": {"id": player_id, "display_name": names.get(player_id, "")},
        "character": hit.character_id,
        "rank": hit.details.get("rank"),
        "rank_index": hit.details.get("rank_index"),
        "discord": hit.discord_user_id,
        "role": hit.details.get("role"),
        "expected_role": roles.get(hit.details.get("rank_index", -1)),
        "summary": hit.summary,
    }
