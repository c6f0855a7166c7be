"""A guild's facts, read once: every character and Discord user as a node, what the notes say, who is called how."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from characters.domain.names import realm_key
from guild_identity.domain.aliases import aliases_of
from guild_identity.domain.alt_groups import AltGroup, alt_groups
from guild_identity.domain.directory import Directory, Found
from guild_identity.domain.facts import GuildFacts, PlayerFacts
from guild_identity.domain.names import is_dead_name, name_key
from guild_identity.domain.nicknames import Holders, held_nicknames, misspelt_nicknames
from guild_identity.domain.note_hints import Hint
from guild_identity.domain.notes import NoteReading, read_note
from guild_identity.domain.people import AWAY, People

# A note of the game holds 31 characters; the last word of a longer one is cut off.
_NEARLY_FULL = 29
_WITHOUT_ROLE = 0.87
_HOME = 0.25
_FEW = 12
_MOST_SHORTENED = 3
T = TypeVar("T")


class Note(NamedTuple):
    """A note of a character and what it says. `is_private`: an officer note."""

    text: str
    reading: NoteReading
    is_private: bool

    def is_cut(self, hint: Hint) -> bool:
        """Tell whether the hint's name may have been cut off at the note's end."""
        return len(self.text) >= _NEARLY_FULL and self.text.rstrip().endswith(hint.name.split()[-1])


class Census:
    """The guild, sorted by id: nodes from 0 are its characters, further nodes its Discord users."""

    def __init__(self, facts: GuildFacts) -> None:
        self.facts = facts
        self.characters = sorted(facts.characters, key=lambda character: character.id)
        self.discord_users = sorted(facts.discord_users, key=lambda user: user.id)
        self.first_discord = len(self.characters)
        self.count = self.first_discord + len(self.discord_users)
        self.character_nodes = {character.id: node for node, character in enumerate(self.characters)}
        self.discord_nodes = {user.id: self.first_discord + at for at, user in enumerate(self.discord_users)}
        self.logins = self._logins()
        self._made: dict[Any, Any] = {}

    # What proofs do not need is read when something first asks for it.
    @cached_property
    def notes(self) -> list[list[Note]]:
        """Return by character the notes that say anything."""
        return [list(_notes(character.note, character.officer_note)) for character in self.characters]

    @cached_property
    def keys(self) -> list[str]:
        """Return by character the key of its name."""
        return [name_key(character.name) for character in self.characters]

    @cached_property
    def realms(self) -> list[str]:
        """Return by character the key of its realm."""
        key_of = {realm: realm_key(realm) for realm in {character.realm for character in self.characters}}
        return [key_of[character.realm] for character in self.characters]

    @cached_property
    def is_dead(self) -> list[bool]:
        """Return by character whether the game took its name away."""
        return [is_dead_name(character.name) for character in self.characters]

    @cached_property
    def hinted(self) -> set[str]:
        """Return all spellings of names in notes."""
        return {key for node in range(self.first_discord) for _, hint in self.hints(node) for key in hint.spellings}

    @cached_property
    def names(self) -> Directory:
        """Return the characters under their names."""
        return Directory(self._character_names())

    @cached_property
    def aliases(self) -> Directory:
        """Return the Discord users under all of their names."""
        return Directory(self._aliases())

    def is_discord(self, node: int) -> bool:
        """Tell whether a node is a Discord user."""
        return node >= self.first_discord

    def called(self, node: int) -> str:
        """Return the name that officers know a node by."""
        if not self.is_discord(node):
            return self.characters[node].name
        user = self.discord_users[node - self.first_discord]
        return user.nick or user.global_name or user.username

    def is_shown(self, user: int, key: str) -> bool:
        """Tell whether the server shows the Discord user by a name that holds this one."""
        return key in name_key(self.called(user))

    def is_home(self, realm: str) -> bool:
        """Tell whether so many characters are on the realm that being there says little. A few say nothing yet."""
        return self.count > _FEW and self._per_realm[realm] > _HOME * len(self.realms)

    @cached_property
    def _per_realm(self) -> Counter[str]:
        return Counter(self.realms)

    def hints(self, node: int) -> Iterator[tuple[Note, Hint]]:
        """Yield what the character's notes hint at."""
        for note in self.notes[node]:
            for hint in note.reading.hints:
                yield note, hint

    def is_alt(self, node: int) -> bool:
        """Tell whether a note says that the character is an alt."""
        return any(note.reading.is_alt for note in self.notes[node])

    def once(self, make: Callable[["Census"], T]) -> T:
        """Return what a function makes of the census. It is made at the first call: rules look at it in every pass."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    def people(self) -> People:
        """Return the persons as the known players have them, everybody else alone."""
        people = People(self.count)
        for node, character in enumerate(self.characters):
            people.of(node).accounts = {character.account} if character.account else set()
        for node, user in enumerate(self.discord_users, self.first_discord):
            people.of(node).discord = node
            people.of(node).accounts = {user.account} if user.account else set()
        for group in self.alt_groups:
            for node in group.apart:
                people.of(node).listed[group.source] = {group.key}
        self._refuse(people)
        self._join_players(people)
        return people

    def users_named(self, node: int) -> set[int]:
        """Return the Discord users that are called like a character."""
        return {user.node for user in self.aliases.named(self.keys[node])}

    @cached_property
    def alt_groups(self) -> list[AltGroup]:
        """Return the groups of the lists of alts that officers keep."""
        return alt_groups(self.facts.listed_alts, self.character_nodes)

    @cached_property
    def nicknames(self) -> dict[str, Holders]:
        """Return by the names in notes which characters' notes hold them."""
        hints = ((node, *pair) for node in range(self.first_discord) for pair in self.hints(node))
        return held_nicknames((node, hint, note.is_private) for node, note, hint in hints)

    @cached_property
    def misspelt_nicknames(self) -> list[tuple[str, str, float]]:
        """Return (misspelt, right, likeness) of the names in notes that are nobody's."""
        return misspelt_nicknames(self.nicknames, self.names.keys() | self.aliases.keys())

    @cached_property
    def shortened_names(self) -> list[tuple[list[Found], list[Found]]]:
        """Return (characters, Discord users): the few characters whose names begin like the name of the users."""
        only_users = sorted(self.aliases.keys() - self.names.keys())
        found = ((self.names.beginning_with(alias), alias) for alias in only_users)
        return [(ones, self.aliases.named(alias)) for ones, alias in found if 0 < len(ones) <= _MOST_SHORTENED]

    def _logins(self) -> dict[str, list[int]]:
        """Return by verified login the nodes that it proved, the characters first."""
        accounts = [character.account for character in self.characters] + [user.account for user in self.discord_users]
        found: dict[str, list[int]] = defaultdict(list)
        for node, account in enumerate(accounts):
            if account:
                found[account].append(node)
        return found

    def _refuse(self, people: People) -> None:
        for rejection in self.facts.rejections:
            node = self.character_nodes.get(rejection.character_id)
            others = (
                self.discord_nodes.get(rejection.discord_user_id or 0),
                self.character_nodes.get(rejection.other_character_id or 0),
            )
            if node is not None:
                people.of(node).refused |= {other for other in others if other is not None}

    def _join_players(self, people: People) -> None:
        nodes: dict[int, list[int]] = defaultdict(list)
        for node, character in enumerate(self.characters):
            if character.player_id is not None:
                nodes[character.player_id].append(node)
        listed = {player.id for player in self.facts.players}
        unlisted = [PlayerFacts(number, None) for number in nodes if number not in listed]
        further = self._further_accounts()
        for player in (*self.facts.players, *unlisted):
            discord = self.discord_nodes.get(player.discord_user_id or 0)
            others = further[player.id]
            found = [*nodes[player.id], *([] if discord is None else [discord]), *others]
            if found:
                people.join(dict.fromkeys(people.of(node) for node in found))
                person = people.of(found[0])
                person.player = player
                is_known = others or player.discord_user_id is not None
                person.discord = AWAY if is_known and discord is None else discord

    def _further_accounts(self) -> dict[int, list[int]]:
        """Return by player the nodes of its further Discord users. One that is said to be several players' is one's."""
        taken = {player.discord_user_id for player in self.facts.players}
        found: dict[int, list[int]] = defaultdict(list)
        for player in self.facts.players:
            for user in player.further_discord_ids:
                if user in self.discord_nodes and user not in taken:
                    taken.add(user)
                    found[player.id].append(self.discord_nodes[user])
        return found

    def _character_names(self) -> Iterator[tuple[str, int, float]]:
        """Yield members' names, and those of the departed that no member has."""
        members = {key for key, character in zip(self.keys, self.characters, strict=True) if character.is_member}
        for node, character in enumerate(self.characters):
            if character.is_member or self.keys[node] not in members:
                yield self.keys[node], node, 1.0

    def _aliases(self) -> Iterator[tuple[str, int, float]]:
        # Where no Discord user has a role of the guild, its role map is not filled in yet and says nothing.
        says_something = any(user.has_guild_role for user in self.discord_users)
        for node, user in enumerate(self.discord_users, self.first_discord):
            grade = _WITHOUT_ROLE if says_something and not user.has_guild_role else 1.0
            for alias in aliases_of(user, self.names):
                yield alias.key, node, alias.quality * grade


def _notes(note: str, officer_note: str) -> Iterator[Note]:
    for text, is_private in ((note, False), (officer_note, True)):
        if text.strip():
            yield Note(text, read_note(text), is_private)
