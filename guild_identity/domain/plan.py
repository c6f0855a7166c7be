"""What matching decides: links, proposals and conflicts."""

from dataclasses import dataclass, field

from guild_identity.domain.facts import Evidence


@dataclass(frozen=True, slots=True)
class PlannedLink:
    """A character that joins a player. `source` is a value of LinkSource, `confidence` from 0 to 1.

    `note_key` is the key of those of its notes that the link rests on; empty where it rests on none.
    """

    character_id: int
    source: str
    confidence: float
    evidence: tuple[Evidence, ...]
    note_key: str = ""


@dataclass(frozen=True, slots=True)
class PlannedPlayer:
    """Links for one player.

    `player_id` None is a new player. `discord_user_id` is set where the player has none; None changes nothing.
    `display_name` and `main_character_id` are for a new player, and for one that has none yet.
    """

    player_id: int | None
    discord_user_id: int | None
    display_name: str
    main_character_id: int | None
    links: tuple[PlannedLink, ...]


@dataclass(frozen=True, slots=True)
class PlannedProposal:
    """A likely link that an officer decides: the character, and exactly one of the three targets."""

    character_id: int
    discord_user_id: int | None
    player_id: int | None
    other_character_id: int | None
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two proofs that collide, for an officer to see. Nothing is changed."""

    kind: str
    character_id: int | None
    player_id: int | None
    text: str
    other_character_id: int | None = None
    other_player_id: int | None = None
    discord_user_id: int | None = None
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class MatchPlan:
    """The whole decision. `per_rule` counts the characters for which each rule found something."""

    players: tuple[PlannedPlayer, ...] = ()
    proposals: tuple[PlannedProposal, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    per_rule: dict[str, int] = field(default_factory=dict)
    passes: int = 0
