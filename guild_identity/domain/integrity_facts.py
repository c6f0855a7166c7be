"""What is known of a guild when it is checked for what does not add up."""

from dataclasses import dataclass, field
from datetime import datetime

from guild_identity.domain.discord_members import ServerRole
from guild_identity.domain.issues import Details
from guild_identity.domain.note_hints import Hint
from guild_identity.domain.overlaps import Overlap
from guild_identity.domain.plan import Conflict
from guild_identity.domain.roles import RankFacts


@dataclass(frozen=True, slots=True)
class Found:
    """What one check found, before the registry says of which type it is. Fields as in Finding."""

    key: tuple[str, ...]
    summary: str
    character_id: int | None = None
    discord_user_id: int | None = None
    player_id: int | None = None
    details: Details = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A living character that is in the guild now.

    `known_at` is the last time that Blizzard confirmed `last_login_at`. `player_id` names a player of this guild, and
    `link_source` what that link rests on; `is_note_changed` where it rests on a note that was changed since. `named` is
    whom the note clearly names as the person behind the character, `named_privately` whom the officer note does.
    """

    id: int
    name: str
    realm: str
    rank: int
    level: int = 0
    last_login_at: datetime | None = None
    known_at: datetime | None = None
    player_id: int | None = None
    link_source: str = ""
    is_note_changed: bool = False
    named: tuple[Hint, ...] = ()
    named_privately: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """A Discord user, present or gone. `highest_role` is the name of the rank whose role it has, if any."""

    id: int
    username: str
    display_name: str
    global_name: str = ""
    nick: str = ""
    highest_role: str = ""
    is_present: bool = True


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A player with all its links, also those of characters that left. `is_away`: on a break that an officer noted."""

    id: int
    name: str
    discord_user_id: int | None = None
    other_discord_user_ids: tuple[int, ...] = ()
    main_character_id: int | None = None
    character_ids: tuple[int, ...] = ()
    is_shared_account: bool = False
    is_away: bool = False


@dataclass(frozen=True, slots=True)
class StaleSection:
    """A document of a character that should be newer than it is, and why it is not."""

    character_id: int
    section: str
    fetched_at: datetime | None
    cause: str


@dataclass(frozen=True, slots=True)
class Held:
    """A list that was not believed and waits for an officer. `what` is roster or members."""

    what: str
    reason: str
    held_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class IntegrityFacts:
    """Everything that the checks read. `overlaps` and `conflicts` are None where nobody looked for them."""

    members: tuple[MemberFacts, ...] = ()
    ranks: tuple[RankFacts, ...] = ()
    server_roles: tuple[ServerRole, ...] = ()
    accounts: tuple[AccountFacts, ...] = ()
    people: tuple[PersonFacts, ...] = ()
    stale: tuple[StaleSection, ...] = ()
    held: tuple[Held, ...] = ()
    overlaps: tuple[Overlap, ...] | None = None
    conflicts: tuple[Conflict, ...] | None = None

    def characters_of(self) -> dict[int, list[MemberFacts]]:
        """Return the members by their player's id."""
        found: dict[int, list[MemberFacts]] = {}
        for member in self.members:
            if member.player_id is not None:
                found.setdefault(member.player_id, []).append(member)
        return found

    def owners(self) -> dict[int, int]:
        """Return the player's id by the Discord user's; a first account counts before a further one.

        Of two players with one account it is the older one.
        """
        people = sorted(self.people, key=lambda person: -person.id)
        further = {account: person.id for person in people for account in person.other_discord_user_ids}
        first = {person.discord_user_id: person.id for person in people if person.discord_user_id is not None}
        return {**further, **first}
