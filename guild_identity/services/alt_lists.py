"""Keeping what a list of alts says: of this guild and no other, by name and realm, the newest list of each source."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from characters.domain.errors import Refused
from characters.domain.names import fold, guild_slug, realm_key
from characters.models import Guild, Realm
from guild_identity.domain.alt_entries import AltEntry, AltFile, AltList
from guild_identity.domain.note_plan import Outcome
from guild_identity.models import AddonUpload, AltClaim
from guild_identity.selectors.listed import Listed, listed_members
from guild_identity.services.notes import class_ids

# A list of which fewer are members than this is of another guild, or of a guild without a roster.
BELIEVABLE_SHARE = 0.1
Row = dict[str, Any]


def keep_alt_list(
    guild: Guild, file: AltFile, upload: AddonUpload, *, is_forced: bool
) -> tuple[dict[str, int], list[Row]]:
    """Replace what the last list of this source said; return numbers by name and a row of the report per character.

    Such files do not say when they were made: they are of the time when they came. An older one changes nothing.

    :raises Refused: when it is of other guilds only, or hardly anybody in it is known.
    """
    ours, others = _of_guild(guild, file, is_forced)
    listed = _listed(guild, ours.entries)
    members = [(entry, found.character.pk) for entry, found in listed if found.character is not None]
    if not is_forced and len(members) < max(1, BELIEVABLE_SHARE * len(listed)):
        raise Refused(
            f"{len(members)} of the {len(listed)} characters in the list are known members of {guild.name}. "
            "Sync the guild's roster first, or see whether the file is of this guild and realm."
        )
    outcomes, gone = _replace(guild, file.source, members, upload)
    rows = [_row(found, outcomes.get(found.character.pk if found.character else 0)) for _, found in listed]
    rows += [_report_row(row.row, row.name, "", Outcome.REJECTED, row.reason) for row in ours.rejected]
    report = sorted(rows, key=lambda row: (row["row"], row["name"], row["realm"]))
    counts = {"characters": len(report), **Counter(row["outcome"] for row in report), "claims_gone": gone}
    notices = [_notice(number, other) for number, other in enumerate(others, start=len(report) + 1)]
    return counts | ({Outcome.OTHER_GUILD.value: len(notices)} if notices else {}), report + notices


def _of_guild(guild: Guild, file: AltFile, is_forced: bool) -> tuple[AltList, list[AltList]]:
    """Return the guild's own list and those of others. A list that does not say whose it is is taken for its own."""
    realms = {"", *_realm_keys(guild)}
    own = [one for one in file.lists if _is_named(one, guild) and realm_key(one.guild_realm) in realms]
    own.sort(key=lambda one: realm_key(one.guild_realm) != guild.realm.key)
    if not own and is_forced and len(file.lists) == 1:
        own = list(file.lists)
    if not own:
        names = ", ".join(f"{one.guild_name} ({one.guild_realm})" for one in file.lists[:5])
        raise Refused(
            f"The file holds lists of {names}, and none of {guild.name} ({guild.realm.name}). If the guild has changed "
            "its name, send a file with its list alone and the choice “another guild's name is fine”."
        )
    return own[0], [one for one in file.lists if one is not own[0]]


def _is_named(one: AltList, guild: Guild) -> bool:
    name = one.guild_name
    return not name or fold(name) == fold(guild.name) or guild_slug(name) == guild.slug


def _realm_keys(guild: Guild) -> set[str]:
    """Return the keys of the guild's realm and of those connected with it."""
    home = guild.realm
    if home.connected_realm_id is None:
        return {home.key}
    connected = Realm.objects.filter(region=home.region, connected_realm_id=home.connected_realm_id)
    return {home.key, *connected.values_list("key", flat=True)}


def _listed(guild: Guild, entries: Sequence[AltEntry]) -> list[tuple[AltEntry, Listed]]:
    """Find each entry's character; one of another class is somebody else of that name."""
    classes = class_ids()
    found = listed_members(guild, [entry.row for entry in entries])
    return [(entry, _of_its_class(one, classes)) for entry, one in zip(entries, found, strict=True)]


def _of_its_class(one: Listed, classes: Mapping[str, int]) -> Listed:
    told, character = classes.get(one.row.class_token), one.character
    if character is None or told is None or character.character_class_id in (None, told):
        return one
    message = "The list has another class for this character: it may mean an earlier one of that name."
    return Listed(one.row, None, Outcome.REJECTED, message)


def _replace(
    guild: Guild, source: str, members: Iterable[tuple[AltEntry, int]], upload: AddonUpload
) -> tuple[dict[int, Outcome], int]:
    """Store the claims of a list instead of those before; return each character's outcome, and how many claims went."""
    stored = {claim.character_id: claim for claim in AltClaim.objects.filter(guild=guild, source=source)}
    claims = [_claim(guild, source, entry, character_id, upload) for entry, character_id in members]
    if any(claim.exported_at > upload.received_at for claim in stored.values()):
        return {claim.character_id: Outcome.OLDER for claim in claims}, 0
    AltClaim.objects.filter(guild=guild, source=source).delete()
    AltClaim.objects.bulk_create(claims, batch_size=500)
    before, after = _words(stored.values()), _words(claims)
    outcomes = {
        character: Outcome.UNCHANGED if before.get(character) == said else Outcome.UPDATED
        for character, said in after.items()
    }
    return outcomes, len(before.keys() - after.keys())


def _claim(guild: Guild, source: str, entry: AltEntry, character_id: int, upload: AddonUpload) -> AltClaim:
    return AltClaim(
        guild=guild,
        character_id=character_id,
        source=source,
        group=entry.group,
        is_main=entry.is_main,
        discord=entry.discord,
        upload=upload,
        exported_at=upload.received_at,
    )


def _words(claims: Collection[AltClaim]) -> dict[int, tuple[int | str, str]]:
    """Return what claims say, by character: whose it is, and the name on Discord. Groups are numbered anew at times."""
    mains = {claim.group: claim.character_id for claim in claims if claim.is_main}
    return {claim.character_id: (mains.get(claim.group, claim.group), claim.discord) for claim in claims}


def _row(found: Listed, outcome: Outcome | None) -> Row:
    message = "What is stored is from a newer list." if outcome is Outcome.OLDER else found.message
    row = found.row
    return _report_row(row.row, row.name, row.realm, outcome or found.outcome or Outcome.REJECTED, message)


def _notice(number: int, other: AltList) -> Row:
    message = f"The list of another guild, with {len(other.entries)} characters, was left alone."
    return _report_row(number, other.guild_name, other.guild_realm, Outcome.OTHER_GUILD, message)


def _report_row(number: int, name: str, realm: str, outcome: Outcome, message: str) -> Row:
    return {"row": number, "name": name, "realm": realm, "outcome": outcome.value, "message": message}
