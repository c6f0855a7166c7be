"""Saved variables made up: whatever is written is read again, and nothing else than a refusal comes of the rest."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from characters.domain.file_kinds import UnreadableFile
from characters.domain.savedvariables import read_saved_variables
from tests.captures import captured

KEYS = st.text() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
LEAVES = st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text()
TABLES = st.recursive(
    LEAVES,
    lambda inner: st.dictionaries(KEYS, inner, max_size=5) | st.lists(inner | st.none(), max_size=5),
    max_leaves=30,
)


def write(what) -> str:
    """Write a value as Lua does."""
    if isinstance(what, dict):
        return "{" + ",".join(f"[{write(key)}] = {write(item)}" for key, item in what.items()) + "}"
    if isinstance(what, list):
        return "{\n" + "".join(f"{write(item)}, -- [{at}]\r\n" for at, item in enumerate(what, 1)) + "}"
    if isinstance(what, str):
        return '"' + "".join(f"\\{byte:03}" if byte < 35 or byte == 92 else chr(byte) for byte in raw(what)) + '"'
    words = {True: "true", False: "false", None: "nil"}
    return words[what] if what is None or isinstance(what, bool) else repr(what)


def raw(text: str) -> bytes:
    return text.encode()


def meant(what):
    """Return what is left of a value after Lua: lists have keys, and nil is nothing."""
    if isinstance(what, dict):
        plain = {int(key) if isinstance(key, float) and key.is_integer() else key: item for key, item in what.items()}
        return {key: meant(item) for key, item in plain.items()}
    if isinstance(what, list):
        return {at: meant(item) for at, item in enumerate(what, 1) if item is not None}
    return what


@given(st.dictionaries(st.from_regex(r"[A-Z_][A-Za-z0-9_]{0,8}", fullmatch=True), TABLES, max_size=4))
def test_what_is_written_is_read_again(variables):
    text = "\n" + "".join(f"{name} = {write(item)}\n" for name, item in variables.items()) + "-- end\n"
    assert read_saved_variables(text.encode("latin-1")).variables == {
        name: meant(item) for name, item in variables.items()
    }


@given(st.binary())
@example(b"x={[\x00]=1}")
def test_whatever_comes_the_only_error_is_that_it_cannot_be_read(data):
    for file in (data, b"x = {" + data, b'x = {["a"] = "' + data + b'"}'):
        try:
            read_saved_variables(file)
        except UnreadableFile as error:
            assert str(error)


SHREDS = st.sampled_from(
    ["{", "}", "[", "]", "=", ",", ";", '"', "'", "\\", "--", "[[", "]]", "[=[", "nil", "x", "1", "-", ".", "\n", "0x"]
)


@given(st.lists(SHREDS).map("".join))
def test_shreds_of_lua_are_read_or_refused(text):
    try:
        saved = read_saved_variables(("x = " + text).encode())
    except UnreadableFile:
        return
    assert "x" in saved.variables


@pytest.mark.parametrize(
    "name",
    [
        "addons/CommunityDKP_2021-05_trimmed.lua",
        "addons/MonDKP_classic_2019-09_trimmed.lua",
        "lootsync/SavedVariables_gen1_Late.lua",
        "lootsync/SavedVariables_gen2_Member.lua",
    ],
)
def test_captured_files_are_read_whole(name):
    saved = read_saved_variables(captured(name))
    assert saved.variables and saved.damaged_lines == ()
