"""How changes of who is who are written down: every row they touch, before and after, in one event."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model

from characters.models import Character, Guild, GuildRank
from characters.services.persons import name_persons
from guild_identity.models import IdentityEvent, Player, PlayerCharacter, RejectedLink

TABLES: dict[str, type[Model]] = {
    "player": Player,
    "link": PlayerCharacter,
    "rejection": RejectedLink,
    "other_discord": Player.other_discord_users.through,
    "rank": GuildRank,
}
_NAMES = {model: name for name, model in TABLES.items()}
Image = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Decision:
    """Who changes something, by which way, when and why. `source` is matching, admin, api, login or undo."""

    source: str
    now: datetime
    actor: User | None = None
    reason: str = ""


@dataclass(slots=True)
class Journal:
    """What one change does to rows, in the order it happens."""

    guild: Guild
    by: Decision
    changes: list[dict[str, Any]] = field(default_factory=list)

    def create(self, row: Model) -> None:
        """Store a new row."""
        row.save(force_insert=True)
        self.note(None, row)

    def update(self, row: Model, **values: Any) -> None:
        """Give a stored row other values."""
        before = image(row)
        for name, value in values.items():
            setattr(row, name, value)
        if image(row) != before:
            row.save(update_fields=list(values))
            self._append(row, before, image(row))

    def delete(self, row: Model) -> None:
        """Delete a stored row."""
        before, key = image(row), row.pk
        row.delete()
        self.changes.append({"table": _NAMES[type(row)], "key": key, "before": before, "after": None})

    def note(self, before: Image | None, row: Model) -> None:
        """Write down a row that was stored elsewhere."""
        self._append(row, before, image(row))

    def event(
        self, kind: str, summary: str, *, player: Player | None = None, character: Character | None = None
    ) -> IdentityEvent:
        """Make the event of this change, not stored yet."""
        return IdentityEvent(
            guild=self.guild,
            kind=kind,
            player=player,
            character=character,
            summary=summary[:300],
            reason=self.by.reason[:200],
            source=self.by.source,
            actor=self.by.actor,
            changes=self.changes,
            created_at=self.by.now,
        )

    def write(
        self, kind: str, summary: str, *, player: Player | None = None, character: Character | None = None
    ) -> IdentityEvent | None:
        """Store the event of this change; None when nothing has changed."""
        if not self.changes:
            return None
        event = self.event(kind, summary, player=player, character=character)
        store_events([event])
        return event

    def _append(self, row: Model, before: Image | None, after: Image | None) -> None:
        self.changes.append({"table": _NAMES[type(row)], "key": row.pk, "before": before, "after": after})


def image(row: Model) -> Image:
    """Return a row as plain JSON values by column; days and moments in ISO 8601, UTC."""
    values = {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def from_image(table: str, values: Image) -> Model:
    """Build the row that an image shows, not stored yet."""
    model = TABLES[table]
    columns = {column.attname: column for column in model._meta.concrete_fields}
    return model(**{name: columns[name].to_python(value) for name, value in values.items() if name in columns})


def store_events(events: Iterable[IdentityEvent]) -> None:
    """Store events, and tell the ground whose the characters are now that they linked or unlinked."""
    stored = IdentityEvent.objects.bulk_create(list(events), batch_size=500)
    name_persons(_persons(change for event in stored for change in event.changes))


def _persons(changes: Iterable[dict[str, Any]]) -> dict[int, str]:
    """Return the person's key of every character whose link changed, by id; the last change counts."""
    keys: dict[int, str] = {}
    for change in changes:
        if change["table"] != "link":
            continue
        if change["before"] is not None:
            keys[change["before"]["character_id"]] = ""
        if change["after"] is not None:
            keys[change["after"]["character_id"]] = person_key(change["after"]["player_id"])
    return keys


def person_key(player_id: int) -> str:
    """Make the key of a player's characters."""
    return f"player-{player_id}"
