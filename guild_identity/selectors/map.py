"""The whole map of who is who in a guild, for operators: with private evidence."""

from collections.abc import Mapping
from typing import Any

from characters.models import Character, Guild
from guild_identity.models import DiscordUser, LinkProposal, Player, PlayerCharacter
from guild_identity.selectors.evidence import reasons, shown_evidence
from guild_identity.selectors.players import with_parts
from guild_identity.selectors.suggestions import open_proposals

Row = dict[str, Any]


def identity_map(guild: Guild) -> Row:
    """Return everything about who is who in a guild, in a constant number of queries.

    Shape: {guild, players, proposals}. Players by name, those of whom nothing is left out; open proposals by character,
    the likeliest first, each with the Discord id of whomever it points to, directly, as a player, or by another
    character's player. Discord ids are text. Evidence includes what quotes officer notes.
    """
    people = list(with_parts(Player.objects.filter(guild=guild)).order_by("display_name", "pk"))
    owners = {link.character_id: player.pk for player in people for link in player.links.all()}
    accounts = {player.pk: player.discord_user for player in people}
    proposals = sorted(open_proposals(guild), key=_by_character)
    return {
        "guild": {
            "id": guild.pk,
            "region": guild.realm.region,
            "realm": guild.realm.slug,
            "name": guild.name,
        },
        "players": [_player(player) for player in people if player.discord_user or player.links.all()],
        "proposals": [_proposal(proposal, owners, accounts) for proposal in proposals],
    }


def _player(player: Player) -> Row:
    user, main = player.discord_user, player.main_character
    return {
        "id": player.pk,
        "name": player.display_name,
        "discord_id": str(user.discord_id) if user else None,
        "discord_username": user.username if user else None,
        "further_discord_ids": [str(other.discord_id) for other in player.other_discord_users.all()],
        "main": _name(main) if main else None,
        "characters": [_character(link) for link in player.links.all()],
    }


def _character(link: PlayerCharacter) -> Row:
    return {
        **_name(link.character),
        "link_source": link.link_source,
        "confidence": link.confidence,
        "evidence": shown_evidence(link.evidence, is_officer=True),
    }


def _proposal(proposal: LinkProposal, owners: Mapping[int, int], accounts: Mapping[int, DiscordUser | None]) -> Row:
    other = proposal.other_character
    player_id = proposal.player_id or owners.get(proposal.other_character_id or 0)
    user = proposal.discord_user or accounts.get(player_id or 0)
    return {
        "character": _name(proposal.character),
        "discord_id": str(user.discord_id) if user else None,
        "player": proposal.player_id,
        "other_character": _name(other) if other else None,
        "score": proposal.score,
        "reasons": reasons(proposal.evidence),
        "evidence": shown_evidence(proposal.evidence, is_officer=True),
    }


def _name(character: Character) -> Row:
    return {"name": character.name, "realm": character.realm.slug}


def _by_character(proposal: LinkProposal) -> tuple[str, str, float, int]:
    character = proposal.character
    return (character.name, character.realm.slug, -proposal.score, proposal.pk)
