"""The files of a peer: its store, which is written whole or not at all, its identity, and the lock of both."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from uuid import uuid4

import msgspec

from characters.domain.errors import Refused
from lootlog.domain.exchange.shelf import Holding
from lootlog.domain.exchange.store import Identity, read_identity, read_store, store_lines


class Store:
    """A ledger on the disk.

    `STORE` is the ledger, `STORE.identity` who writes here, and `STORE.lock` keeps out a second command. Each is
    written beside its place and then moved there: killed at any moment, either the old or the new stands there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.identity_path = path.with_name(f"{path.name}.identity")
        self._lock_path = path.with_name(f"{path.name}.lock")
        self._held: Holding | None = None
        self._stamp: tuple[int, ...] = ()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep others out. The lock goes with the process, however that ends.

        :raises Refused: when another command has it, or the folder cannot be written in.
        """
        with _told(self._lock_path, "written"):
            file = self._lock_path.open("wb")
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Refused(f"Another command is at work on {self.path}.") from None
            yield

    def load(self) -> Holding | None:
        """Read the ledger, None where there is none yet. What has not changed on the disk is not read again.

        :raises Refused: when the file cannot be read or is not whole.
        """
        stamp = stamp_of(self.path)
        if self._held is None or stamp != self._stamp:
            with _told(self.path, "read"):
                self._held = self._read() if stamp else None
            self._stamp = stamp
        return self._held

    def save(self, held: Holding) -> None:
        """Write the ledger.

        :raises Refused: when the disk is full or may not be written; what was there before stays.
        """
        replace_file(self.path, store_lines(held))
        self._held, self._stamp = held, stamp_of(self.path)

    def identity(self, name: str | None) -> Identity:
        """Return under which identity this device writes; it is made the first time, and takes a new name.

        :raises Refused: when its file cannot be read or written.
        """
        known = None
        if stamp_of(self.identity_path):
            with _told(self.identity_path, "read"):
                known = read_identity(self.identity_path.read_bytes())
        if known is not None and name in (None, known.name):
            return known
        return self.become(Identity(known.uuid if known else uuid4(), name or getuser()))

    def become(self, identity: Identity) -> Identity:
        """Write under this identity from now on."""
        replace_file(self.identity_path, [msgspec.json.encode(identity)])
        return identity

    def _read(self) -> Holding:
        with self.path.open("rb") as file:
            try:
                return read_store(file)
            except Refused as fault:
                raise Refused(f"{self.path} is no store that can be used. {fault}") from None


def replace_file(path: Path, lines: Iterable[bytes]) -> None:
    """Write a file beside its place and put it there when it is complete.

    :raises Refused: when the disk is full or may not be written; what was there before stays.
    """
    fresh = path.with_name(f"{path.name}.new")
    with _told(path, "written"):
        with fresh.open("wb") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def stamp_of(path: Path) -> tuple[int, ...]:
    """Tell which file stands at a path; empty where none does."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size


@contextmanager
def _told(path: Path, done: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refused(f"{path} cannot be {done}: {error.strerror}.") from None
