"""Which of a guild's new characters may go on from one that is gone."""

from datetime import datetime

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from characters.models import Character, Guild, GuildMember
from characters.selectors.account_evidence import achievement_dates
from guild_identity.domain.continuity import WITHIN, Trace, continuations
from guild_identity.domain.plan import PlannedProposal
from guild_identity.models import PlayerCharacter, RejectedLink
from guild_identity.selectors.same_account import unfingerprinted_ids

# A character that came this long ago is no newcomer, whatever is learnt about it later.
LOOK_BACK = 2 * WITHIN


def guild_continuations(guild: Guild, *, now: datetime) -> tuple[PlannedProposal, ...]:
    """Propose which vanished character each unlinked newcomer of the last weeks may be.

    Gone are linked characters that left the guild or were retired. Somebody who left and came back is the same row and
    no newcomer. Pairs that an officer has rejected are left out. Six queries.
    """
    vanished, appeared = list(_vanished(guild, now)), list(_appeared(guild, now))
    ids = {character.pk for character in (*vanished, *appeared)} - unfingerprinted_ids()
    dates = achievement_dates(ids) if vanished and appeared else {}
    found = continuations(
        [_trace(character, dates) for character in vanished], [_trace(character, dates) for character in appeared]
    )
    rejected = _rejected(guild)
    return tuple(row for row in found if frozenset((row.character_id, row.other_character_id or 0)) not in rejected)


def _vanished(guild: Guild, now: datetime) -> QuerySet[Character]:
    """Return linked characters that are no more, each with the `moment` when they went."""
    linked = PlayerCharacter.objects.filter(character=OuterRef("pk"), player__guild=guild)
    left = GuildMember.objects.filter(character=OuterRef("pk"), guild=guild, left_at__isnull=True)
    moment = Coalesce("retired_at", Max("stints__left_at", filter=Q(stints__guild=guild)))
    rows = Character.objects.filter(Exists(linked)).annotate(moment=moment)
    return _known(rows.filter(Q(retired_at__isnull=False) | ~Exists(left), moment__gte=now - LOOK_BACK))


def _appeared(guild: Guild, now: datetime) -> QuerySet[Character]:
    """Return unlinked members that nobody knew before, each with the `moment` when they came."""
    here = Character.objects.filter(stints__guild=guild, stints__left_at__isnull=True, retired_at__isnull=True)
    fresh = here.filter(player_link__isnull=True, created_at__gte=now - LOOK_BACK)
    return _known(fresh.annotate(moment=F("created_at")))


def _known(rows: QuerySet[Character]) -> QuerySet[Character]:
    return rows.select_related("realm", "character_class").order_by("pk")


def _trace(character: Character, dates: dict[int, dict[int, int]]) -> Trace:
    return Trace(
        character_id=character.pk,
        name=character.name,
        realm=character.realm.name,
        class_name=character.character_class.name if character.character_class else "",
        blizzard_id=character.blizzard_id,
        moment=getattr(character, "moment", character.created_at),
        dates=dates.get(character.pk, {}),
    )


def _rejected(guild: Guild) -> set[frozenset[int]]:
    rows = RejectedLink.objects.filter(guild=guild, other_character__isnull=False)
    return {frozenset(pair) for pair in rows.values_list("character_id", "other_character_id")}
