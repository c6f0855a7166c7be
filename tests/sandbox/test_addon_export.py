"""What an officer would upload: SavedVariables as the game writes them, and the companion's JSON."""

import re
from pathlib import Path

import pytest

from sandbox.server import serve_in_process
from tests.sandbox.asking import Asker

EXPORT = "/sandbox/addon-export"


def read_strings(text: str, key: str) -> list[str]:
    found = re.findall(rf'^\["{key}"\] = "((?:[^"\\]|\\.)*)",$', text, re.MULTILINE)
    return [value.replace('\\"', '"').replace("\\\\", "\\") for value in found]


@pytest.mark.parametrize("addon", ["GuildSync", "PATTSync"])
def test_the_file_is_written_as_the_game_does(living: Asker, addon: str) -> None:
    text = living.session.get(f"{living.url}{EXPORT}", params={"addon": addon}, timeout=5).content.decode()
    lines = text.split("\n")
    assert lines[:3] == ["", f"{addon}DB = {{", '["lastExportTime"] = 1795237200,']
    assert (lines[-2], lines[-1]) == ("}", "")
    assert all(re.fullmatch(r'\["\w+"\] = (\{|-?\d+,|true,|false,|".*",)|\{|\},?', line) for line in lines[2:-1])
    assert text.count("{") == text.count("}")


def test_it_lists_the_roster_with_notes_and_ranks(living: Asker) -> None:
    text = living.session.get(f"{living.url}{EXPORT}", timeout=5).content.decode()
    names = [row["character"]["name"] for row in living.roster().json()["members"]]
    assert read_strings(text, "name") == names
    assert f'["memberCount"] = {len(names)},' in text
    assert set(read_strings(text, "realm")) == {"Sen'jin", "Quel'dorei", "Maiev", "Stonemaul", "Bloodscalp"}
    assert read_strings(text, "note")[0] == "GM / Mikel"
    assert read_strings(text, "officerNote")[0] == "Discord: Trogo"
    assert read_strings(text, "rankName")[:4] == ["Guild Leader", "Alt", "Officer", "Alt"]
    assert set(read_strings(text, "classFile")) >= {"DEATHKNIGHT", "DRUID"}
    assert all(re.fullmatch(r"Online|< 1h|\d+[ymdh]( \d+[ymdh]){0,2}", ago) for ago in read_strings(text, "lastOnline"))


def test_notes_are_escaped(empty: Asker) -> None:
    empty.post(
        {"type": "character", "name": "Anna", "realm": "dunemaul"},
        {"type": "note", "character": "dunemaul/Anna", "note": 'a "b" \\ c'},
    )
    text = empty.session.get(f"{empty.url}{EXPORT}", timeout=5).text
    assert '["note"] = "a \\"b\\" \\\\ c",' in text
    assert read_strings(text, "note") == ['a "b" \\ c']


def test_the_companion_posts_its_own_keys(living: Asker) -> None:
    body = living.session.get(f"{living.url}{EXPORT}?format=companion", timeout=5).json()
    assert (body["addon_version"], body["uploaded_by"]) == ("1.0.0", "companion_app")
    assert list(body["characters"][0]) == [
        "name", "realm", "class", "level", "rank", "zone", "rank_name", "guild_note", "officer_note", "is_online",
        "last_online",
    ]  # fmt: skip
    same = living.session.get(f"{living.url}{EXPORT}?format=json", timeout=5).json()
    assert [row["note"] for row in same["characters"]] == [row["guild_note"] for row in body["characters"]]


@pytest.mark.parametrize("query", ["format=xml", "addon=GRM", "guild=7", "guild=home"])
def test_unknown_exports_are_refused(living: Asker, query: str) -> None:
    assert living.session.get(f"{living.url}{EXPORT}?{query}", timeout=5).status_code == 400


def test_the_command_line_writes_it_before_serving(tmp_path: Path) -> None:
    path = tmp_path / "new" / "GuildSync.lua"
    with (
        serve_in_process("--now", "2026-11-21T05:00:00Z", "--write-export", str(path)) as running,
        Asker(running.url) as asker,
    ):
        assert path.read_bytes() == asker.session.get(f"{running.url}{EXPORT}", timeout=5).content
