"""The ground's rows. Everything stands on one realm, Sen'jin (US), unless a test says otherwise."""

from datetime import UTC, datetime

import factory
from django.contrib.auth import get_user_model
from factory.django import DjangoModelFactory

from characters.domain.names import character_key, fold, guild_slug
from characters.models import (
    Character,
    CharacterClass,
    Guild,
    GuildAccess,
    GuildMember,
    GuildRank,
    Payload,
    Realm,
    Specialization,
    SyncRun,
    SyncStep,
    UserCharacter,
)

LONG_AGO = datetime(2026, 1, 6, tzinfo=UTC)
LETTERS = "abcdefghij"
RANKS = ("Guild Leader", "Officer", "Veteran", "Member", "Initiate")


def senjin() -> Realm:
    """Return Sen'jin, which the reference data brings."""
    realm, _ = Realm.objects.get_or_create(region="us", slug="senjin", defaults={"name": "Sen'jin", "key": "senjin"})
    return realm


def letters(number: int) -> str:
    """Spell a number with letters: character names hold no digits."""
    return "".join(LETTERS[int(digit)] for digit in f"{number:04}")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = get_user_model()

    username = factory.Sequence(lambda n: f"user{n}")


class GuildFactory(DjangoModelFactory):
    class Meta:
        model = Guild
        skip_postgeneration_save = True

    realm = factory.LazyFunction(senjin)
    name = factory.Sequence(lambda n: f"Guild {letters(n)}")
    slug = factory.LazyAttribute(lambda guild: guild_slug(guild.name))
    created_at = LONG_AGO

    @factory.post_generation
    def ranks(guild, create, extracted, **kwargs):
        if create:
            for index, name in enumerate(extracted or RANKS):
                GuildRankFactory(guild=guild, index=index, name=name, level=5 - index, is_officer=index < 2)


class GuildRankFactory(DjangoModelFactory):
    class Meta:
        model = GuildRank

    guild = factory.SubFactory(GuildFactory)
    index = 3
    name = "Member"


class CharacterFactory(DjangoModelFactory):
    class Meta:
        model = Character

    realm = factory.LazyFunction(senjin)
    name = factory.Sequence(lambda n: f"Hero{letters(n)}")
    name_key = factory.LazyAttribute(lambda character: character_key(character.name))
    search_key = factory.LazyAttribute(lambda character: fold(character.name))
    blizzard_id = factory.Sequence(lambda n: 1000 + n)
    level = 90
    item_level = 300
    character_class = factory.LazyFunction(lambda: CharacterClass.objects.get(name="Druid"))
    active_spec = factory.LazyFunction(lambda: Specialization.objects.get(pk=102))
    created_at = LONG_AGO


class GuildMemberFactory(DjangoModelFactory):
    class Meta:
        model = GuildMember

    guild = factory.SubFactory(GuildFactory)
    character = factory.SubFactory(CharacterFactory)
    rank = 3
    character_name = factory.LazyAttribute(lambda member: member.character.name)
    joined_at = LONG_AGO


class GuildAccessFactory(DjangoModelFactory):
    class Meta:
        model = GuildAccess

    guild = factory.SubFactory(GuildFactory)
    user = factory.SubFactory(UserFactory)
    level = GuildAccess.Level.MEMBER


class UserCharacterFactory(DjangoModelFactory):
    class Meta:
        model = UserCharacter

    user = factory.SubFactory(UserFactory)
    character = factory.SubFactory(CharacterFactory)
    added_at = LONG_AGO


class PayloadFactory(DjangoModelFactory):
    class Meta:
        model = Payload

    character = factory.SubFactory(CharacterFactory)
    section = "summary"
    attempted_at = LONG_AGO
    fetched_at = factory.SelfAttribute("attempted_at")


class SyncRunFactory(DjangoModelFactory):
    class Meta:
        model = SyncRun

    kind = SyncRun.Kind.GUILD
    guild = factory.Maybe("of_guild", factory.SubFactory(GuildFactory), None)
    source = "timetable"
    created_at = LONG_AGO

    class Params:
        of_guild = factory.LazyAttribute(lambda run: run.kind == SyncRun.Kind.GUILD)


class SyncStepFactory(DjangoModelFactory):
    class Meta:
        model = SyncStep

    run = factory.SubFactory(SyncRunFactory)
    kind = SyncStep.Kind.CHARACTER
    character = factory.SubFactory(CharacterFactory)
    due_at = LONG_AGO
