"""A guild of which upstreams know everything and the house nothing yet: its answers, and what is learnt by and by."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from characters.models import AchievementDates, Character, Guild, Payload, Realm, Whereabouts
from guild_identity.models import DiscordServer
from guild_identity.services.uploads import receive_upload
from sandbox.world.labelled import LabelledGuild, labelled_guild
from tests import bodies
from tests.factories.exports import exported, lua_file
from tests.wire import Wire

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)
SERVER, CHANNEL, FIRST_ROLE = 900_000_000_000_000_001, 77, 700_000_000_000_000_000
RANKS = ("Guild Leader", "Officer", "Veteran", "Member", "Initiate", "Alt", "Social", "Friend", "Trial", "Bench")
SEED = 11
# What a character shows: so much was earned with a raid, so much alone, and so often it was seen somewhere.
TOGETHER, ALONE, SEEN = 100, 300, 40


def known_upstream(wire: Wire, size: int) -> Guild:
    """Make a guild of `size` members and as many Discord users; roster and Discord answer, an export waits."""
    world = labelled_guild(size, size, SEED)
    guild = Guild.objects.create(
        realm=Realm.objects.get(region="us", slug="senjin"), name=f"Many {size}", slug=f"many-{size}", created_at=NOW
    )
    DiscordServer.objects.create(guild=guild, server_id=SERVER, name="Many", report_channel_id=CHANNEL)
    entries = [
        bodies.member(one.name, _blizzard_id(size, one.id), realm=one.realm, rank=one.rank) for one in world.characters
    ]
    wire.put(f"/data/wow/guild/senjin/many-{size}/roster", bodies.roster(entries, name=guild.name))
    wire.discord(SERVER, [_discord_member(one) for one in world.discord_users], _roles())
    wire.put(f"/api/v10/channels/{CHANNEL}/messages", {"id": "1"})
    receive_upload(guild, _export(guild, world), file_name="GuildSync.lua", source="api", user=None, now=NOW)
    return guild


def learn_more(guild: Guild, size: int) -> None:
    """Write what other syncs learn of the members: profiles, dates of achievements, and where they were."""
    world = labelled_guild(size, size, SEED)
    person = {_blizzard_id(size, one.id): one.person for one in world.characters}
    characters = list(Character.objects.filter(stints__guild=guild).order_by("pk"))
    Payload.objects.bulk_create(
        Payload(character=one, section="summary", attempted_at=NOW, fetched_at=NOW, body={}) for one in characters
    )
    AchievementDates.objects.filter(character__in=characters).delete()
    AchievementDates.objects.bulk_create(
        AchievementDates(character=one, dates=_dates(person[one.blizzard_id or 0]), fetched_at=NOW)
        for one in characters
    )
    Whereabouts.objects.bulk_create(
        (seen for place, one in enumerate(characters) for seen in _whereabouts(one, place)), batch_size=5000
    )


def _blizzard_id(size: int, number: int) -> int:
    return size * 1_000_000 + number


def _discord_member(one: Any) -> dict[str, Any]:
    user = {"id": str(one.discord_id), "username": one.username, "global_name": one.global_name or None}
    roles = [str(FIRST_ROLE + 3)] if one.has_guild_role else []
    return {"user": user, "nick": one.nick or None, "roles": roles, "joined_at": LONG_AGO.isoformat()}


def _roles() -> list[dict[str, Any]]:
    return [
        {"id": str(FIRST_ROLE + index), "name": name, "position": 20 - index, "managed": False}
        for index, name in enumerate(RANKS)
    ]


def _export(guild: Guild, world: LabelledGuild) -> bytes:
    rows = [
        exported(
            one.name, realm=one.realm, rank=one.rank, rankName=RANKS[one.rank % len(RANKS)], note=one.note,
            officerNote=one.officer_note,
        )
        for one in world.characters
    ]  # fmt: skip
    return lua_file(*rows, guild=guild.name, at=NOW - timedelta(minutes=5))


def _dates(person: int) -> dict[str, int]:
    alone, group = Random(person), person % 40
    earned = {str(1000 + key): 1_600_000_000_000 + alone.randrange(10**8) * 1000 for key in range(ALONE)}
    return earned | {str(key): 1_700_000_000_000 + group * 10**9 + key * 1000 for key in range(TOGETHER)}


def _whereabouts(one: Character, place: int) -> list[Whereabouts]:
    hours = Random(place)
    moments = (NOW - timedelta(days=number + 1, minutes=hours.randrange(1400)) for number in range(SEEN))
    return [
        Whereabouts(
            character=one, activity="kill", place=2888, label="Somebody, heroic", started_at=moment,
            ended_at=moment + timedelta(minutes=6), source="warcraftlogs",
        )
        for moment in moments
    ]  # fmt: skip
