"""From logged players to our characters: by the name and realm they bore when the kill was logged."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from characters.domain.names import character_key, realm_key
from characters.domain.raid_logs import LoggedKill, LoggedPlayer, RaidReport
from characters.models import CharacterIdentity, Guild
from vault.models import KillSighting
from vault.selectors.seasons import season_book
from vault.services.late_kills import take_in
from vault.services.presence import remember_presence

SOURCE = "warcraftlogs"


def record_logged_kills(guild: Guild, reports: Iterable[RaidReport], *, now: datetime) -> set[int]:
    """Record the kills of every known character in a guild's reports, and what follows. Return who has new ones.

    Kills of encounters that no season knows are left out, and so is what lies in the future of `now`.
    """
    book = season_book()
    encounters = book.encounter_of_log
    kills = [
        (report, kill)
        for report in reports
        for kill in report.kills
        if kill.warcraftlogs_encounter_id in encounters and kill.killed_at <= now
    ]
    finder = _PlayerFinder(guild, (player for _, kill in kills for player in kill.players))
    sightings = [
        KillSighting(
            character_id=character_id,
            encounter=encounters[kill.warcraftlogs_encounter_id],
            difficulty=kill.difficulty.value,
            source=SOURCE,
            killed_at=kill.killed_at,
            observed_at=now,
            evidence=f"{report.code}#{kill.fight_id}",
            parse=player.parse,
        )
        for report, kill in kills
        for player, character_id in finder.find(kill)
    ]
    starts = {f"{report.code}#{kill.fight_id}": kill.started_at for report, kill in kills}
    remember_presence(book, sightings=sightings, starts=starts, now=now)
    return take_in(sightings, now=now)


class _PlayerFinder:
    """Finds the character behind a logged name and realm."""

    def __init__(self, guild: Guild, players: Iterable[LoggedPlayer]) -> None:
        self.home = {guild.realm.key, realm_key(guild.realm.slug)}
        names = {player.name for player in players}
        self.identities: dict[tuple[str, str], list[CharacterIdentity]] = {}
        known = CharacterIdentity.objects.filter(realm__region=guild.realm.region, name__in=names)
        for identity in known.select_related("realm").order_by("seen_from", "pk"):
            for key in {identity.realm.key, realm_key(identity.realm.slug)}:
                self.identities.setdefault((character_key(identity.name), key), []).append(identity)

    def find(self, kill: LoggedKill) -> Iterator[tuple[LoggedPlayer, int]]:
        seen = set()
        for player in kill.players:
            identity = self._identity(player, kill.killed_at)
            if identity is not None and identity.character_id not in seen:
                seen.add(identity.character_id)
                yield player, identity.character_id

    def _identity(self, player: LoggedPlayer, killed_at: datetime) -> CharacterIdentity | None:
        # A log that names no realm speaks of the guild's own.
        realms = [player.realm_key] if player.realm_key else sorted(self.home)
        name = character_key(player.name)
        candidates = [identity for realm in realms for identity in self.identities.get((name, realm), [])]
        # The first bearer of a name bore it before we first saw it; a later one only from then on.
        borne = [identity for identity in candidates if identity.seen_until is None or killed_at < identity.seen_until]
        return borne[0] if borne else None
