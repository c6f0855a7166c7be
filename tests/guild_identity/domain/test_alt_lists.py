"""Guild Roster Manager's groups of alts, of whatever guilds are in its file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from characters.domain.file_kinds import UnreadableFile
from guild_identity.domain.alt_entries import MOST_ENTRIES
from guild_identity.domain.alt_lists import is_alt_list, read_alt_list
from tests.factories.alt_lists import alt_group, roster_manager, table
from tests.factories.exports import companion, exported, lua_file

NAMES = st.text(st.sampled_from("abcdeéøшж"), min_size=2, max_size=12).map(str.title)
TROG = alt_group("Trogmoon-Senjin", "Trogbane-Senjin", Trogbane="DEATHKNIGHT")


def read(data):
    return read_alt_list(data, home_realm="Sen'jin")


def groups(data):
    """Return the groups of the only list: {(name, realm), …} with the main's name."""
    (one,) = read(data).lists
    found = {}
    for entry in one.entries:
        members, mains = found.setdefault(entry.group, (set(), []))
        members.add((entry.row.name, entry.row.realm))
        mains += [entry.row.name] if entry.is_main else []
    return sorted((sorted(members), mains) for members, mains in found.values())


def refusal(data):
    with pytest.raises(UnreadableFile) as refused:
        read(data)
    return str(refused.value)


def test_the_addons_groups_with_their_mains():
    data = roster_manager(TROG, alt_group("-Zul-Area52", "Vexa-Senjin"), alt_group("Alone-Senjin"))
    assert is_alt_list(data)
    assert groups(data) == [
        ([("Alone", "Senjin")], ["Alone"]),
        ([("Trogbane", "Senjin"), ("Trogmoon", "Senjin")], ["Trogmoon"]),
        ([("Vexa", "Senjin"), ("Zul", "Area52")], []),
    ]
    (one,) = read(data).lists
    assert (one.guild_name, one.guild_realm, one.rejected) == ("Keepers", "Senjin", ())
    assert [entry.row.class_token for entry in one.entries[:2]] == ["", "DEATHKNIGHT"]
    assert [entry.row.row for entry in one.entries] == [1, 2, 3, 4, 5]


def test_every_guild_of_the_file_has_a_list_of_its_own():
    lists = read(roster_manager(TROG, Reapers_Area52=[alt_group("Other-Area52")])).lists
    assert [(one.guild_name, one.guild_realm, len(one.entries)) for one in lists] == [
        ("Reapers", "Area52", 1), ("Keepers", "Senjin", 2),
    ]  # fmt: skip


def test_a_character_of_two_groups_stays_in_the_first():
    (one,) = read(roster_manager(TROG, alt_group("Zul-Senjin", "trogBANE-Sen'jin"))).lists
    assert [entry.row.name for entry in one.entries] == ["Trogmoon", "Trogbane", "Zul"]
    assert [(row.row, row.reason) for row in one.rejected] == [(4, "Listed twice: row 2 is the same character.")]


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        (5, "This is not a character."),
        ({}, "The name is missing."),
        ({"name": 5}, "“name” is a number and must be text."),
        ({"name": "x" * 41}, "The name is longer than 40 letters."),
    ],
)
def test_a_member_that_makes_no_sense_is_left_out_and_the_rest_stays(member, reason):
    (one,) = read(roster_manager({**TROG, 3: member})).lists
    assert len(one.entries) == 2
    assert [(row.row, row.reason) for row in one.rejected] == [(3, reason)]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"GRM_Alts = {\n}\n", "holds no groups of alts"),
        (b"GRM_LogReport_Save = {\n}\n", "holds no groups of alts"),
        (b"GRM_Alts = 5\n", "holds no groups of alts"),
        (b'GRM_Alts = {\n["Keepers-Senjin"] = {\n},\n}\n', "holds no groups of alts"),
        (roster_manager(TROG)[:-60], "cut off"),
        (b'GRM_Misc = {\n}\nGRM_Alts = loadstring("x")()\n', "Line 3: “loadstring” is no value."),
        (b"GRM_Alts = " + b"{" * 10_000, "Line 1: tables lie within tables more than 64 deep."),
        (b"GRM_Alts = {\n" + b" " * 21_000_000 + b"}", "20,971,520 are the most"),
    ],
    ids=["no groups", "no variable", "number", "nobody", "half", "code", "nested", "large"],
)
def test_a_file_that_cannot_be_read_says_why(data, said):
    assert is_alt_list(data)
    assert said in refusal(data)


def test_more_characters_than_guilds_have_are_refused():
    group = {at: {"name": f"A{at}-Senjin"} for at in range(1, MOST_ENTRIES + 2)}
    assert "more than 5,000 characters" in refusal(roster_manager({**group, "main": ""}))


@pytest.mark.parametrize("key", ["[5]", "[true]", '["a\\0b"]', f'["{"x" * 200}"]'])
def test_groups_under_keys_that_the_addon_does_not_write_are_passed_over(key):
    text = f'GRM_Alts = {{\n["Keepers-Senjin"] = {{\n{key} = {{\n{{\n["name"] = "Trog-Senjin",\n}},\n}},\n}},\n}}\n'
    assert "holds no groups of alts" in refusal(text.encode())


@pytest.mark.parametrize(
    "data",
    [
        lua_file(exported("Trogmoon", note="GRM_Alts = {}")),
        companion(exported("Trogmoon")),
        b"PK\x03\x04GRM_Alts = ",
        b"\x89PNG\r\nGRM_Alts = {}",
        b'[{"character": "a", "main": "b"}]',
        b"",
        b"nonsense",
        "cha,rac,ter\n".encode("utf-16"),
    ],
)
def test_other_files_are_no_lists_of_alts(data):
    assert not is_alt_list(data)


@given(st.lists(NAMES, unique_by=str.lower, min_size=1, max_size=12), st.randoms())
def test_what_was_written_is_read_again(names, rolls):
    people = {}
    for name in names:
        people.setdefault(rolls.randrange(5), []).append(name)
    has_main = {number: rolls.random() < 0.8 for number in people}
    written = [
        alt_group(*(f"{name}-Senjin" for name in group))
        if has_main[number]
        else alt_group(f"-{group[0]}-Senjin", *(f"{name}-Senjin" for name in group[1:]))
        for number, group in people.items()
    ]
    expected = sorted(
        (sorted((name, "Senjin") for name in group), group[:1] if has_main[number] else [])
        for number, group in people.items()
    )
    assert groups(roster_manager(*written)) == expected


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(data):
    for begun in (data, b"GRM_Alts = {" + data, table() + data):
        if is_alt_list(begun):
            try:
                read(begun)
            except UnreadableFile as refused:
                assert str(refused)
