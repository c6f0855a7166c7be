"""Who is on the guilds' Discord servers, and what the guilds' notes say: one more side of the same people."""

from dataclasses import dataclass
from random import Random

from sandbox.world.calendar import DAY, HOUR, period_start
from sandbox.world.chance import dice, number, share
from sandbox.world.classes import CLASSES
from sandbox.world.people.accounts import Account, invent_account, invent_guest, second_account
from sandbox.world.people.demo_people import DEMO_GUESTS, DEMO_PEOPLE, DemoPerson
from sandbox.world.people.notes import Subject, choose_form, write_note, write_officer_note
from sandbox.world.people.persona import Persona, invent_character_name, invent_first_name, invent_handle
from sandbox.world.people.styles import STYLES, Style
from sandbox.world.records import FOREVER, Character, Player
from sandbox.world.seasons import FIRST_PERIOD
from sandbox.world.servers import RANK_ROLES, DiscordAccount, Server, ServerMember, open_server, snowflake
from sandbox.world.world import World

_FIRST_ACCOUNT, _NEWEST_ACCOUNT = 1_451_606_400_000, 1_750_000_000_000
_SERVER_AGE = 900 * DAY
_POSTED_PERSONS = 1_000_000
_NO_NOTES = ("", "")


@dataclass(slots=True)
class _Habits:
    """What is decided about a person before anything is written: dice, style, persona and account."""

    rolls: Random
    style: Style
    persona: Persona
    account: Account | None
    others: tuple[str, ...]


class Identities:
    """The servers and notes of a world; they follow from its seed, and change by posted events alone."""

    def __init__(self, world: World) -> None:
        """Prepare; a server is opened when somebody asks for it."""
        self._world = world
        self._servers: dict[int, Server] = {}
        self._notes: dict[int, tuple[str, str]] = {}
        self._owners: dict[int, int] = {}
        self._mains: dict[int, int] = {}

    def server(self, guild: int) -> Server:
        """Give the server of a guild by the guild's number. Raises IndexError for an unknown guild."""
        if guild not in self._servers:
            self._servers[guild] = self._open(guild)
        return self._servers[guild]

    def servers(self) -> list[Server]:
        """List every guild's server."""
        return [self.server(guild.number) for guild in self._world.guilds]

    def find_server(self, identifier: int) -> Server | None:
        """Find a server by its id."""
        return next((server for server in self.servers() if server.id == identifier), None)

    def find_account(self, identifier: int) -> DiscordAccount | None:
        """Find an account on any server."""
        found = (server.members.get(identifier) for server in self.servers())
        return next((member.account for member in found if member), None)

    def notes(self, character: Character) -> tuple[str, str]:
        """Give a character's guild note and officer note."""
        if character.number not in self._notes and character.player is not None:
            self.server(self._world.cast.players[character.player].guild)
        return self._notes.get(character.number, _NO_NOTES)

    def set_notes(self, character: Character, note: str | None, officer_note: str | None) -> None:
        """Replace a character's notes; None leaves one as it is."""
        before = self.notes(character)
        self._notes[character.number] = (
            before[0] if note is None else note,
            before[1] if officer_note is None else officer_note,
        )

    def person(self, character: Character) -> int:
        """Give the number of who plays a character; one that was posted from outside has a person of its own."""
        own = _POSTED_PERSONS + character.number if character.player is None else character.player
        return self._owners.get(character.number, own)

    def give_to_one_person(self, characters: list[Character]) -> int:
        """Let some characters be played by one person, the first one being the main; returns that person."""
        person = self.person(characters[0])
        self._mains.setdefault(person, characters[0].number)
        for character in characters:
            self._owners[character.number] = person
        return person

    def is_main(self, character: Character) -> bool:
        """Say whether a character is its player's main."""
        if character.player is None or character.number in self._owners:
            return self._mains.get(self.person(character), character.number) == character.number
        return self._world.cast.players[character.player].characters[0] == character.number

    def _open(self, number_of_guild: int) -> Server:
        world = self._world
        guild = world.guilds[number_of_guild]
        opened = period_start(guild.region, FIRST_PERIOD) - _SERVER_AGE
        server = open_server(guild.number, guild.name, opened)
        players = [player for player in world.cast.players if player.guild == guild.number]
        names = [world.characters[uid].identities[0].name for player in players for uid in player.characters]
        kind = number(world.seed, "discord", "style", guild.number) % len(STYLES)
        style = STYLES[kind] if guild.number else next(style for style in STYLES if style.name == "mixed")
        for player in players:
            self._enter(server, player, style, names)
        if players:
            self._invite(server, len(players), names)
        return server

    def _enter(self, server: Server, player: Player, style: Style, names: list[str]) -> None:
        characters = [self._world.characters[uid] for uid in player.characters]
        rolls = dice(self._world.seed, "discord", "person", player.number)
        main = characters[0].identities[0]
        demo = None if server.guild else DEMO_PEOPLE.get(main.name) or DEMO_PEOPLE.get(f"{main.name} {main.realm}")
        if demo:
            self._enter_demo(server, player, characters, demo, rolls)
            return
        habits = _habits(rolls, style, characters, names)
        _write_all(self._notes, habits, characters)
        if habits.account is None:
            return
        role = RANK_ROLES[min(characters[0].stints[0].rank, len(RANK_ROLES) - 1)]
        if rolls.random() < 0.09:
            role = rolls.choice(("", "", "Officer", "Veteran", "Member", "Initiate"))
        extras = [extra for extra in ("Raider", "EU", "US") if rolls.random() < 0.3]
        if share(self._world.seed, "discord", "two roles", player.number) < 0.03:
            extras.append("Initiate")
        member = _seat(server, habits.account, [role, *extras], rolls, characters[0].stints[0].joined)
        member.person = player.number
        if rolls.random() < 0.03:
            member.left = member.joined + int(rolls.random() * 400 * DAY)
        if rolls.random() < 0.02:
            _seat(server, second_account(rolls, habits.account), [], rolls, member.joined).person = player.number

    def _enter_demo(
        self, server: Server, player: Player, characters: list[Character], demo: DemoPerson, rolls: Random
    ) -> None:
        for character, notes in zip(characters, demo.notes, strict=False):
            self._notes[character.number] = notes
        rank_role = RANK_ROLES[characters[0].stints[0].rank]
        role = rank_role if demo.role is None else demo.role
        if demo.username:
            account = Account(demo.username, demo.global_name, demo.nick)
            joined = characters[0].stints[0].joined
            member = _seat(server, account, [role, *demo.extras], rolls, joined)
            member.person = player.number
            if role == RANK_ROLES[0]:
                server.owner = member.account.id
            if demo.has_left:
                member.left = period_start("us", FIRST_PERIOD) + DAY
        if demo.second:
            _seat(server, Account(demo.second, demo.global_name, ""), [role], rolls, 0).person = player.number

    def _invite(self, server: Server, people: int, names: list[str]) -> None:
        """Let some be on the server who play no member of the guild."""
        rolls = dice(self._world.seed, "discord", "guests", server.guild)
        if not server.guild:
            for guest in DEMO_GUESTS:
                account = Account(guest.username, guest.global_name, guest.nick)
                member = _seat(server, account, list(guest.roles), rolls, 0)
                if guest.is_bot:
                    member.account.bot, member.account.discriminator = True, f"{rolls.randint(1, 9999):04}"
        for _ in range((people - len(DEMO_PEOPLE) if not server.guild else people) // 3):
            roles = [rolls.choice(("Member", "Initiate"))] if rolls.random() < 0.12 else []
            _seat(server, invent_guest(rolls, tuple(rolls.choices(names, k=2))), roles, rolls, 0)


def _habits(rolls: Random, style: Style, characters: list[Character], names: list[str]) -> _Habits:
    own = tuple(character.identities[0].name for character in characters)
    others = tuple(name for name in rolls.choices(names, k=4) if name not in own) or ("Nobody",)
    first_name = invent_first_name(rolls)
    persona = Persona(own, first_name, invent_handle(rolls, own[0], first_name), invent_character_name(rolls))
    account = invent_account(rolls, style, persona, others) if rolls.random() < 0.87 else None
    shown = (account.global_name or account.username) if account else persona.handle
    calls = {"main": own[0], "handle": persona.handle, "first": first_name, "discord": shown}
    persona.call = calls[rolls.choices(list(style.calls), list(style.calls.values()))[0]]
    persona.second = rolls.choice((first_name, persona.handle))
    return _Habits(rolls, style, persona, account, others)


def _write_all(notes: dict[int, tuple[str, str]], habits: _Habits, characters: list[Character]) -> None:
    rolls, style = habits.rolls, habits.style
    discord = habits.account.username if habits.account else habits.persona.handle
    usual = choose_form(rolls, style.alt_forms)
    for order, character in enumerate(characters):
        subject = Subject(habits.persona, order, CLASSES[character.class_id].name, discord, habits.others)
        form = usual if order else choose_form(rolls, style.main_forms)
        notes[character.number] = (write_note(rolls, style, subject, form), write_officer_note(rolls, style, subject))


def _seat(server: Server, account: Account, roles: list[str], rolls: Random, since: int) -> ServerMember:
    """Let an account join the server: soon after the guild, or at some time since the server was opened."""
    created = rolls.randint(_FIRST_ACCOUNT, _NEWEST_ACCOUNT)
    joined = (
        since + rolls.randint(1, 40) * HOUR if since else max(server.created, created) + rolls.randint(1, 300) * DAY
    )
    identifier = snowflake(created, rolls.getrandbits(22))
    username = account.username
    if username in server.usernames:
        username = f"{account.username[:22]}{identifier % 10**9}"
    server.usernames.add(username)
    user = DiscordAccount(identifier, username, account.global_name)
    member = ServerMember(user, account.nick, server.role_ids(roles), joined, None, FOREVER)
    server.members[identifier] = member
    return member
