"""Tables of alts as officers write them: columns by name, mains of mains, and circles."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guild_identity.domain.alt_entries import MOST_ENTRIES
from guild_identity.domain.alt_lists import is_alt_list
from tests.factories.alt_lists import table
from tests.guild_identity.domain.test_alt_lists import NAMES, groups, read, refusal

TROG = [([("Trogbane", "Sen'jin"), ("Trogmoon", "Sen'jin")], ["Trogmoon"])]


def rejected(data):
    (one,) = read(data).lists
    return [(row.row, row.reason) for row in one.rejected]


@pytest.mark.parametrize(
    "data",
    [
        table("Trogbane,Sen'jin,Trogmoon,Sen'jin"),
        b"\xef\xbb\xbf" + table("Trogbane,Sen'jin,Trogmoon,Sen'jin"),
        table("Trogbane;;Trogmoon;", header="Character;Realm;Main;Main Realm"),
        table("Trogmoon\tTrogbane", header="Main\tAlt"),
        table("Trogbane-Sen'jin,Trogmoon-Sen'jin", header="alt,main"),
        b"\n\n" + table("", "Trogbane,Trogmoon,,", ",,,", header="alt,main,discord,remark"),
        table('"Trogbane","Sen\'jin","Trogmoon"', "Trogmoon,Sen'jin,Trogmoon"),
        table("Trogbane,,Trogmoon").replace(b"\r\n", b"\r"),
    ],
)
def test_tables_in_every_form_say_the_same(data):
    assert is_alt_list(data)
    assert groups(data) == TROG


def test_a_line_without_a_main_is_a_main_and_the_columns_of_discord_and_class_are_read():
    data = table("Trogmoon,,Death Knight,trog#1", "Zul,Trogmoon,,", header="character,main,class,discord")
    (one,) = read(data).lists
    first, second = one.entries
    assert (first.row.class_token, first.discord, first.is_main, first.row.row) == ("DEATHKNIGHT", "trog#1", True, 2)
    assert (second.group, second.is_main, second.row.row) == (first.group, False, 3)


def test_a_main_without_its_realm_is_the_only_one_of_that_name_else_at_home():
    data = table("Twin,Area 52,,", "Alt,Sen'jin,Twin,", "Bob,,Zul,", "Rob,,Zul,Area 52")
    assert groups(data) == [
        ([("Alt", "Sen'jin"), ("Twin", "Area 52")], ["Twin"]),
        ([("Bob", "Sen'jin"), ("Rob", "Sen'jin"), ("Zul", "Area 52")], ["Zul"]),
    ]
    twins = table("Twin,Area 52,,", "Twin,,,", "Alt,,Twin,")
    assert ([("Alt", "Sen'jin"), ("Twin", "Sen'jin")], ["Twin"]) in groups(twins)


def test_mains_of_mains_are_followed():
    data = table("C,,D,", "B,,C,", "A,,B,")
    assert groups(data) == [([(name, "Sen'jin") for name in "ABCD"], ["D"])]


def test_a_circle_is_broken_where_it_closes():
    data = table("A,,B,", "B,,C,", "C,,A,", "D,,D,")
    assert groups(data) == [([(name, "Sen'jin") for name in "ABC"], ["C"]), ([("D", "Sen'jin")], ["D"])]
    assert rejected(data) == [(4, "The line makes C an alt of A, who is its own alt already.")]


def test_two_lines_for_one_character_leave_the_first():
    data = table("A,,B,", "a,Senjin,C,", "B,,B,")
    assert groups(data) == [([("A", "Sen'jin"), ("B", "Sen'jin")], ["B"])]
    assert rejected(data) == [(3, "Listed twice: line 2 is the same character.")]


def test_lines_that_make_no_sense_are_left_out_with_their_numbers():
    data = table("Trogbane,,Trogmoon,", ",,Trogmoon,", "", f"{'x' * 41},,A,", f"Zul,,{'y' * 41},")
    assert groups(data) == TROG
    assert rejected(data) == [
        (3, "The name is missing."),
        (5, "The name is longer than 40 letters."),
        (6, "The main cannot be read: The name is longer than 40 letters."),
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (table(), "lists nobody"),
        (table("Trog,DRUID", header="character,class"), "Line 1: the table has no column “main”."),
        (table("Trog;Main;Zul-Senjin", header="Name;Main/Alt;Player Alts"), "SavedVariables/Guild_Roster_Manager.lua"),
        (table("Trog,DRUID", header="main,class"), "Line 1: the table has no column “character”."),
        (table("Trog,,A,", "Übel,,B,").replace("Ü".encode(), b"\xdc"), "Line 3: the text is not UTF-8."),
        (table("Trog,,A,", '"never closed,,B,'), "Line 3: the table cannot be read"),
        (table(*(f"A{number},,B," for number in range(MOST_ENTRIES + 1))), "Line 5002: a table lists at most 5,000"),
        (table("a" * 5_000_000), "4,194,304 are the most"),
        (table("x,,,", "y,,,").replace(b"x", b"x" * 200_000), "Line 2: the table cannot be read"),
    ],
    ids=["nobody", "no main", "text export", "no character", "latin-1", "quote", "long", "large", "cell"],
)
def test_a_table_that_cannot_be_read_says_where_and_why(data, said):
    assert is_alt_list(data)
    assert said in refusal(data)


@given(
    st.dictionaries(NAMES, st.lists(NAMES, max_size=4), min_size=1, max_size=6), st.sampled_from(",;\t"), st.booleans()
)
def test_what_was_written_is_read_again(people, delimiter, has_mark):
    mains = {name.lower(): name for name in people}
    alts, seen = {}, set(mains)
    for main, names in people.items():
        fresh = {name.lower(): name for name in names if name.lower() not in seen}
        seen |= set(fresh)
        alts.setdefault(mains[main.lower()], []).extend(fresh.values())
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["character", "realm", "main", "main_realm"])
    for main, names in alts.items():
        writer.writerow([main, "Sen'jin", "", ""])
        writer.writerows([name, "Sen'jin", main, ""] for name in names)
    data = out.getvalue().encode("utf-8-sig" if has_mark else "utf-8")
    expected = sorted((sorted((name, "Sen'jin") for name in [main, *names]), [main]) for main, names in alts.items())
    assert groups(data) == expected
