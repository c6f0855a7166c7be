"""The addon's own file: read again when the game has written it, and written from the store."""

from collections.abc import Iterator
from pathlib import Path

from characters.domain.errors import Refused
from lootlog.domain.exchange.shelf import Holding
from lootlog.domain.exports.addon import addon_lines, is_written_here
from lootlog.domain.imports.gen2_events import STEP
from lootlog.domain.replay import void_entries
from lootlog.management.stores import replace_file, stamp_of


class AddonFile:
    """A file that is looked at again and again; what we wrote there ourselves is no news."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: tuple[int, ...] | None = None

    @property
    def has_news(self) -> bool:
        """Whether another file stands there than when it was last read or written here."""
        return self._stamp != stamp_of(self.path)

    def seen(self) -> None:
        """Note that the file as it stands there is known."""
        self._stamp = stamp_of(self.path)

    def write(self, held: Holding) -> bool:
        """Put a ledger in the file's place, whole or not at all, and return whether anything changed.

        What the game had written there is kept beside it, as `FILE.before`; what was written here does not displace it.

        :raises Refused: when the addon cannot hold an entry, or the file cannot be written.
        """
        written, before = [line.encode() for line in _lines(held)], self._read()
        if before != b"".join(written):
            if before and not is_written_here(before, held.facts.uuid):
                replace_file(self.path.with_name(f"{self.path.name}.before"), [before])
            replace_file(self.path, written)
        self.seen()
        return before != b"".join(written)

    def _read(self) -> bytes:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise Refused(f"{self.path} cannot be read: {error.strerror}.") from None


def _lines(held: Holding) -> Iterator[str]:
    entries, facts = sorted(held.entries.values(), key=lambda entry: entry.order), held.facts
    void = void_entries(entries)
    odd = next((entry for entry in entries if entry.delta % STEP and entry.hash not in void), None)
    if odd is not None:
        raise Refused(f"The addon counts in steps of {STEP}; {odd.delta} for {odd.target} does not fit into it.")
    return addon_lines(facts.uuid, facts.name, entries, held.entries, home_realm=facts.home_realm)
