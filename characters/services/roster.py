"""A guild's roster: fetch, plan, and apply or hold."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from characters.clients import blizzard
from characters.domain.errors import UpstreamError
from characters.domain.names import character_key
from characters.domain.regions import Region
from characters.domain.roster_plan import KnownMember, RosterPlan, plan_roster
from characters.domain.rosters import Roster, RosterEntry, parse_roster
from characters.domain.sections import Section
from characters.models import Character, CharacterClass, Guild, GuildMember, HeldRoster, Realm
from characters.services.guilds import fail_guild_section, store_guild_section
from characters.services.identities import create_characters, new_character, rename_characters, retire_characters
from characters.services.realms import realms_by_slug
from characters.services.removal import removed_ids

# What a roster says of a member.
SEAT = ("rank", "character_name", "character_class", "member_data")


@dataclass(frozen=True, slots=True)
class RosterOutcome:
    """What a roster sync did; `held` is the reason why an answer was not believed, `error` why there was none."""

    joined: int = 0
    departed: int = 0
    renamed: int = 0
    held: str = ""
    error: str = ""


def sync_roster(guild: Guild, *, now: datetime) -> RosterOutcome:
    """Fetch a guild's roster and bring members into step with it.

    A failed or thin answer changes nobody: it is recorded, and a thin one is held for officers. Safe to repeat.
    """
    try:
        answer = blizzard.get_guild_roster(Region(guild.realm.region), guild.realm.slug, guild.slug)
        roster = parse_roster(answer.body)
    except UpstreamError as error:
        fail_guild_section(guild, Section.ROSTER, error, now=now)
        return RosterOutcome(error=str(error))
    return apply_roster(guild, roster, answer.body, now=now)


@transaction.atomic
def apply_roster(
    guild: Guild, roster: Roster, body: object, *, now: datetime, is_trusted: bool = False
) -> RosterOutcome:
    """Apply a roster answer, or hold it where too many members are missing and no officer trusts it."""
    Guild.objects.select_for_update(of=("self",)).get(pk=guild.pk)
    plan = _plan(guild, roster)
    if plan.hold_reason and not is_trusted:
        _hold(guild, plan, body, now)
        return RosterOutcome(held=plan.hold_reason)
    HeldRoster.objects.filter(guild=guild, resolved_at__isnull=True).update(
        resolved_at=now, resolution="a believable roster came"
    )
    store_guild_section(guild, Section.ROSTER, body, now=now)
    outcome = _apply(guild, plan, now)
    guild.roster_synced_at, guild.blizzard_id = now, roster.guild_blizzard_id
    guild.save(update_fields=["roster_synced_at", "blizzard_id"])
    return outcome


def _plan(guild: Guild, roster: Roster) -> RosterPlan:
    members = GuildMember.objects.filter(guild=guild, left_at__isnull=True).select_related("character__realm")
    current = [
        KnownMember(
            member.pk,
            member.character_id,
            member.character.blizzard_id,
            (member.character.realm.slug, member.character.name_key),
            member.rank,
        )
        for member in members
    ]
    identity = {entry.blizzard_id: (entry.realm_slug, character_key(entry.name)) for entry in roster.members}
    return plan_roster(current, roster.members, identity)


def _hold(guild: Guild, plan: RosterPlan, body: object, now: datetime) -> None:
    HeldRoster.objects.update_or_create(
        guild=guild,
        resolved_at=None,
        defaults={
            "body": body,
            "reason": (plan.hold_reason or "")[:300],
            "member_count": len(plan.incoming),
            "missing_count": len(plan.departed),
            "held_at": now,
        },
    )


def _apply(guild: Guild, plan: RosterPlan, now: datetime) -> RosterOutcome:
    region = Region(guild.realm.region)
    removed = removed_ids(region, (entry.blizzard_id for entry in plan.incoming))
    entries = [entry for entry in plan.incoming if entry.blizzard_id not in removed]
    realms = realms_by_slug(region, (entry.realm_slug for entry in entries))
    classes = dict(CharacterClass.objects.values_list("id", "name"))
    characters, renamed = _resolve(entries, realms, classes, region, now)
    departed = [member.member_id for member in plan.departed]
    GuildMember.objects.filter(pk__in=departed).update(left_at=now)
    joined = _seat(guild, entries, characters, classes, now)
    return RosterOutcome(joined=joined, departed=len(departed), renamed=renamed)


def _resolve(
    entries: list[RosterEntry], realms: dict[str, Realm], classes: dict[int, str], region: Region, now: datetime
) -> tuple[dict[int, Character], int]:
    """Find or make the character of each entry: by Blizzard id, else by a living name that no id claims."""
    ids = {entry.blizzard_id for entry in entries}
    living = Character.objects.filter(realm__region=region, retired_at__isnull=True).select_related("realm")
    found = {character.blizzard_id or 0: character for character in living.filter(blizzard_id__in=ids)}
    keys = {character_key(entry.name) for entry in entries}
    by_name = {(character.realm.slug, character.name_key): character for character in living.filter(name_key__in=keys)}
    renames: list[tuple[Character, Realm, str]] = []
    fresh: list[Character] = []
    retired: list[Character] = []
    for entry in entries:
        identity = (entry.realm_slug, character_key(entry.name))
        holder = by_name.get(identity)
        character = found.get(entry.blizzard_id)
        if character is None and holder is not None and holder.blizzard_id is None:
            holder.blizzard_id = entry.blizzard_id
            character = found[entry.blizzard_id] = holder
            holder.save(update_fields=["blizzard_id"])
        if holder is not None and holder is not character and holder.blizzard_id not in ids:
            retired.append(holder)
        if character is None:
            fresh.append(_newcomer(entry, realms[entry.realm_slug], classes, now))
        elif (character.realm.slug, character.name_key) != identity:
            renames.append((character, realms[entry.realm_slug], entry.name))
    retire_characters(retired, now=now)
    rename_characters(renames, now=now)
    found |= {character.blizzard_id or 0: character for character in create_characters(fresh, now=now)}
    return found, len(renames)


def _seat(
    guild: Guild,
    entries: list[RosterEntry],
    characters: dict[int, Character],
    classes: dict[int, str],
    now: datetime,
) -> int:
    """Open a stint for each newcomer and bring rank, level and class of the others up to date."""
    stints = {member.character_id: member for member in GuildMember.objects.filter(guild=guild, left_at__isnull=True)}
    joined, updated, people = [], [], []
    for entry in entries:
        character = characters[entry.blizzard_id]
        member = stints.get(character.pk)
        seat = (entry.rank, character.name, classes.get(entry.class_id or 0, ""), entry.raw)
        if member is None:
            member = GuildMember(guild=guild, character=character, joined_at=now)
            joined.append(member)
        elif tuple(getattr(member, name) for name in SEAT) != seat:
            updated.append(member)
        for name, value in zip(SEAT, seat, strict=True):
            setattr(member, name, value)
        if _tell(character, entry, classes):
            people.append(character)
    GuildMember.objects.bulk_create(joined)
    GuildMember.objects.bulk_update(updated, SEAT)
    Character.objects.bulk_update(people, ["level", "character_class"])
    return len(joined)


def _newcomer(entry: RosterEntry, realm: Realm, classes: dict[int, str], now: datetime) -> Character:
    """Make the character of an entry, not stored yet."""
    character = new_character(realm, entry.name, entry.blizzard_id, now=now)
    _tell(character, entry, classes)
    return character


def _tell(character: Character, entry: RosterEntry, classes: dict[int, str]) -> bool:
    """Give a character the level and class of an entry that knows more. Return whether either changed."""
    before = (character.level, character.character_class_id)
    if character.level < entry.level or character.character_class_id is None:
        character.level = max(character.level, entry.level)
        character.character_class_id = entry.class_id if entry.class_id in classes else None
    return (character.level, character.character_class_id) != before
