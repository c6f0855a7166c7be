"""The ground's tables."""

from characters.models.characters import Character, CharacterIdentity, RemovedCharacter, UserCharacter
from characters.models.evidence import AchievementDates, Whereabouts
from characters.models.guilds import Guild, GuildAccess, GuildMember, GuildRank, HeldRoster
from characters.models.payloads import Payload
from characters.models.realms import Realm
from characters.models.reference import CharacterClass, Role, Specialization
from characters.models.runs import SyncRun, SyncStep
from characters.models.tokens import ApiToken

__all__ = [
    "AchievementDates",
    "ApiToken",
    "Character",
    "CharacterClass",
    "CharacterIdentity",
    "Guild",
    "GuildAccess",
    "GuildMember",
    "GuildRank",
    "HeldRoster",
    "Payload",
    "Realm",
    "RemovedCharacter",
    "Role",
    "Specialization",
    "SyncRun",
    "SyncStep",
    "UserCharacter",
    "Whereabouts",
]
