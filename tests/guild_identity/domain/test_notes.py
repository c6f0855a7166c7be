"""Notes as guilds write them: whom each form names, how plainly, and what only looks like a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guild_identity.domain import extract_discord_hints_from_note
from guild_identity.domain.note_hints import Form
from guild_identity.domain.notes import read_note

D, ALT_OF, MAIN, AT, OWNER, NICK, FIRST, WORD = Form
UNKNOWN, IS_MAIN, IS_ALT = "", "main", "alt"

# Note, the names in it with their forms, and what the note says of the character itself.
ROWS = [
    # The person's nickname or main, bare; with a first name or a second nickname.
    ("Kaylo", [(NICK, "Kaylo")], UNKNOWN),
    ("Kaylo Alp", [(NICK, "Kaylo Alp"), (FIRST, "Kaylo"), (WORD, "Alp")], UNKNOWN),
    # Mains and alts of nobody in particular.
    ("Main", [], IS_MAIN),
    ("main", [], IS_MAIN),
    ("MAIN ", [], IS_MAIN),
    ("alt", [], IS_ALT),
    ("Who's Alt?", [], IS_ALT),
    # Alts of somebody.
    ("Taygon Alt", [(ALT_OF, "Taygon")], IS_ALT),
    ("Taygon Alt ", [(ALT_OF, "Taygon")], IS_ALT),
    ("Rosalia's Alt", [(ALT_OF, "Rosalia")], IS_ALT),
    ("Rosalia’s alt", [(ALT_OF, "Rosalia")], IS_ALT),
    ("Trog alt2", [(ALT_OF, "Trog")], IS_ALT),
    ("Alt (Trogo)", [(ALT_OF, "Trogo")], IS_ALT),
    ("Лунаша's Alt", [(ALT_OF, "Лунаша")], IS_ALT),
    ("твинк Лунаша", [(ALT_OF, "Лунаша")], IS_ALT),
    # A title and the person, with blanks, cut or not.
    ("Lead @Dira", [(AT, "Dira")], UNKNOWN),
    ("Gold Captain @Dat Elf Coli", [(AT, "Dat Elf Coli")], UNKNOWN),
    ("Co GM Banker @Amoro", [(AT, "Amoro")], UNKNOWN),
    ("GM / Mike", [(NICK, "Mike")], UNKNOWN),
    ("Main @David", [(AT, "David")], IS_MAIN),
    ("Main Mike", [(MAIN, "Mike")], IS_MAIN),
    ("@트로고", [(AT, "트로고")], UNKNOWN),
    # Person, main and profession in any order.
    ("Thatone Alt @ Thatone", [(ALT_OF, "Thatone"), (AT, "Thatone")], IS_ALT),
    ("Pashan Alt - Ercano", [(ALT_OF, "Pashan"), (NICK, "Ercano")], IS_ALT),
    ("Ercano - Pashan Alt", [(ALT_OF, "Pashan"), (NICK, "Ercano")], IS_ALT),
    ("Mehmo - Elphi Alt Alchemy", [(ALT_OF, "Elphi"), (NICK, "Mehmo")], IS_ALT),
    # Possessives before a class or a spec, words glued on, item levels.
    ("shodons shammy", [(OWNER, "shodons")], UNKNOWN),
    ("Rockon's DH", [(OWNER, "Rockon")], UNKNOWN),
    ("Лунашаs monk", [(OWNER, "Лунаша")], UNKNOWN),
    ("Rockon-mentor 702", [(NICK, "Rockon")], UNKNOWN),
    ("613 Holy Paladin", [], UNKNOWN),
    # Two people.
    ("hit mito", [(NICK, "hit mito"), (FIRST, "hit"), (WORD, "mito")], UNKNOWN),
    ("Trogo + Mito", [(WORD, "Trogo"), (WORD, "Mito")], UNKNOWN),
    ("Trogo and Mito", [(WORD, "Trogo"), (WORD, "Mito")], UNKNOWN),
    # Discord names.
    ("Discord: Trogo", [(D, "Trogo")], UNKNOWN),
    ("DC: Trogo", [(D, "Trogo")], UNKNOWN),
    ("Disc: Trogo.", [(D, "Trogo")], UNKNOWN),
    ("disc=Trogo", [(D, "Trogo")], UNKNOWN),
    ("discord name is Trogo", [(D, "Trogo")], UNKNOWN),
    ("@Trogo", [(AT, "Trogo")], UNKNOWN),
    ("Trogo#1234", [(D, "Trogo")], UNKNOWN),
    # The plain forms of alt and main.
    ("alt of Trogomoon", [(ALT_OF, "Trogomoon")], IS_ALT),
    ("alt for Trogomoon!", [(ALT_OF, "Trogomoon")], IS_ALT),
    ("Main: Trogomoon", [(MAIN, "Trogomoon")], IS_ALT),
    ("Main= Trogomoon", [(MAIN, "Trogomoon")], IS_ALT),
    ("M: Trogomoon", [(MAIN, "Trogomoon")], IS_ALT),
    ("alt of 月光", [(ALT_OF, "月光")], IS_ALT),
    # Guild Roster Manager's tags and dates.
    ("[M]", [], IS_MAIN),
    ("<M>", [], IS_MAIN),
    ("[M] 02-01-25", [], IS_MAIN),
    ("[A]Trogomoon", [(ALT_OF, "Trogomoon")], IS_ALT),
    ("<A> Trogomoon 02-01-25", [(ALT_OF, "Trogomoon")], IS_ALT),
    ("<A>", [], IS_ALT),
    # Dates.
    ("Joined: 12 Feb '24", [], UNKNOWN),
    ("02-01-25", [], UNKNOWN),
    ("Joined 3/4", [], UNKNOWN),
    # False friends: "alt" and "main" within a word, sentences, specs that are called like a hint.
    ("Altana", [(NICK, "Altana")], UNKNOWN),
    ("Saltan", [(NICK, "Saltan")], UNKNOWN),
    ("Maintenon", [(NICK, "Maintenon")], UNKNOWN),
    ("check for alts. partici low", [], UNKNOWN),
    ("disc priest", [], UNKNOWN),
    ("holy/disc", [], UNKNOWN),
    ("maintank", [], UNKNOWN),
    ("pls no kick", [], UNKNOWN),
    # Others are spoken of.
    ("vouch Nightquill", [], UNKNOWN),
    ("inv by Trogo", [], UNKNOWN),
    ("Trogo's friend", [], UNKNOWN),
    # Nothing.
    ("", [], UNKNOWN),
    ("   ", [], UNKNOWN),
    ("🐸", [], UNKNOWN),
    ("@T", [], UNKNOWN),
    ("alt of ?", [], IS_ALT),
]


@pytest.mark.parametrize(("note", "names", "kind"), ROWS, ids=[repr(row[0]) for row in ROWS])
def test_a_note_is_read(note, names, kind):
    reading = read_note(note)
    assert [(hint.form, hint.name) for hint in reading.hints] == names
    assert (reading.is_main, reading.is_alt) == (kind == IS_MAIN, kind == IS_ALT)


@pytest.mark.parametrize(
    ("note", "name"),
    [
        ("Discord: Trogo", "Trogo"),
        ("DC: Trogo", "Trogo"),
        ("Disc: Trogo", "Trogo"),
        ("discord = Trogo", "Trogo"),
        ("@Trogo", "Trogo"),
        ("alt of Trogo", "Trogo"),
        ("alt for Trogo", "Trogo"),
        ("Trogo's alt", "Trogo"),
        ("Main: Trogo", "Trogo"),
        ("Main= Trogo", "Trogo"),
        ("Discord: Trogo,", "Trogo"),
        ("Discord: Trogo.", "Trogo"),
        ("DC: trogo.moon_92", "trogo.moon_92"),
        ("DC: Þórlákur", "Þórlákur"),
    ],
)
def test_the_hints_of_a_note_are_names_as_typed(note, name):
    assert extract_discord_hints_from_note(note) == [name]


@pytest.mark.parametrize("note", ["", "  ", "Main", "alt", "02-01-25", "613 Holy Paladin", "Discord: x", "@", "DC:"])
def test_a_note_that_names_nobody_has_no_hints(note):
    assert extract_discord_hints_from_note(note) == []


def test_the_plainest_hint_comes_first():
    assert extract_discord_hints_from_note("Mehmo - Elphi Alt, DC: Coli") == ["Coli", "Elphi", "Mehmo"]


@pytest.mark.parametrize(
    ("note", "spellings"),
    [
        ("shodons shammy", ("shodons", "shodon")),
        ("Gold Captain @Dat Elf Coli", ("datelfcoli", "datelf", "dat")),
        ("alt of Trogo-Senjin", ("trogosenjin", "trogo")),
        ("Thornwëave's alt", ("thornweave",)),
        ("DC: dat.elf", ("datelf",)),
    ],
)
def test_a_name_is_looked_up_in_these_spellings(note, spellings):
    assert read_note(note).hints[0].spellings == spellings


@given(st.text(max_size=40))
def test_any_text_is_read_and_no_hint_is_empty(note):
    for hint in read_note(note).hints:
        assert hint.name
        assert all(len(key) > 1 for key in hint.spellings)
        assert hint.spellings


FORMS = ["alt of {}", "{} alt", "{}'s alt", "Main: {}", "DC: {}", "@{}", "[A]{}", "{}#1234"]


@given(st.sampled_from(FORMS), st.sampled_from(["Trogo", "Thornwëave", "Лунаша", "트로고", "月光", "Saltan", "Altana"]))
def test_names_of_every_script_are_found_in_every_form(form, name):
    assert extract_discord_hints_from_note(form.format(name)) == [name]
