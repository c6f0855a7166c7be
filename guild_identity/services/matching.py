"""Applying what matching decides: certain links are made, likely ones become proposals, nothing else is touched."""

from dataclasses import asdict

from django.db import transaction

from characters.models import Character, Guild
from guild_identity.domain.matching import match
from guild_identity.domain.plan import MatchPlan, PlannedLink, PlannedPlayer
from guild_identity.models import IdentityEvent, Player, PlayerCharacter
from guild_identity.selectors.continuity import guild_continuations
from guild_identity.selectors.facts import guild_facts, present_characters
from guild_identity.services.inbox import bring_up_to_date
from guild_identity.services.journal import Decision, Journal, image, store_events
from guild_identity.services.locks import locked_with_holders
from guild_identity.services.moving import end_link
from guild_identity.services.proofs import apply_proofs
from guild_identity.services.rule_counts import rule_counts


@transaction.atomic
def run_matching(guild: Guild, *, by: Decision) -> dict[str, int]:
    """Match a guild's unlinked characters with people, and bring the proposals up to date.

    Links that exist are never changed but for guesses that a login settles, so a second run changes nothing. Returns
    numbers by name: players, links, proven, proposals, outdated, conflicts, passes, `rule:…` for the characters that
    each rule spoke about, and `links:…` and `proposals:…` for what rests on it.
    """
    locked_with_holders(guild.pk, present_characters(guild))
    facts, proven = apply_proofs(guild, guild_facts(guild), by=by)
    plan = match(facts)
    links = _apply_links(guild, plan, by)
    proposals = (*plan.proposals, *guild_continuations(guild, now=by.now))
    opened, outdated = bring_up_to_date(guild, proposals, now=by.now)
    return {
        "players": sum(1 for planned in plan.players if planned.player_id is None),
        "links": links,
        "proven": proven,
        "proposals": opened,
        "outdated": outdated,
        "conflicts": len(plan.conflicts),
        "passes": plan.passes,
        **{f"rule:{rule}": count for rule, count in sorted(plan.per_rule.items())},
        **rule_counts(plan.players, proposals),
    }


def _apply_links(guild: Guild, plan: MatchPlan, by: Decision) -> int:
    ids = [link.character_id for planned in plan.players for link in planned.links]
    people = _people(guild, plan, by)
    journals = [Journal(guild, by) for _ in plan.players]
    _store_players(plan, people, journals)
    _take_over(ids, by)
    links = [
        (number, _link(player, planned, by))
        for number, (player, planned_player) in enumerate(zip(people, plan.players, strict=True))
        for planned in planned_player.links
    ]
    PlayerCharacter.objects.bulk_create([link for _, link in links], batch_size=500)
    for number, link in links:
        journals[number].note(None, link)
    names = dict(Character.objects.filter(pk__in=ids).values_list("pk", "name"))
    store_events(
        _event(*entry, names) for entry in zip(journals, people, plan.players, strict=True) if entry[0].changes
    )
    return len(links)


def _people(guild: Guild, plan: MatchPlan, by: Decision) -> list[Player]:
    """Return the player of each planned one: the stored row, or a new one that is not stored yet."""
    known = Player.objects.in_bulk([planned.player_id for planned in plan.players if planned.player_id is not None])
    return [
        known[planned.player_id]
        if planned.player_id is not None
        else Player(guild=guild, display_name=planned.display_name[:64], created_at=by.now)
        for planned in plan.players
    ]


def _store_players(plan: MatchPlan, people: list[Player], journals: list[Journal]) -> None:
    before = [image(player) if player.pk is not None else None for player in people]
    for player, planned in zip(people, plan.players, strict=True):
        player.discord_user_id = player.discord_user_id or planned.discord_user_id
        player.main_character_id = player.main_character_id or planned.main_character_id
        player.is_active = True
    Player.objects.bulk_create([player for player, was in zip(people, before, strict=True) if was is None])
    changed = [player for player, was in zip(people, before, strict=True) if was is not None and was != image(player)]
    Player.objects.bulk_update(changed, ["discord_user", "main_character", "is_active"], batch_size=500)
    for journal, was, player in zip(journals, before, people, strict=True):
        if was != image(player):
            journal.note(was, player)


def _take_over(ids: list[int], by: Decision) -> None:
    """End the links of these characters to players of guilds that they have left."""
    old = PlayerCharacter.objects.filter(character__in=ids).select_related("player__guild", "character")
    for link in old.order_by("pk"):
        end_link(link, by)


def _link(player: Player, planned: PlannedLink, by: Decision) -> PlayerCharacter:
    return PlayerCharacter(
        player=player,
        character_id=planned.character_id,
        link_source=planned.source,
        confidence=round(planned.confidence, 4),
        evidence=[asdict(piece) for piece in planned.evidence],
        note_key=planned.note_key,
        created_at=by.now,
    )


def _event(journal: Journal, player: Player, planned: PlannedPlayer, names: dict[int, str]) -> IdentityEvent:
    listed = ", ".join(sorted(names[link.character_id] for link in planned.links))
    kind = IdentityEvent.Kind.LINKED if planned.links else IdentityEvent.Kind.DISCORD_LINKED
    return journal.event(kind, f"{listed or 'Discord'} linked to {player.display_name}", player=player)
