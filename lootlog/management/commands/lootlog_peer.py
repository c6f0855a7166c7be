"""Keep a ledger of one's own, write in it without a server, and sync it with one."""

import os
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from characters.domain.errors import Refused, UpstreamError
from characters.management.asking import REFUSED, UPSTREAMS_DOWN, Clock, told_plainly
from characters.selectors.writing import to_json
from lootlog.clients.peers import Server
from lootlog.domain.exchange.asking import Outcome
from lootlog.domain.exchange.messages import Device
from lootlog.domain.protocol.journal import Note
from lootlog.management.addon_files import AddonFile
from lootlog.management.peering import Pass, opened, sync_with, take_file, write
from lootlog.management.stores import Store
from lootlog.management.talking import EXCHANGE, MESSAGES, meeting_of, note_line, talk_of

NOT_EQUAL = 3
TOKEN = "LOOTLOG_TOKEN"
SHOWN = 20


class Command(BaseCommand):
    """A peer: it holds a ledger in a file, and knows no database. The file is a bundle, which anybody can verify.

    What is added is written at once, server or not. A sync brings what only we hold, and fetches what we lack. It
    speaks the exchange, whose cost follows the difference, or the documented protocol's seven messages, in which the
    server coordinates: `--sync-now` asks for a turn by hand, `--debug` shows what happens, `--off` stays silent.

    Exit status: 0 when all went well; 1 when the request makes no sense, the store cannot be read, or the server
    refuses; 2 when the server cannot be reached: what was added is kept, and the same command goes on from here;
    3 when the two are still not equal, or the server set entries aside; 130 interrupted.
    """

    help = "Keep a ledger in a file of one's own, and sync it with a server."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the store, the server, and what to write."""
        parser.add_argument("store", type=Path, help="the file of the ledger; it is begun with the first sync")
        parser.add_argument("--server", metavar="URL", help="such as https://vault.example.org")
        parser.add_argument("--profile", type=int, metavar="ID", help="the profile's number on the server")
        parser.add_argument(
            "--token-env", metavar="NAME", help=f"the variable that holds the secret of an API token ({TOKEN})"
        )
        parser.add_argument("--name", metavar="NAME-REALM", help="under which name this device writes; remembered")
        parser.add_argument(
            "--add",
            nargs=3,
            action="append",
            default=[],
            metavar=("NAME-REALM", "POINTS", "REASON"),
            help="give points",
        )
        parser.add_argument(
            "--saved-variables", type=Path, metavar="FILE", help="take in an addon's file, or an export"
        )
        parser.add_argument(
            "--write-addon", type=Path, metavar="FILE", help="put the ledger in the addon's file; the old one is kept"
        )
        parser.add_argument("--source-profile", metavar="NAME", help="which of the file's profiles")
        parser.add_argument("--pull", action="store_true", help="only fetch; bring nothing")
        parser.add_argument("--speak", choices=[EXCHANGE, MESSAGES], default=EXCHANGE, help="in which way to sync")
        parser.add_argument("--sync-now", action="store_true", help="ask for a turn by hand, as /sf lootsync does")
        parser.add_argument("--debug", action="store_true", help="show SYNC and PROFILE messages, as /sfdebug does")
        parser.add_argument("--off", action="store_true", help="sync with nobody, whatever else is said")
        how_often = parser.add_mutually_exclusive_group()
        how_often.add_argument("--once", action="store_true", help="sync once, which is the default")
        how_often.add_argument("--watch", type=float, metavar="SECONDS", help="sync again and again until Ctrl-C")
        parser.add_argument("--json", action="store_true", help="write one JSON document a sync and nothing else")
        parser.add_argument("--now", metavar="ISO", help="act as if it were this moment, such as 2026-11-18T20:00Z")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, sync, and tell what came of it."""
        clock, store = Clock(options["now"]), Store(options["store"])
        every = options["watch"]
        if every is not None and not 0.2 <= every <= 86_400:
            raise CommandError("Watch every 0.2 to 86400 seconds.", returncode=REFUSED)
        self.file = AddonFile(options["saved_variables"]) if options["saved_variables"] else None
        self.shows_notes, self.is_watching = options["debug"], False
        with told_plainly():
            done = self.once(store, clock, options, Outcome())
            while every is not None:
                self.is_watching = True
                time.sleep(every)
                done = self.again(store, clock, {**options, "add": [], "sync_now": False}, done)
        if not done.is_fine:
            raise CommandError("The two are not equal yet.", returncode=NOT_EQUAL)

    def once(self, store: Store, clock: Clock, options: dict[str, Any], outcome: Outcome) -> Pass:
        """Do everything once."""
        with store.locked():
            identity = store.identity(options["name"])
            server = _server(options, Device(identity.uuid, identity.name[:120]))
            done = Pass(opened(store, server, meeting_of(identity.name, options)), identity)
            write(done, store, options["add"], now=clock.now())
            self.read_file(done, store, clock, options)
            if server is not None:
                talk = talk_of(done, server, outcome, options, clock.now(), self.note)
                try:
                    sync_with(done, store, server, outcome, talk)
                except UpstreamError as error:
                    kept = f" What was written is kept here ({done.added})." if done.added else ""
                    raise CommandError(f"Not synced: {error}.{kept}", returncode=UPSTREAMS_DOWN) from error
            self.write_file(done, options)
        self.tell(done, options)
        return done

    def read_file(self, done: Pass, store: Store, clock: Clock, options: dict[str, Any]) -> None:
        """Take in the addon's file, again whenever the game has written it."""
        if self.file is None or not self.file.has_news:
            return
        self.file.seen()
        try:
            take_file(done, store, self.file.path, options["source_profile"], now=clock.now())
        except Refused as refusal:
            # The game may be writing it at this moment.
            if not self.is_watching:
                raise
            self.stderr.write(f"{refusal} It is read again when it changes.")

    def write_file(self, done: Pass, options: dict[str, Any]) -> None:
        """Write the addon's file where the ledger says something else."""
        path = options["write_addon"]
        if path is None:
            return
        file = self.file if self.file and self.file.path == path else AddonFile(path)
        done.addon_file = str(path) if file.write(done.held) else ""

    def note(self, note: Note) -> None:
        """Show a note of the journal, beside the result."""
        if self.shows_notes:
            self.stderr.write(note_line(note))

    def again(self, store: Store, clock: Clock, options: dict[str, Any], last: Pass) -> Pass:
        """Sync once more while watching; a server that is away for a while ends nothing."""
        kept_back = last.outcome.kept_back if last.outcome else set()
        try:
            return self.once(store, clock, options, Outcome(kept_back=kept_back))
        except CommandError as error:
            if error.returncode != UPSTREAMS_DOWN:
                raise
            self.stderr.write(str(error))
            return last

    def tell(self, done: Pass, options: dict[str, Any]) -> None:
        """Tell what came of a pass; while watching, only where something did."""
        has_news = done.added or done.intake or (done.outcome and (done.outcome.received or done.outcome.new))
        if options["watch"] is not None and not has_news and done.is_fine:
            return
        if options["json"]:
            self.stdout.write(to_json(done.as_document()).decode())
            return
        self.stdout.write("\n".join([*in_words(done), *(["Sync is off."] if options["off"] else [])]))


def in_words(done: Pass) -> list[str]:
    """Tell what came of a pass, in lines."""
    lines = [f"{done.held.facts.name}. Entries: {done.held.root.count:,}."]
    if done.added:
        lines.append(f"Written as {done.identity.name}: {done.added}.")
    if done.intake:
        lines += [f"From the file: {done.intake.new} new, {done.intake.known} known.", *done.intake.notices[:SHOWN]]
        lines += [f"{row.place}: {row.reason}" for row in done.intake.rejected[:SHOWN]]
    if done.outcome:
        outcome = done.outcome
        state = "In sync" if outcome.in_sync else "Not in sync yet"
        lines.append(f"{state}: {len(outcome.received)} received, {outcome.new} brought.")
        lines += [done.differs] if done.differs else []
        lines += [f"Set aside: {item.hash[:12]}: {item.reason}" for item in outcome.not_taken[:SHOWN]]
    elif not done.added and not done.intake and not done.addon_file:
        lines.append("Not synced: --server URL --profile ID says with whom.")
    if done.addon_file:
        lines.append(f"Written for the addon: {done.addon_file}. What the game had written there is kept beside it.")
    if done.forks:
        lines.append(
            f"An older copy of this store was written in. Where its author now has two entries (places: "
            f"{', '.join(map(str, done.forks[:SHOWN]))}), both count until an officer decides. From now on this device "
            "writes as a new author."
        )
    return lines


def _server(options: dict[str, Any], device: Device) -> Server | None:
    url, profile, variable = options["server"], options["profile"], options["token_env"]
    if options["off"]:
        return None
    if url is None:
        if options["watch"] is not None or options["once"]:
            raise Refused("Name the server to sync with: --server URL --profile ID.")
        return None
    if profile is None:
        raise Refused("Say which profile of the server: --profile ID.")
    token = os.environ.get(variable or TOKEN, "").strip()
    if variable and not token:
        raise Refused(f"The variable {variable} holds no token.")
    return Server(url, profile, token, device)
