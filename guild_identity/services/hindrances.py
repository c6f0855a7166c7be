"""What stands in the way of undoing a change: a row that was changed since, or that has become somebody else's."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, UniqueConstraint

from characters.domain.errors import Refused
from characters.models import Character
from guild_identity.models import IdentityEvent, Player, PlayerCharacter
from guild_identity.selectors.later_changes import Touched, later_change
from guild_identity.services.journal import TABLES, Image
from guild_identity.services.rewinds import Rewind, is_as_left, missing, references, rewind_of

# Such as an export that gives a rank another name.
UNWRITTEN = "No change that can be undone did that: change by hand what is to be otherwise."


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why a change cannot be undone, and the rows by which the later change is found that is to be undone first."""

    why: str
    rows: tuple[Touched, ...]


def check_undo(event: IdentityEvent) -> Rewind:
    """Return what undoing a change would do to each row.

    :raises Refused: when it was undone already, or cannot be undone as things are; the message says what to undo first.
    """
    if event.kind == IdentityEvent.Kind.ROLES_CHANGED:
        raise Refused("This was done on Discord: give or take the role there, and the next sync reads it.")
    if event.undone_by_id is not None:
        raise Refused(f"“{event.summary}” is undone already.")
    rewind = rewind_of(event)
    for found in (hindrance for look in LOOKS for hindrance in look(rewind)):
        later = later_change(event, found.rows)
        first = f"Undo the later change first: “{later}”." if later else UNWRITTEN
        raise Refused(f"“{event.summary}” cannot be undone: {found.why}. {first}")
    return rewind


def _changed(rewind: Rewind) -> Iterator[Hindrance]:
    different = [key for key, left in rewind.left.items() if not is_as_left(rewind.now.get(key), left)]
    if different:
        yield Hindrance("it was changed later", tuple(different))


def _built_upon(rewind: Rewind) -> Iterator[Hindrance]:
    """Find what belongs to a player that would go away."""
    going = rewind.going("player")
    for table in ("link", "other_discord"):
        for row in rewind.others(table).filter(player__in=going).order_by("pk")[:1] if going else ():
            yield Hindrance(_owner_in_words(row), ((table, row.pk),))


def _taken(rewind: Rewind) -> Iterator[Hindrance]:
    """Find rows that hold what a row that comes back can hold alone."""
    for table, model in TABLES.items():
        for names in _unique(model):
            wanted = {tuple(shown.get(name) for name in names) for shown in rewind.images(table).values()}
            wanted = {values for values in wanted if None not in values}
            rows = rewind.others(table).filter(**{f"{names[0]}__in": {values[0] for values in wanted}})
            for row in rows.order_by("pk") if wanted else ():
                if tuple(getattr(row, name) for name in names) in wanted:
                    yield Hindrance(_owner_in_words(row), ((table, row.pk),))


def _accounts(rewind: Rewind) -> Iterator[Hindrance]:
    """Find Discord accounts that would be somebody's first and somebody's further one."""
    first = [shown["discord_user_id"] for shown in rewind.images("player").values()]
    further = [shown["discorduser_id"] for shown in rewind.images("other_discord").values()]
    for row in rewind.others("other_discord").filter(discorduser__in=[pk for pk in first if pk is not None]):
        yield Hindrance(_owner_in_words(row), (("other_discord", row.pk),))
    for row in rewind.others("player").filter(discord_user__in=further):
        yield Hindrance(_owner_in_words(row), (("player", row.pk),))


def _lost(rewind: Rewind) -> Iterator[Hindrance]:
    """Find rows that would come back and name what is gone."""
    back, going = set(rewind.images("player")), set(rewind.going("player"))
    for table, model in TABLES.items():
        images = rewind.images(table).values()
        for column in references(model):
            keys = {shown.get(column.attname) for shown in images} - {None}
            gone = missing(column, keys)
            if column.related_model is Player:
                gone = (gone - back) | (keys & going)
            if gone:
                yield Hindrance(f"the {column.verbose_name} is gone", tuple((column.name, key) for key in sorted(gone)))


def _mains(rewind: Rewind) -> Iterator[Hindrance]:
    """Find players whose main would be none of their characters, and is one now or is none yet."""
    owners = _owners_of(rewind)
    for player in Player.objects.filter(pk__in=_players(rewind)).order_by("pk"):
        shown = rewind.then.get(("player", player.pk), {"main_character_id": player.main_character_id})
        main = shown["main_character_id"] if shown is not None else None
        was, will_be = owners(main)
        if main is None or will_be == player.pk or (main == player.main_character_id and was != player.pk):
            continue
        name = Character.objects.get(pk=main).name
        verb = "is" if main == player.main_character_id else "would be"
        why = f"{name} {verb} the main of {player.display_name}, and would not be one of its characters"
        yield Hindrance(why, (("player", player.pk), ("character", main)))


LOOKS: tuple[Callable[[Rewind], Iterable[Hindrance]], ...] = (_changed, _built_upon, _taken, _accounts, _lost, _mains)


def _players(rewind: Rewind) -> set[int]:
    """Return the players that are touched, or that get or lose characters."""
    links = [shown for (table, _), shown in [*rewind.left.items(), *rewind.then.items()] if table == "link" and shown]
    return {*rewind.keys("player"), *(shown["player_id"] for shown in links)}


def _owners_of(rewind: Rewind) -> Callable[[int | None], tuple[int | None, int | None]]:
    """Return a function that tells whose a character is now, and whose it would be."""
    before = {shown["character_id"]: shown["player_id"] for shown in _links(rewind.left)}
    after = {shown["character_id"]: shown["player_id"] for shown in _links(rewind.then)}

    def owners(character_id: int | None) -> tuple[int | None, int | None]:
        other = PlayerCharacter.objects.filter(character=character_id).exclude(pk__in=rewind.keys("link"))
        owner = other.values_list("player_id", flat=True).first()
        return before.get(character_id, owner), after.get(character_id, owner)

    return owners


def _links(rows: dict[tuple[str, Any], Image | None]) -> list[Image]:
    return [shown for (table, _), shown in rows.items() if table == "link" and shown is not None]


def _unique(model: type[Model]) -> Iterator[tuple[str, ...]]:
    """Yield the columns whose values, taken together, at most one row of a table may hold."""
    yield from ((column.attname,) for column in model._meta.concrete_fields if column.unique and not column.primary_key)
    names = {column.name: column.attname for column in model._meta.concrete_fields}
    groups = [tuple(group) for group in model._meta.unique_together]
    for rule in model._meta.constraints:
        if isinstance(rule, UniqueConstraint) and rule.condition is None:
            groups.append(tuple(rule.fields))
    yield from (tuple(names[name] for name in group) for group in groups)


def _owner_in_words(row: Any) -> str:
    if isinstance(row, Player):
        return f"{row.discord_user} is {row.display_name} by now"
    if isinstance(row, PlayerCharacter):
        return f"{row.character.name} belongs to {row.player.display_name} by now"
    if isinstance(row, TABLES["other_discord"]):
        return f"{row.discorduser} is a further account of {row.player.display_name} by now"  # type: ignore[attr-defined]
    return "what would come back is there already"
