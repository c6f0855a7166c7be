"""Keeping Blizzard's terms: what nobody vouched for in 30 days is refreshed or removed.

A character whose status cannot be had is asked about again the next day; once 30 days have passed its stored bodies go,
whatever the reason. What Blizzard no longer vouches for goes altogether, but a name that a fresh roster still lists.
"""

import logging
from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction
from django.db.models import CASCADE, Exists, OuterRef, Q, QuerySet

from characters.clients import blizzard
from characters.domain.errors import ErrorKind, UpstreamError
from characters.domain.profiles import parse_status
from characters.domain.regions import Region
from characters.domain.sections import Section
from characters.models import Character, CharacterIdentity, GuildMember, Payload, UserCharacter
from characters.services.runs import start_character_run

logger = logging.getLogger(__name__)

CHECK_AFTER = timedelta(days=25)
REMOVE_AFTER = timedelta(days=30)
# One day's share; the rest comes the next days, well before the 30 days are over.
PER_DAY = 500


# What a fresh roster or a user's own list says remains, and so do the rows of a table that says `is_by_people`: they
# rest on what people of the guild wrote and decided. Every other row about a character goes, of whatever wing.
KEPT = (GuildMember, CharacterIdentity, UserCharacter)


class Verdict(Enum):
    """What Blizzard's status says about keeping a character's data."""

    KEEP = "refreshed"
    REMOVE = "removed"
    UNKNOWN = "unknown"


def refresh_or_remove(*, now: datetime) -> dict[str, int]:
    """Ask Blizzard about characters that no answer confirmed for 25 days; refresh or remove them. Return the counts."""
    verdicts: dict[Verdict, list[Character]] = {verdict: [] for verdict in Verdict}
    for character in unconfirmed_characters(now=now)[:PER_DAY]:
        verdicts[_verdict(character)].append(character)
    if verdicts[Verdict.KEEP]:
        start_character_run(verdicts[Verdict.KEEP], source="retention", now=now, is_forced=True)
    with transaction.atomic():
        for character in verdicts[Verdict.REMOVE]:
            forget_character(character)
        expired = drop_expired_bodies(now=now)
    counts = {verdict.value: len(characters) for verdict, characters in verdicts.items()}
    return counts | {"bodies_dropped": expired, "retired_removed": remove_retired(now=now)}


def unconfirmed_characters(*, now: datetime) -> QuerySet[Character]:
    """Return characters with stored answers that no fetch confirmed for 25 days, longest first."""
    confirmed = Payload.objects.filter(
        character=OuterRef("pk"), section=Section.SUMMARY, fetched_at__gte=now - CHECK_AFTER
    )
    stored = Payload.objects.filter(character=OuterRef("pk"), body__isnull=False)
    return (
        Character.objects.filter(Exists(stored))
        .exclude(Exists(confirmed))
        .select_related("realm")
        .order_by("last_synced_at", "pk")
    )


def _verdict(character: Character) -> Verdict:
    region = Region(character.realm.region)
    try:
        status = parse_status(blizzard.get_status(region, character.realm.slug, character.name).body)
    except UpstreamError as error:
        if error.kind is ErrorKind.NOT_FOUND:
            return Verdict.REMOVE
        logger.warning("Status of %s not known: %s", character, error)
        return Verdict.UNKNOWN
    is_same = character.blizzard_id in (None, status.blizzard_id)
    return Verdict.KEEP if status.is_valid and is_same else Verdict.REMOVE


def forget_character(character: Character) -> None:
    """Delete what is stored about a character; one that a roster still lists keeps its name and what people say."""
    if not GuildMember.objects.filter(character=character, left_at__isnull=True).exists():
        character.delete()
        return
    for relation in Character._meta.related_objects:
        table = relation.related_model
        is_kept = table in KEPT or getattr(table, "is_by_people", False)
        if relation.on_delete is CASCADE and not is_kept:
            table._default_manager.filter(**{relation.field.name: character}).delete()
    Character.objects.filter(pk=character.pk).update(
        item_level=None,
        achievement_points=None,
        mythic_plus_score=None,
        thumbnail_url="",
        last_login_at=None,
        active_spec=None,
    )


def drop_expired_bodies(*, now: datetime) -> int:
    """Empty the stored bodies that no fetch confirmed for 30 days, of characters and guilds. Return how many."""
    expired = Payload.objects.filter(body__isnull=False).filter(
        Q(fetched_at__isnull=True) | Q(fetched_at__lt=now - REMOVE_AFTER)
    )
    return expired.update(body=None, body_hash="", last_modified="")


def remove_retired(*, now: datetime) -> int:
    """Delete characters that have been gone for 30 days. Return how many rows went."""
    return Character.objects.filter(retired_at__lt=now - REMOVE_AFTER).delete()[0]
