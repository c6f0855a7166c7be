"""Who there is: guilds, people and their characters, from the configuration alone."""

from dataclasses import dataclass, field
from random import Random

from sandbox.world import demo_cast
from sandbox.world.calendar import DAY, HOUR, WEEK, period_start
from sandbox.world.chance import dice, number, share
from sandbox.world.classes import CLASSES
from sandbox.world.demo_cast import Part, Person
from sandbox.world.names import invent_name
from sandbox.world.realms import REALMS, connected, realm_of
from sandbox.world.records import FOREVER, Character, Guild, Identity, Player, Stint, WorldConfig
from sandbox.world.seasons import FIRST_PERIOD

_HORIZON = 96 * WEEK
_GUILD_HOMES = (("us", "senjin"), ("eu", "draenor"), ("us", "area-52"), ("eu", "kazzak"), ("kr", "azshara"))
_GUILD_WORDS = ("Ember", "Winter", "Raven", "Lantern", "Hollow", "Thunder", "Willow", "Copper")
_TASTES = (("raid", 0.25), ("keys", 0.3), ("delves", 0.3), ("casual", 0.7))


@dataclass(slots=True)
class Cast:
    """Everybody and every guild."""

    guilds: list[Guild] = field(default_factory=list)
    characters: list[Character] = field(default_factory=list)
    players: list[Player] = field(default_factory=list)


def build_cast(config: WorldConfig) -> Cast:
    """Build the guilds and whoever is ever in them; a scripted world gets the demo guild without members."""
    cast = Cast()
    for index in range(config.guilds):
        cast.guilds.append(_guild(config, index))
        if not config.scripted:
            count = config.characters // config.guilds + (index < config.characters % config.guilds)
            _fill(cast, config, cast.guilds[-1], count)
    return cast


def _guild(config: WorldConfig, index: int) -> Guild:
    region, realm = _GUILD_HOMES[index % len(_GUILD_HOMES)]
    name = demo_cast.GUILD_NAME
    if index:
        name = f"{_GUILD_WORDS[index % 8]} {_GUILD_WORDS[index // 8 % 8]} Watch"
    identifier = 70_000_000 + number(config.seed, "guild", index) % 9_000_000
    return Guild(index, region, realm, name, identifier, 600_000 + index * 37 + config.seed % 30)


def _fill(cast: Cast, config: WorldConfig, guild: Guild, count: int) -> None:
    taken: set[tuple[str, str]] = set()
    left = count
    people = demo_cast.PEOPLE if guild.number == 0 else ()
    for person in people:
        kept = person._replace(parts=person.parts[:left])
        left -= len(kept.parts)
        if kept.parts:
            taken |= {(part.name, part.realm) for part in kept.parts}
            _enter(cast, config, guild, kept)
    if people:
        _change_demo(cast, guild)
    rolls = dice(config.seed, "people", guild.number)
    while left > 0:
        person = _invent_person(rolls, guild, min(left, rolls.choice((1, 2, 2, 3))), taken)
        left -= len(person.parts)
        for uid in _enter(cast, config, guild, person):
            _change_at_random(config, guild, cast.characters[uid])
        if rolls.random() < 0.3:
            _hand_over(cast, config, guild, rolls, taken)


def _invent_person(rolls: Random, guild: Guild, size: int, taken: set[tuple[str, str]]) -> Person:
    home = realm_of(guild.region, guild.realm) or REALMS[0]
    realms = [guild.realm] * 6 + [realm.slug for realm in connected(home)]
    taste = next(name for name, limit in (*_TASTES, ("lapsed", 2.0)) if rolls.random() < limit)
    zeal = 0.0 if taste == "lapsed" else round(rolls.uniform(0.2, 0.9), 2)
    realm = rolls.choice(realms)
    parts: list[Part] = []
    while len(parts) < size:
        name = invent_name(rolls)
        if (name, realm) not in taken:
            taken.add((name, realm))
            parts.append(_invent_part(rolls, name, realm, main=not parts, lapsed=not zeal))
    return Person(taste, zeal, tuple(parts), late=rolls.random() < 0.15)


def _invent_part(rolls: Random, name: str, realm: str, *, main: bool, lapsed: bool) -> Part:
    class_id = rolls.choice(tuple(CLASSES))
    spec = rolls.choice(CLASSES[class_id].specializations)
    odd = rolls.random()
    oddities = ((0.02, "missing" if lapsed or not main else "hidden"), (0.05, "off raiderio"), (0.08, "hidden"))
    oddity = next((name for limit, name in oddities if odd < limit), "")
    if not main and 0.08 <= odd < 0.3:
        oddity = "low" if odd < 0.15 else "inactive"
    return Part(name, realm, class_id, spec.id, rolls.randint(3, 4) if main else rolls.randint(5, 6), oddity)


def _hand_over(cast: Cast, config: WorldConfig, guild: Guild, rolls: Random, taken: set[tuple[str, str]]) -> None:
    """Let the last person leave some day, and another one join two days later."""
    leaver = cast.players[-1]
    leaves = period_start(guild.region, FIRST_PERIOD) + int(rolls.random() * _HORIZON) // 1000 * 1000
    for uid in leaver.characters:
        cast.characters[uid].stints[0].left = leaves
    joiner = _invent_person(rolls, guild, len(leaver.characters), taken)
    _enter(cast, config, guild, joiner, joined=leaves + 2 * DAY)


def _enter(cast: Cast, config: WorldConfig, guild: Guild, person: Person, joined: int = 0) -> tuple[int, ...]:
    first = len(cast.characters)
    numbers = tuple(range(first, first + len(person.parts)))
    player = Player(
        len(cast.players),
        guild.number,
        numbers,
        person.zeal,
        person.taste in ("raid", "keys"),
        person.taste,
        person.late,
    )
    cast.players.append(player)
    for uid, part in zip(numbers, person.parts, strict=True):
        cast.characters.append(_character(config, guild, player.number, uid, part, joined))
    return numbers


def _character(config: WorldConfig, guild: Guild, player: int, uid: int, part: Part, joined: int) -> Character:
    races = CLASSES[part.class_id].races
    away = period_start(guild.region, FIRST_PERIOD) + int(share(config.seed, "away", uid) * WEEK) // 1000 * 1000
    identifier = 180_000_000 + number(config.seed, "character", uid) % 60_000_000
    return Character(
        number=uid,
        region=guild.region,
        identities=[Identity(0, part.name, part.realm, identifier)],
        class_id=part.class_id,
        spec_id=part.spec_id,
        race_id=races[number(config.seed, "race", uid) % len(races)],
        player=player,
        level=80 + uid % 9 if part.oddity == "low" else 90,
        stints=[Stint(guild.number, part.rank, joined)],
        profile=part.oddity if part.oddity in ("missing", "forbidden") else "ok",
        logs="hidden" if part.oddity == "hidden" else "shown",
        on_raiderio=part.oddity not in ("off raiderio", "missing", "low"),
        rarely=part.oddity in ("inactive", "low"),
        dormant_since=away if part.oddity in ("missing", "forbidden") else FOREVER,
    )


def _change_demo(cast: Cast, guild: Guild) -> None:
    for name, period, event, new in demo_cast.CHANGES:
        moment = period_start(guild.region, period) + 2 * DAY + 7 * HOUR
        for character in cast.characters:
            if character.identities[0].name == name:
                change_character(character, event, moment, new)


def _change_at_random(config: WorldConfig, guild: Guild, character: Character) -> None:
    seed, uid = config.seed, character.number
    fate = share(seed, "fate", uid)
    moment = period_start(guild.region, FIRST_PERIOD) + int(share(seed, "when", uid) * _HORIZON) // 1000 * 1000
    if fate < 0.08:
        change_character(character, "renamed", moment, invent_name(dice(seed, "rename", uid)))
    elif fate < 0.12:
        realm = realm_of(guild.region, character.identities[0].realm)
        others = [other.slug for other in connected(realm) if other != realm] if realm else []
        if others:
            change_character(character, "transfers", moment, others[uid % len(others)])


def change_character(character: Character, event: str, moment: int, new: str) -> None:
    """Let a character join or leave its guild, be renamed or transfer to another realm at a moment."""
    latest = character.identities[-1]
    if event == "joins":
        character.stints[-1].joined = moment
    elif event == "leaves":
        character.stints[-1].left = moment
    elif event == "renamed":
        character.identities.append(latest._replace(since=moment, name=new))
    else:
        # A transferred character gets a new number from Blizzard.
        moved = latest._replace(since=moment, realm=new, blizzard_id=latest.blizzard_id + 60_000_000)
        character.identities.append(moved)
