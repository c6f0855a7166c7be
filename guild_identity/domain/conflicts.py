"""Where a proof collides with what is linked or was refused: an officer sees both sides."""

from collections.abc import Iterator

from guild_identity.domain.census import Census
from guild_identity.domain.people import People, Person
from guild_identity.domain.plan import Conflict


def conflicts(census: Census, people: People) -> list[Conflict]:
    """Return every collision of a verified login with links, other Discord users and rejections.

    And the members whom another guild keeps.
    """
    found = [conflict for _, nodes in sorted(census.logins.items()) for conflict in _of_login(census, people, nodes)]
    return [*found, *_kept_elsewhere(census)]


def _kept_elsewhere(census: Census) -> Iterator[Conflict]:
    for character in census.characters:
        if character.kept_elsewhere:
            text = (
                f"{character.name} is here now, but belongs to a player of another guild: {character.kept_elsewhere}."
            )
            yield Conflict("kept_elsewhere", character.id, None, text)


def _of_login(census: Census, people: People, nodes: list[int]) -> Iterator[Conflict]:
    persons = list(dict.fromkeys(people.of(node) for node in nodes))
    if any(person.player and person.player.is_shared_account for person in persons):
        return
    first = next((node for node in nodes if census.is_discord(node)), min(nodes))
    for node in nodes:
        if not census.is_discord(node) and not people.are_one(node, first):
            yield from _between(census, (first, people.of(first)), (node, people.of(node)))


def _between(census: Census, one: tuple[int, Person], other: tuple[int, Person]) -> Iterator[Conflict]:
    """Yield why two of one login are not one person."""
    (first, owner), (node, person) = one, other
    names = f"One login proved both {census.called(first)} and {census.called(node)}, but "
    if owner.player and person.player:
        yield _conflict(census, one, other, "login_of_two_players", names + "they are linked to different players.")
    elif not owner.refused.isdisjoint(person.members) or not person.refused.isdisjoint(owner.members):
        yield _conflict(census, one, other, "login_against_rejection", names + "an officer said they are two people.")
    elif owner.discord is not None and person.discord is not None:
        yield _conflict(census, one, other, "login_of_two_discord_users", names + "they have different Discord users.")


def _conflict(census: Census, one: tuple[int, Person], other: tuple[int, Person], kind: str, text: str) -> Conflict:
    (first, owner), (node, person) = one, other
    is_user = census.is_discord(first)
    return Conflict(
        kind=kind,
        character_id=census.characters[node].id,
        player_id=person.player.id if person.player else None,
        text=text,
        other_character_id=None if is_user else census.characters[first].id,
        other_player_id=owner.player.id if owner.player else None,
        discord_user_id=census.discord_users[first - census.first_discord].id if is_user else None,
    )
