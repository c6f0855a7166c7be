"""A local run with small programs in place of the real ones."""

import os
import signal
import socket
import sys
import time

import pytest

from characters.domain.errors import Refused
from config.shell.local import house as house_module
from config.shell.local.environment import LocalRun
from config.shell.local.house import SIGNALS, House
from config.shell.local.lock import RunLock
from config.shell.local.plan import check_ports
from config.shell.local.processes import Program

# A program with a child of its own: both note their process ids. A deaf one ignores polite requests.
FAMILY = """
import os, signal, sys, time
folder, deaf = sys.argv[1:]
if deaf == "deaf":
    for number in (signal.SIGTERM, signal.SIGQUIT, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
child = os.fork()
open(os.path.join(folder, str(os.getpid())), "w").close()
time.sleep(600)
"""


@pytest.fixture(autouse=True)
def _own_signals():
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def house(tmp_path):
    lock = RunLock(tmp_path / "var" / "run.lock")
    yield House(LocalRun(dict(os.environ), False, False), lock, tmp_path)
    os.close(lock.descriptor)


def family(folder, *, deaf=False):
    folder.mkdir()
    command = (sys.executable, "-c", FAMILY, str(folder), "deaf" if deaf else "polite")
    return Program(folder.name, command, lambda: len(list(folder.iterdir())) == 2)


def alive(folder):
    return [int(path.name) for path in folder.iterdir() if is_alive(int(path.name))]


def is_alive(pid):
    try:
        # A child that nobody waits for stays in the table as a zombie: it runs no more.
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("deaf", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["polite", "deaf"])
def test_leaving_ends_every_program_and_its_children(house, tmp_path, monkeypatch, deaf):
    monkeypatch.setattr("config.shell.local.processes.STAGES", ((signal.SIGTERM, 0.5), (signal.SIGQUIT, 0.5)))
    with house:
        house.start(family(tmp_path / "one", deaf=deaf))
        house.start(family(tmp_path / "two"))
        assert len(alive(tmp_path / "one") + alive(tmp_path / "two")) == 4
    # A killed child is gone when the kernel gets to it.
    until = time.monotonic() + 5
    while (left := alive(tmp_path / "one") + alive(tmp_path / "two")) and time.monotonic() < until:
        time.sleep(0.01)
    assert left == []


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_signal_ends_the_waiting(house, number):
    with house:
        os.kill(os.getpid(), number)
        house.stay()
    assert house.processes.running == {}


def test_a_program_that_ends_is_named_with_its_last_words(house):
    ends = Program("worker", (sys.executable, "-c", "print('no broker'); raise SystemExit(3)"), lambda: False)
    with house, pytest.raises(Refused, match=r"worker ended\. .*var/log/worker\.log:\nno broker"):
        house.start(ends)


def test_a_program_that_never_works_is_named(house, monkeypatch):
    monkeypatch.setattr(house_module, "START_S", 0.2)
    deaf = Program("web", (sys.executable, "-c", "import time; time.sleep(60)"), lambda: False)
    with house, pytest.raises(Refused, match="web does not answer"):
        house.start(deaf)


def test_a_program_in_the_terminal_may_end(house, capfd):
    with house:
        house.start(Program("first-sync", (sys.executable, "-c", "print('100 %')"), is_seen=True))
        house.processes.running["first-sync"].wait()
        assert house.processes.ended() is None
    assert "100 %" in capfd.readouterr().out


def test_a_second_run_is_refused_while_the_first_lives(house, tmp_path):
    with house, pytest.raises(Refused, match=f"already runs here \\(process {os.getpid()}\\)"):
        RunLock(tmp_path / "var" / "run.lock")


def test_what_a_killed_run_left_behind_is_named(tmp_path):
    file = tmp_path / "run.lock"
    lock = RunLock(file)
    house = House(LocalRun(dict(os.environ), False, False), lock, tmp_path)
    house.processes.start(Program("web", (sys.executable, "-c", "import time; time.sleep(60)")))
    left = house.processes.running["web"].pid
    lock.note({"make-run": 2**22 + 1, "web": left})
    os.close(lock.descriptor)
    try:
        with pytest.raises(Refused, match=f"left processes behind: web {left}. End them with: kill {left}"):
            RunLock(file)
    finally:
        house.processes.stop(["web"])
    os.close(RunLock(file).descriptor)


def test_a_taken_port_is_named_with_a_way_out(taken_port):
    port = taken_port
    run = LocalRun({"PORT": str(port)}, False, False)
    with pytest.raises(Refused, match=f"Port {port} is taken .* make run PORT={port + 1}"):
        check_ports(run)


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]
