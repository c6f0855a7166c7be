"""The sandbox's command line, for `manage.py sandbox` and `python -m sandbox`."""

import argparse
import asyncio
import signal
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sandbox.addon import write_export
from sandbox.alt_lists import write_alt_groups
from sandbox.clock import Clock, to_ms
from sandbox.loot import write_loot
from sandbox.server import READY, serve
from sandbox.state import Sandbox
from sandbox.world.records import WorldConfig
from sandbox.world.world import World


def _moment(text: str) -> int:
    try:
        return to_ms(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not an ISO 8601 moment such as 2026-11-21T18:00:00Z") from None


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 100_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 100000")
    return int(text)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8100, help="port to listen on; 0 takes a free one")
    parser.add_argument("--seed", type=int, default=1, help="another number gives another world")
    parser.add_argument("--characters", type=_count, default=40, help="guild members at any time, over all guilds")
    parser.add_argument("--guilds", type=_count, default=1, help="number of guilds")
    parser.add_argument("--latency-ms", type=float, default=0.0, help="delay of every upstream answer")
    parser.add_argument("--now", type=_moment, help="stand still at this ISO 8601 moment (default: real time)")
    parser.add_argument(
        "--world",
        choices=("living", "empty"),
        default="living",
        help="empty: the demo guild without members, where only posted events happen",
    )
    parser.add_argument(
        "--write-export",
        type=Path,
        metavar="PATH",
        help="write the first guild's export of the GuildSync addon (SavedVariables) to this file before serving",
    )
    parser.add_argument(
        "--write-alts",
        type=Path,
        metavar="PATH",
        help="write the first guild's alts (SavedVariables of Guild Roster Manager) to this file before serving",
    )
    parser.add_argument(
        "--write-loot",
        type=Path,
        metavar="PATH",
        help="write the first guild's loot points (SavedVariables of SpectrumFederation) to this file before serving",
    )


def run(options: Mapping[str, Any], say: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM. `say` gets the line with the address. Raises OSError for a taken port."""
    config = WorldConfig(
        seed=options["seed"],
        characters=options["characters"],
        guilds=options["guilds"],
        scripted=options["world"] == "empty",
    )
    sandbox = Sandbox(World(config), Clock(options["now"]), options["latency_ms"] / 1000)
    if options.get("write_export"):
        _write(options["write_export"], write_export(sandbox, 0, "lua", "GuildSync"))
    if options.get("write_alts"):
        _write(options["write_alts"], write_alt_groups(sandbox, 0))
    if options.get("write_loot"):
        _write(options["write_loot"], write_loot(sandbox, 0))
    asyncio.run(_serve_until_signal(sandbox, options["host"], options["port"], say))


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise SystemExit(f"Cannot write {path}: {error.strerror or error}") from error


async def _serve_until_signal(sandbox: Sandbox, host: str, port: int, say: Callable[[str], None]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(sandbox, host, port, lambda address: say(READY + address), stop.wait)
