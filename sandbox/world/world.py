"""The world: everything that can be asked about it, at any moment."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator

from sandbox.world.calendar import DAY, SECOND, period_at, period_end, period_start
from sandbox.world.cast import build_cast
from sandbox.world.chance import share
from sandbox.world.codes import Mint
from sandbox.world.lives import Week, week_of
from sandbox.world.nights import Night, nights_of
from sandbox.world.records import FOREVER, Character, Deeds, Guild, Session, Stint, WorldConfig
from sandbox.world.seasons import FIRST_PERIOD
from sandbox.world.tallies import Tally, before_history


def name_key(name: str) -> str:
    """Write a name the way addresses do: in lower case, accents kept."""
    return unicodedata.normalize("NFC", name).lower()


class World:
    """Guilds, characters and what they did. The same configuration gives the same world in any process."""

    def __init__(self, config: WorldConfig | None = None) -> None:
        """Build the cast; weeks are told when somebody asks."""
        self.config = config or WorldConfig()
        self.seed = self.config.seed
        self.mint = Mint(self.seed)
        self.cast = build_cast(self.config)
        self.guilds = self.cast.guilds
        self.characters = self.cast.characters
        # What was posted from outside, by character, over all time.
        self.posted: dict[int, Deeds] = defaultdict(Deeds)
        # When Raider.IO shows a posted run (None: never), by character and moment of the run.
        self.crawls: dict[tuple[int, int], int | None] = {}
        # How often a character was meddled with from outside.
        self.editions: Counter[int] = Counter()
        self._keep_weeks = max(2000, 5 * len(self.cast.players))
        self.forget()

    def forget(self) -> None:
        """Drop what was worked out; needed after a change of names or memberships."""
        self._nights: dict[tuple[int, int], list[Night]] = {}
        self._weeks: dict[tuple[int, int], Week] = {}
        self._tallies: dict[int, tuple[int, dict[int, Tally]]] = {}
        self._older: dict[int, tuple[int, int]] = {}
        self._by_name: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for character in self.characters:
            for identity in character.identities:
                key = (character.region, identity.realm, name_key(identity.name))
                self._by_name[key].append(character.number)

    def touch(self, character: Character) -> None:
        """Note that something was posted about a character, so that its documents count as changed."""
        self.editions[character.number] += 1

    def find_character(self, region: str, realm: str, name: str, now: int) -> Character | None:
        """Find who bears a name on a realm at a moment."""
        for uid in self._by_name.get((region, realm, name_key(name)), ()):
            identity = self.characters[uid].identity(now)
            if identity.realm == realm and name_key(identity.name) == name_key(name):
                return self.characters[uid]
        return None

    def find_guild(self, region: str, realm: str, slug: str) -> Guild | None:
        """Find a guild by the slug of its name."""
        found = (g for g in self.guilds if (g.region, g.realm, g.slug) == (region, realm, slug))
        return next(found, None)

    def members(self, guild: Guild, now: int) -> list[tuple[Character, Stint]]:
        """List who is in a guild at a moment."""
        stints = ((character, character.stint(now)) for character in self.characters)
        return [(character, stint) for character, stint in stints if stint and stint.guild == guild.number]

    def nights(self, guild: Guild, period: int) -> list[Night]:
        """Give the raid nights of a guild in a period."""
        key = (guild.number, period)
        if key not in self._nights:
            told = not self.config.scripted and period >= FIRST_PERIOD
            self._nights[key] = nights_of(self.seed, self.cast, guild, period, self.mint) if told else []
        return self._nights[key]

    def player_week(self, number: int, period: int, *, keep: bool = True) -> Week:
        """Give what the characters of a generated player do in a period, by character."""
        key = (number, period)
        if key in self._weeks:
            return self._weeks[key]
        if period < FIRST_PERIOD:
            return {}
        player = self.cast.players[number]
        nights = self.nights(self.guilds[player.guild], period)
        week = week_of(self.seed, self.cast, player, period, nights, self.mint)
        if keep:
            while len(self._weeks) >= self._keep_weeks:
                del self._weeks[next(iter(self._weeks))]
            self._weeks[key] = week
        return week

    def deeds(self, character: Character, period: int) -> Deeds:
        """Give what a character does in a period, posted events included; sessions count where they begin."""
        told, posted = self._told(character, period), self.posted.get(character.number)
        if posted is None:
            return told
        start, end = period_start(character.region, period), period_end(character.region, period)
        return Deeds(
            [*told.sessions, *(s for s in posted.sessions if start <= s.login < end)],
            [*told.kills, *(kill for kill in posted.kills if start <= kill.at < end)],
            [*told.runs, *(run for run in posted.runs if start <= run.at < end)],
            [*told.delves, *(delve for delve in posted.delves if start <= delve.at < end)],
            [*told.clears, *(clear for clear in posted.clears if start <= clear.at < end)],
        ).sort()

    def last_logout(self, character: Character, now: int) -> int:
        """Give the moment of the last logout, which is when Blizzard's documents were written."""
        posted = self.posted.get(character.number)
        logouts = [s.logout for s in posted.sessions if s.logout <= now] if posted else []
        return max([*logouts, self._told_logout(character, now)])

    def is_online(self, character: Character, now: int) -> bool:
        """Say whether a character is online at a moment."""
        period = period_at(character.region, now)
        recent = (*self.deeds(character, period - 1).sessions, *self.deeds(character, period).sessions)
        return any(login <= now < logout for login, logout in recent)

    def tally(self, character: Character, until: int, now: int) -> Tally:
        """Give the lifetime counters of a character with everything up to a moment.

        `until` is the last logout before `now` or later: nothing happens between a logout and the next login,
        so that counting can go on from the week before the present one.
        """
        period = period_at(character.region, now)
        tally = self._tally_before(character, period - 1).copy()
        tally.add(character.region, self._told(character, period - 1), until)
        tally.add(character.region, self._told(character, period), until)
        if character.number in self.posted:
            tally.add(character.region, self.posted[character.number], until)
        return tally

    def periods_back(self, region: str, now: int, count: int) -> Iterator[int]:
        """List the period of a moment and those before it, newest first."""
        newest = period_at(region, now)
        yield from range(newest, max(FIRST_PERIOD, newest - count + 1) - 1, -1)

    def _told(self, character: Character, period: int, *, keep: bool = True) -> Deeds:
        if character.player is None:
            return Deeds()
        return self.player_week(character.player, period, keep=keep).get(character.number) or Deeds()

    def _tally_before(self, character: Character, period: int) -> Tally:
        if character.player is None:
            return Tally()
        reached, tallies = self._tallies.get(character.player, (FIRST_PERIOD, None))
        if tallies is None or reached > period:
            mine = self.cast.players[character.player].characters
            reached = FIRST_PERIOD
            tallies = {uid: before_history(self.seed, self.characters[uid]) for uid in mine}
        for earlier in range(reached, period):
            week = self.player_week(character.player, earlier, keep=earlier > period - 3)
            for uid, deeds in week.items():
                tallies[uid].add(character.region, deeds, FOREVER)
        self._tallies[character.player] = (max(period, reached), tallies)
        return tallies[character.number]

    def _told_logout(self, character: Character, now: int) -> int:
        period = period_at(character.region, now)
        recent = (*self._sessions(character, period), *self._sessions(character, period - 1))
        logouts = [session.logout for session in recent if session.logout <= now]
        return max(logouts) if logouts else self._older_logout(character, period - 2)

    def _sessions(self, character: Character, period: int) -> list[Session]:
        return self._told(character, period).sessions

    def _older_logout(self, character: Character, period: int) -> int:
        reached, logout = self._older.get(character.number, (0, 0))
        if reached != period:
            logout = self._search_logout(character, period)
            self._older[character.number] = (period, logout)
        return logout

    def _search_logout(self, character: Character, period: int) -> int:
        if character.player is not None and self.cast.players[character.player].zeal:
            for earlier in range(period, FIRST_PERIOD - 1, -1):
                if sessions := self._told(character, earlier, keep=False).sessions:
                    return sessions[-1].logout
        away = int(share(self.seed, "before", character.number) * 40 * DAY)
        return (period_start(character.region, FIRST_PERIOD) - away) // SECOND * SECOND
