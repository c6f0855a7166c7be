"""Guild Roster Manager's file of the living guild: the truth with a few mistakes, as the client writes it."""

import re
from pathlib import Path

from guild_identity.domain.alt_entries import AltList
from guild_identity.domain.alt_lists import read_alt_list
from sandbox.server import serve_in_process
from tests.sandbox.asking import Asker

GROUPS = "/sandbox/alt-groups"


def text_of(asker: Asker) -> str:
    return asker.session.get(f"{asker.url}{GROUPS}", timeout=5).content.decode()


def list_of(asker: Asker) -> AltList:
    lists = {one.guild_name: one for one in read_alt_list(text_of(asker).encode(), home_realm="").lists}
    assert list(lists) == ["Old Friends", "Keepers of the Vault"]
    return lists["Keepers of the Vault"]


def test_the_file_is_written_as_the_game_does(living: Asker) -> None:
    lines = text_of(living).split("\n")
    assert [line for line in lines if line.startswith("GRM_")] == [
        "GRM_LogReport_Save = {", "GRM_Alts = {", "GRM_DailyAnnounce = {",
    ]  # fmt: skip
    entry = r'(\["[^"]+"\]|\[\d+\]) = (\{|-?\d+,|".*",)'
    assert all(re.fullmatch(rf"GRM_\w+ = \{{|{entry}|\}},?|", line) for line in lines)


def test_most_alts_stand_with_their_main_and_some_do_not(living: Asker) -> None:
    truth = living.session.get(f"{living.url}/sandbox/truth", params={"identity": 1, "guild": 0}, timeout=5).json()
    owner = {
        (row["name"], row["realm"]): player["person"] for player in truth["players"] for row in player["characters"]
    }
    by_name: dict[str, set[int]] = {}
    for (name, _), person in owner.items():
        by_name.setdefault(name, set()).add(person)
    groups: dict[str, list[str]] = {}
    for entry in list_of(living).entries:
        groups.setdefault(entry.group, []).append(entry.row.name)
    assert sum(map(len, groups.values())) > len(owner) * 0.8
    mixed = [names for names in groups.values() if not set.intersection(*(by_name[name] for name in names))]
    assert len(mixed) < len(groups) * 0.1


def test_an_unknown_guild_is_refused(living: Asker) -> None:
    for guild in ("7", "home"):
        assert living.session.get(f"{living.url}{GROUPS}?guild={guild}", timeout=5).status_code == 400


def test_the_command_line_writes_it_before_serving(tmp_path: Path) -> None:
    path = tmp_path / "new" / "Guild_Roster_Manager.lua"
    with (
        serve_in_process("--now", "2026-11-21T05:00:00Z", "--write-alts", str(path)) as running,
        Asker(running.url) as asker,
    ):
        assert path.read_text() == text_of(asker)
