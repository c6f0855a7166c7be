"""Applying what logins prove: guesses that are right become proofs, and those that are wrong give way."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from characters.models import Guild
from guild_identity.domain.facts import GuildFacts, PlayerFacts
from guild_identity.domain.proofs import DISPLACED, Proof, proofs
from guild_identity.models import DiscordUser, IdentityEvent, LinkSource, Player, PlayerCharacter
from guild_identity.services.journal import Decision, Journal, image, store_events
from guild_identity.services.moving import leave_in_order

SOURCE = "login"
_MOST_REASONS = 8
_CHANGED = ["player", "link_source", "confidence", "evidence"]


def apply_proofs(guild: Guild, facts: GuildFacts, *, by: Decision) -> tuple[GuildFacts, int]:
    """Settle every guess that a login settles; return the facts as they are then, and how many guesses there were.

    Each is a change of its own that can be undone; what was undone is not settled again. The guild is locked by the
    caller. The number of queries grows with the guesses that were wrong alone.
    """
    found = _wanted(guild, proofs(facts))
    if not found:
        return facts, 0
    by = replace(by, source=SOURCE)
    wanted = [proof.character_id for proof in found]
    rows = PlayerCharacter.objects.filter(character__in=wanted, player__guild=guild)
    links = {link.character_id: link for link in rows.select_related("character", "player")}
    owners = _owners(found)
    journals = []
    for proof in found:
        journal = Journal(guild, by)
        owner = _owner(journal, proof, links[proof.character_id], owners)
        journals.append((journal, owner, links[proof.character_id], links[proof.character_id].player))
        _prove(journal, links[proof.character_id], owner, proof)
    PlayerCharacter.objects.bulk_update(links.values(), _CHANGED, batch_size=500)
    for journal, owner, link, former in journals:
        if former.pk != owner.pk:
            _take_from(journal, former, owner, link)
    store_events(_event(*entry) for entry in journals)
    return _after(facts, {link.character_id: link.player for link in links.values()}), len(found)


def _wanted(guild: Guild, found: list[Proof]) -> list[Proof]:
    events = IdentityEvent.objects.filter(guild=guild, source=SOURCE, undone_by__isnull=False)
    undone = set(events.values_list("character_id", flat=True)) if found else set()
    return [proof for proof in found if proof.character_id not in undone]


def _owners(found: Iterable[Proof]) -> dict[tuple[int | None, int | None], Player]:
    """Return the players whom proofs name, by what names them."""
    players = Player.objects.in_bulk({proof.player_id for proof in found if proof.player_id is not None})
    return {_target(proof): players[proof.player_id] for proof in found if proof.player_id is not None}


def _target(proof: Proof) -> tuple[int | None, int | None]:
    return (proof.player_id, None) if proof.player_id is not None else (None, proof.discord_user_id)


def _owner(
    journal: Journal, proof: Proof, link: PlayerCharacter, owners: dict[tuple[int | None, int | None], Player]
) -> Player:
    """Return whose the character is: a player who is known, or a new one for the login's Discord user."""
    if (owner := owners.get(_target(proof))) is None:
        user = DiscordUser.objects.get(pk=proof.discord_user_id or 0)
        owner = Player(guild=journal.guild, display_name=user.display_name, created_at=journal.by.now)
        owner.discord_user, owner.main_character = user, link.character
        journal.create(owner)
        owners[_target(proof)] = owner
    return owner


def _prove(journal: Journal, link: PlayerCharacter, owner: Player, proof: Proof) -> None:
    """Make a guess a proof; stores nothing."""
    before, former = image(link), link.player
    evidence: list[dict[str, Any]] = [asdict(proof.evidence)]
    if former.pk == owner.pk:
        evidence += link.evidence
    else:
        text = f"Until then it was taken for a character of {former.display_name}."
        evidence.append({"rule": DISPLACED, "weight": 0.0, "text": text, "is_private": True})
    link.player, link.link_source, link.confidence = owner, LinkSource.VERIFIED, 1.0
    link.evidence = evidence[:_MOST_REASONS]
    journal.note(before, link)


def _take_from(journal: Journal, former: Player, owner: Player, link: PlayerCharacter) -> None:
    leave_in_order(journal, former)
    main = owner.main_character_id or link.character_id
    journal.update(owner, main_character_id=main, is_active=True)


def _event(journal: Journal, owner: Player, link: PlayerCharacter, former: Player) -> IdentityEvent:
    name = link.character.name
    summary = f"A login proved {name} to be a character of {owner.display_name}"
    if former.pk != owner.pk:
        summary = f"{summary}, not of {former.display_name}"
    return journal.event(IdentityEvent.Kind.LINKED, summary, player=owner, character=link.character)


def _after(facts: GuildFacts, owner_of: dict[int, Player]) -> GuildFacts:
    characters = [
        replace(one, player_id=owner_of[one.id].pk, is_firm=True) if one.id in owner_of else one
        for one in facts.characters
    ]
    owners = {owner.pk: owner for owner in owner_of.values()}
    known = {player.id for player in facts.players}
    players = [replace(one, is_firm=one.is_firm or one.id in owners) for one in facts.players]
    new = [PlayerFacts(pk, owner.discord_user_id, is_firm=True) for pk, owner in owners.items() if pk not in known]
    return replace(facts, characters=tuple(characters), players=(*players, *new))
