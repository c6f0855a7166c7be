"""Names: what only decorates them goes, what tells people apart stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guild_identity.domain import normalize_name
from guild_identity.domain.aliases import aliases_of
from guild_identity.domain.directory import Directory
from guild_identity.domain.facts import DiscordFacts
from guild_identity.domain.names import is_dead_name, name_key

TEXTS = st.text(max_size=40)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Trogmoon", "trogmoon"),
        ("  Dat   Elf ", "dat elf"),
        ("Thornwëave", "thornweave"),
        ("Thornwe\u0308ave", "thornweave"),
        ("Åsa", "asa"),
        ("Bjørn", "bjorn"),
        ("Đorđe", "dorde"),
        ("Łukasz", "lukasz"),
        ("Maß", "mass"),
        ("MASS", "mass"),
        ("Ægir", "aegir"),
        ("Œdipe", "oedipe"),
        ("Þór", "thor"),
        ("Ivanır", "ivanir"),
        ("İvan", "ivan"),
        ("Ñandú", "nandu"),
        ("Ведьмара", "ведьмара"),
        ("ВЕДЬМАРА", "ведьмара"),
        ("Ёж", "еж"),
        ("트로고", "트로고"),
        ("月光", "月光"),
        ("Νύχτα", "νυχτα"),
        ("Trogo 🐸", "trogo"),
        ("Ｔｒｏｇｏ", "trogo"),
        ("𝕿𝖗𝖔𝖌𝖔", "trogo"),
        ("ᴛʀᴏɢᴏ", "trogo"),
        ("T\u0334r\u0353o\u0316g\u0301o\u0321", "trogo"),
        ("Tr\u200bo\u2060go\ufeff", "trogo"),
        ("\u3164Trogo\u3164", "trogo"),
        ("Тrogo", "trogo"),
        ("Trоgо", "trogo"),
        ("🐸", ""),
        ("", ""),
    ],
)
def test_a_name_is_normalised(text, plain):
    assert normalize_name(text) == plain


def test_every_letter_with_an_accent_finds_its_plain_one():
    accented = "àáâãäåèéêëìíîïòóôõöùúûüýÿñçšžčřěůőűąęłńśźż"
    assert normalize_name(accented) == "aaaaaaeeeeiiiiooooouuuuyyncszcreuouaelnszz"


def test_two_scripts_stay_two_names():
    assert name_key("Ася") != name_key("Asya")
    assert name_key("Мара") == "мара"


@pytest.mark.parametrize(
    ("text", "key"),
    [("Trog-Moon.92", "trogmoon92"), ("dat.elf_coli", "datelfcoli"), ("Сер-гей!", "сергеи"), ("--", "")],
)
def test_the_key_is_letters_and_digits(text, key):
    assert name_key(text) == key


@given(TEXTS)
def test_normalising_again_changes_nothing(text):
    once = normalize_name(text)
    assert normalize_name(once) == once
    assert normalize_name(f"  {text} ") == once


@given(st.text(alphabet="trogmonßæøéяйΣ", max_size=12))
def test_letter_case_does_not_matter(text):
    assert name_key(text) == name_key(text.upper()) == name_key(text.title())


def test_a_name_with_digits_was_taken_away():
    assert is_dead_name("Trog1a2b")
    assert not is_dead_name("Trogmoon")


def keys_of(username="", global_name="", nick="", characters=()):
    names = Directory((name, number, 1.0) for number, name in enumerate(characters))
    user = DiscordFacts(1, 10**17, username, global_name, nick)
    return {alias.key: alias.quality for alias in aliases_of(user, names)}


@pytest.mark.parametrize(
    ("nick", "names"),
    [
        ("Trogo | Main", {"trogo"}),
        ("Trogo | EU", {"trogo"}),
        ("[GM] Trogo 🐸 | EU", {"trogo"}),
        ("(RL) Trogo", {"trogo"}),
        ("⚔ Trogo", {"trogo"}),
        ("Trogo (bank)", {"trogo"}),
        ("Trogo (Mikel)", {"trogo", "mikel"}),
        ("TrogMoon/Rivermane", {"trogmoon", "rivermane"}),
        ("Trogo, Shado", {"trogo", "shado"}),
        ("Trogo ♥ Shado", {"trogo", "shado"}),
        ("Trogo aka Shado", {"trogo", "shado"}),
        ("Трого | EU", {"трого"}),
        ("트로고 / 월광", {"트로고", "월광"}),
        ("xXTrogoXx", {"trogo"}),
        ("Trogo92", {"trogo"}),
        ("its.trogo", {"trogo"}),
        ("TrogoTTV", {"trogo"}),
    ],
)
def test_a_nick_holds_these_names(nick, names):
    assert names <= set(keys_of("someone", nick=nick))


@pytest.mark.parametrize("nick", ["Not Mito", "Trogo/Still Not Mito", "Mito's minion"])
def test_a_nick_that_jokes_about_another_member_does_not_name_its_owner(nick):
    assert "mito" not in keys_of("someone", nick=nick)


@pytest.mark.parametrize(("nick", "word"), [("Trogo | Main", "main"), ("[GM] Trogo", "gm"), ("Trogo | EU", "eu")])
def test_decoration_is_no_name(nick, word):
    assert word not in keys_of("someone", nick=nick)


def test_the_first_of_two_names_is_likelier_the_persons_own():
    first = keys_of("someone", nick="Trogo/Shado")
    assert first["trogo"] > first["shado"]
    known = keys_of("someone", nick="Trogo/Shado", characters=("shado",))
    assert known["trogo"] > known["shado"]


def test_a_name_that_is_a_word_of_notes_says_less():
    assert keys_of("healer")["healer"] < keys_of("trogo")["trogo"]


def test_a_character_shown_on_the_server_makes_the_other_names_doubtful():
    shown = keys_of("rivermane", nick="Trogmoon", characters=("trogmoon", "rivermane"))
    assert shown["trogmoon"] > shown["rivermane"]
