"""What is known of a guild when its characters are matched with people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CharacterFacts:
    """A character, its notes and its link. `account` is the key of a verified login: equal keys are one login.

    `is_firm`: the link is verified or an officer's. `kept_elsewhere` says why it stays with a player of another guild;
    then it counts as no member.
    """

    id: int
    name: str
    realm: str
    note: str = ""
    officer_note: str = ""
    rank: int | None = None
    is_alt_rank: bool = False
    player_id: int | None = None
    account: str | None = None
    class_name: str = ""
    is_member: bool = True
    is_firm: bool = False
    kept_elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class DiscordFacts:
    """A member of the guild's Discord server. `id` is our row's, `account` as in CharacterFacts."""

    id: int
    discord_id: int
    username: str
    global_name: str = ""
    nick: str = ""
    has_guild_role: bool = True
    account: str | None = None


@dataclass(frozen=True, slots=True)
class PlayerFacts:
    """A person already known. `is_firm`: at least one of the links is verified or an officer's.

    `further_discord_ids` are the rows of the person's other accounts.
    """

    id: int
    discord_user_id: int | None
    is_firm: bool = False
    is_shared_account: bool = False
    further_discord_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejection:
    """Two that an officer said do not belong together: a character, and a Discord user or another character."""

    character_id: int
    discord_user_id: int | None = None
    other_character_id: int | None = None


@dataclass(frozen=True, slots=True)
class SameAccount:
    """How two characters' account-wide achievements agree.

    `agreeing` of `compared` dates are equal. `rare` of them are held by nobody outside this account, however many of
    its characters hold them; 0 where the two do not agree on most dates.
    """

    character_id: int
    other_id: int
    agreeing: int
    compared: int
    rare: int


@dataclass(frozen=True, slots=True)
class ListedAlt:
    """What a list of alts that officers keep says of a character.

    Equal `group`s of one `source` are one player; at most one of a group is the main. `discord` is the player's name
    or id on Discord, "" where the list has none.
    """

    character_id: int
    source: str
    group: str
    is_main: bool = False
    discord: str = ""


@dataclass(frozen=True, slots=True)
class GuildFacts:
    """Everything that matching reads."""

    characters: tuple[CharacterFacts, ...]
    discord_users: tuple[DiscordFacts, ...]
    players: tuple[PlayerFacts, ...]
    rejections: tuple[Rejection, ...] = ()
    same_account: tuple[SameAccount, ...] = ()
    listed_alts: tuple[ListedAlt, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a link: a sentence for an officer. `is_private`: it quotes an officer note."""

    rule: str
    weight: float
    text: str
    is_private: bool = False
