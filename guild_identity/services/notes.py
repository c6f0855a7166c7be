"""Keeping what an export says about members: notes, names of ranks, and classes and levels that were missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from characters.models import Character, CharacterClass, Guild, GuildRank
from guild_identity.domain.export_rows import ExportRow
from guild_identity.domain.note_plan import NoteState, Outcome, plan_note, rank_names
from guild_identity.models import AddonUpload, MemberNote
from guild_identity.services.role_map import refresh_guild_roles

NOTE_FIELDS = ["note", "officer_note", "rank_index", "upload", "exported_at", "changed_at"]
Member = tuple[ExportRow, Character]


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from: when they were exported, whether its maker could read officer notes, in which upload."""

    exported_at: datetime
    has_officer_notes: bool
    upload: AddonUpload | None = None


def write_notes(guild: Guild, members: Sequence[Member], source: Source, *, now: datetime) -> dict[int, Outcome]:
    """Bring the notes of members into step with an export; return each character's outcome by its id.

    Names of ranks change only with the newest export. Two queries, whatever the number of members, and a few more where
    ranks change.
    """
    stored = {note.character_id: note for note in MemberNote.objects.filter(guild=guild)}
    newest = max((note.exported_at for note in stored.values()), default=source.exported_at)
    outcomes: dict[int, Outcome] = {}
    rows = []
    for row, character in members:
        known = stored.get(character.pk)
        outcome, state = plan_note(
            row, _state(known), exported_at=source.exported_at, has_officer_notes=source.has_officer_notes
        )
        outcomes[character.pk] = outcome
        if outcome is not Outcome.OLDER:
            rows.append(_note(guild, character, state, known, source, now))
    MemberNote.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["guild", "character"], update_fields=NOTE_FIELDS
    )
    if source.exported_at >= newest:
        _name_ranks(guild, rank_names(row for row, _ in members))
    return outcomes


def fill_gaps(members: Sequence[Member], classes: Mapping[str, int]) -> int:
    """Give characters the class and level that they lack; return how many changed. `classes` holds ids by token."""
    changed = []
    for row, character in members:
        class_id = character.character_class_id or classes.get(row.class_token)
        level = character.level or row.level or 0
        if (class_id, level) != (character.character_class_id, character.level):
            character.character_class_id, character.level = class_id, level
            changed.append(character)
    Character.objects.bulk_update(changed, ["character_class", "level"])
    return len(changed)


def class_ids() -> dict[str, int]:
    """Return the ids of classes by the client's token."""
    return dict(CharacterClass.objects.values_list("token", "pk"))


def _state(note: MemberNote | None) -> NoteState | None:
    return NoteState(note.note, note.officer_note, note.rank_index, note.exported_at) if note else None


def _note(
    guild: Guild, character: Character, state: NoteState, known: MemberNote | None, source: Source, now: datetime
) -> MemberNote:
    is_same = known is not None and _state(known) == NoteState(
        state.note, state.officer_note, state.rank_index, known.exported_at
    )
    return MemberNote(
        guild=guild,
        character=character,
        note=state.note,
        officer_note=state.officer_note,
        rank_index=state.rank_index,
        upload=source.upload,
        exported_at=state.exported_at,
        changed_at=known.changed_at if known is not None and is_same else now,
    )


def _name_ranks(guild: Guild, names: Mapping[int, str]) -> None:
    """Give ranks the guild's own words, by index: their meaning and what officers set stays.

    Who has which role is kept by the names of ranks, so it is derived anew with them.
    """
    ranks = {rank.index: rank for rank in GuildRank.objects.filter(guild=guild)}
    renamed = [rank for index, rank in ranks.items() if names.get(index, rank.name) != rank.name]
    for rank in renamed:
        rank.name = names[rank.index]
    GuildRank.objects.bulk_update(renamed, ["name"])
    added = [GuildRank(guild=guild, index=index, name=name) for index, name in names.items() if index not in ranks]
    GuildRank.objects.bulk_create(added)
    if renamed or added:
        refresh_guild_roles(guild)
