"""The loot addon's second and third generation: profiles of events, known by author and the author's own count."""

from decimal import Decimal

from characters.domain.errors import Refused
from characters.domain.file_kinds import UnreadableFile
from lootlog.domain.imports.gen2_events import EventLog
from lootlog.domain.imports.harvest import Harvest
from lootlog.domain.imports.notices import examples
from lootlog.domain.imports.packed import COMPRESSED, Unpacker
from lootlog.domain.imports.rows import Fields, fields_of, listed, optional_text, points, text

FORMAT = "gen2"


def read_gen2(saved: Fields, harvest: Harvest, home_realm: str, unpacker: Unpacker) -> None:
    """Read the profiles of the addon's `lootHelper` into what has been read so far."""
    logs = EventLogs(harvest, home_realm)
    profiles = saved.get("profiles")
    for key, profile in sorted(profiles.items(), key=lambda item: repr(item[0])) if isinstance(profiles, dict) else ():
        place = f"lootHelper.profiles.{key}"
        try:
            if isinstance(profile, str):
                read_snapshot(fields_of(unpacker.unpacked(profile, COMPRESSED)), place, logs)
                continue
            fields = fields_of(profile)
            log = logs.named(str(key), optional_text(fields, "_profileName"))
            log.claimed, log.heads = _balances(fields.get("_members"), log), fields.get("_authorCounters")
            log.read(fields.get("_lootLogs"), f"{place}._lootLogs")
        except UnreadableFile:
            raise
        except Refused as error:
            harvest.reject(place, str(error), profile)
    logs.close()


def read_snapshot(snapshot: Fields, place: str, logs: "EventLogs") -> None:
    """Read a whole profile as it is sent to a newcomer. Its list of admins is never taken over.

    :raises BadRow: when it does not say which profile it is.
    """
    about = fields_of(snapshot.get("meta"))
    key = text(about, "_profileId")
    log = logs.named(key, optional_text(about, "_profileName"))
    log.read(snapshot.get("lootLogs"), f"{place}.lootLogs")
    if snapshot.get("adminUsers"):
        log.has_admins = True


class EventLogs:
    """The events of every profile of a file or recording."""

    def __init__(self, harvest: Harvest, home_realm: str) -> None:
        self.harvest, self.home_realm = harvest, home_realm
        self.logs: dict[str, EventLog] = {}

    def named(self, key: str, name: str = "") -> EventLog:
        """Return a profile's events, under its name where that is known."""
        log = self.logs.get(key)
        if log is None:
            log = self.logs[key] = EventLog(key, name or key, self.harvest, self.home_realm)
        log.name = name or log.name
        return log

    def close(self) -> None:
        """Note every profile and what was odd about it."""
        for log in self.logs.values():
            log.close()


def _balances(members: object, log: EventLog) -> dict[str, Decimal]:
    claimed, unread = {}, []
    for number, member in listed(members) if isinstance(members, dict | list) else ():
        try:
            fields = fields_of(member)
            name = fields.get("identifier", fields.get("_identifier"))
            held = {"held": fields.get("pointBalance", fields.get("_pointBalance"))}
            if isinstance(name, str) and held["held"] is not None:
                claimed[name] = points(held, "held")
        except Refused as error:
            unread.append(f"the balance of member {number} cannot be read. {error}")
    if unread:
        log.harvest.notices.append(f"{log.name}: {examples(unread)}")
    return claimed
