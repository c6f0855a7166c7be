"""Files of saved variables: real ones, everything that Lua allows in values, and everything that must be refused."""

import math

import pytest

from characters.domain.file_kinds import UnreadableFile
from characters.domain.lua_values import Truth, items_of
from characters.domain.savedvariables import Limits, read_saved_variables

REAL = """
CEPGP = {
\t["Alt"] = {
\t\t["Links"] = {
\t\t\t["Main"] = {
\t\t\t\t"Alt1", -- [1]
\t\t\t\t"Alt2", -- [2]
\t\t\t},
\t\t},
\t\t["SyncEP"] = true,
\t},
\t["Overrides"] = { }
}
CEPGP_version = "1.13.2"
CEPGP_gone = nil
"""


def read(text: str | bytes):
    data = text.encode() if isinstance(text, str) else text
    return read_saved_variables(data).variables


def value(text: str | bytes):
    return read(b"x = " + text if isinstance(text, bytes) else f"x = {text}")["x"]


def refusal(data: str | bytes, **limits: int) -> str:
    with pytest.raises(UnreadableFile) as refused:
        read_saved_variables(data.encode() if isinstance(data, str) else data, Limits(**limits))
    return str(refused.value)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_file_as_the_client_writes_it(ending, mark):
    assert read(mark + REAL.replace("\n", ending)) == {
        "CEPGP": {
            "Alt": {"Links": {"Main": {1: "Alt1", 2: "Alt2"}}, "SyncEP": True},
            "Overrides": {},
        },
        "CEPGP_version": "1.13.2",
        "CEPGP_gone": None,
    }


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("5", 5),
        ("-5", -5),
        ("- 5", -5),
        ("0.5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("-1.5E-2", -0.015),
        ("0xff", 255),
        ("-0X10", -16),
        ("9223372036854775807", 2**63 - 1),
        ("9223372036854775808", 2.0**63),
        ("0x" + "f" * 300, math.inf),
        ("1e999", math.inf),
        ("1.#INF", math.inf),
        ("-1.#INF", -math.inf),
        ("inf", math.inf),
        ("-inf", -math.inf),
        ("true", True),
        ("false", False),
        ("nil", None),
        ("{}", {}),
        ("{ }", {}),
        ("{1,2;3;}", {1: 1, 2: 2, 3: 3}),
        ("{nil, nil, 7}", {3: 7}),
        ('{["2"] = "text", [2] = "number"}', {"2": "text", 2: "number"}),
        ("{[2.0] = 1, [0x10] = 2, [-1] = 3, [1.5] = 4}", {2: 1, 16: 2, -1: 3, 1.5: 4}),
        ("{[true] = 1, [1] = 2, [false] = 3}", {Truth.TRUE: 1, 1: 2, Truth.FALSE: 3}),
        ("{a = 1, b_2 = {c = 2}}", {"a": 1, "b_2": {"c": 2}}),
        ('{"first", key = 1, "second"}', {1: "first", "key": 1, 2: "second"}),
        ('{["a"] = nil, ["b"] = 1}', {"b": 1}),
        ("{[ 'a' --[[ why ]] ] = 1 -- so\n}", {"a": 1}),
        ('{["\\"x\\""] = 1}', {'"x"': 1}),
        ("--[==[ a ]] b ]==] 5", 5),
        ("5 -- the end", 5),
        ("5;", 5),
    ],
)
def test_values_mean_what_lua_means(written, meant):
    assert value(written) == meant
    assert type(value(written)) is type(meant)


@pytest.mark.parametrize("written", ["nan", "-nan(ind)", "-1.#IND", "1.#QNAN"])
def test_what_is_no_number_to_windows_is_none_here(written):
    assert math.isnan(value(written))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (rb'"a\"b\\c\n\t\r\a\b\f\v"', 'a"b\\c\n\t\r\a\b\f\v'),
        (rb"'it\'s \"so\"'", 'it\'s "so"'),
        (rb'"\65\066\x43\z   D"', "ABCD"),
        (rb'"\226\130\172"', "€"),
        (b'"one\\\ntwo\\\r\nthree"', "one\ntwo\nthree"),
        (rb'"\q"', "q"),
        (b"[[plain \\n]]", "plain \\n"),
        (b"[[\nfirst line break goes]]", "first line break goes"),
        (b"[=[ a ]] b ]=]", " a ]] b "),
        (b'"\x03\x0b\ttab"', "\x03\x0b\ttab"),
        ('"Ümbrânox 마법사 😀"'.encode(), "Ümbrânox 마법사 😀"),
        (b'"-- no comment"', "-- no comment"),
        (b'""', ""),
    ],
)
def test_texts_mean_what_lua_means(written, meant):
    assert value(written) == meant


def test_bytes_that_are_no_text_are_replaced_and_their_lines_named():
    saved = read_saved_variables(b'good = "x"\nbad = "\x8b3\x8c"\nworse = {\n"\xff", "\xfe"\n}\n')
    assert saved.variables == {"good": "x", "bad": "�3�", "worse": {1: "�", 2: "�"}}
    assert saved.damaged_lines == (2, 4)


def test_the_list_part_of_a_table_comes_in_order():
    assert items_of(value('{[3] = "c", x = 1, [1] = "a", [true] = 2}')) == [(1, "a"), (3, "c")]
    assert items_of("no table") == []


def test_a_variable_that_comes_twice_is_as_it_was_set_last():
    assert read("x = {1} x = {2}") == {"x": {1: 2}}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"PK\x03\x04rest", "a ZIP archive"),
        (b"\x1f\x8b\x08", "gzip"),
        ("x = 1".encode("utf-16"), "UTF-16"),
        ("x = {1}".encode("utf-16-le"), "UTF-16"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b'\xef\xbb\xbf {"characters": []}', "JSON"),
        (b"SQLite format 3\0", "a database"),
    ],
)
def test_a_file_of_another_kind_is_told_what_it_is(data, said):
    assert said in refusal(data)


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("x = 1\nos.execute('rm -rf /')", 2),
        ("x = {\n\n[1] = os.execute('true')}", 3),
        ("x = function() end", 1),
        ("x = setmetatable({}, {})", 1),
        ('x = "a" .. "b"', 1),
        ("x = 1 + 2", 1),
        ("x = (1)", 1),
        ("x = #y", 1),
        ("x = {[f()] = 1}", 1),
        ("x = not true", 1),
        ("local x = 1", 1),
        ("return {}", 1),
        ("x.y = 1", 1),
        ("while true do end", 1),
        ("end = 1", 1),
        ("x = y", 1),
        ("hello world", 1),
    ],
)
def test_code_is_refused_with_its_line_and_never_run(code, line):
    said = refusal(code)
    assert said.startswith(f"Line {line}: ") and "never run" in said


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("x = {\n1 2}", "Line 2: a comma or a closing brace was expected, not “2}”"),
        ("x = {1,,2}", "a value, a key or a closing brace was expected"),
        ("x = {} }", "the name of a variable was expected, not “}”"),
        ("x = , 1", "a value was expected"),
        ('x = {["a"] = }', "a value was expected, not “}”"),
        ('"text"', "the name of a variable was expected"),
        ('["a"] = 1', "JSON"),
        ('x = 1 ["a"] = 1', "the name of a variable was expected"),
        ('x = "\\300"', "above 255"),
        ("x = {[nan] = 1}", "cannot be a key"),
        ("x = " + "1" * 401, "401 digits"),
        ('x = {\n"no end\n}', "Line 2: a text does not end"),
        ("x = [[no end", "a text does not end"),
        ("x = 1 --[[ no end", "a comment has no end"),
        ("y = 1\nx = {\n1,", "cut off: the table that begins in line 2"),
        ("x =", "cut off: “x” has no value"),
    ],
)
def test_what_is_broken_is_told_with_its_place(data, said):
    assert said in refusal(data)


def test_a_file_that_was_cut_in_half_is_refused():
    data = REAL.encode()
    for end in range(len(data.split(b"}\nCEPGP_version")[0])):
        if data[:end].strip():
            assert "Line" in refusal(data[:end]) or "cut off" in refusal(data[:end])


@pytest.mark.parametrize("levels", [65, 10_000, 1_000_000])
def test_tables_within_tables_end_somewhere(levels):
    assert "more than 64 deep" in refusal("x = " + "{" * levels)
    assert "more than 64 deep" in refusal("x = " + "{" * levels + "}" * levels)


FIELDS = "x = {\n" + "".join(
    f'["k{n % 150}"] = "täxt {n}", -- [{n}]\n["n{n}"] = {n - 100},\n["empty{n}"]="",\n' for n in range(200)
) + "}"  # fmt: skip


def test_fields_mean_the_same_read_by_the_run_and_one_by_one():
    at_once = read(FIELDS)["x"]
    assert (len(at_once), at_once["k7"], at_once["n7"], at_once["empty7"]) == (550, "täxt 157", -93, "")
    one_by_one = read_saved_variables(FIELDS.encode(), Limits(text=9)).variables["x"]
    assert list(one_by_one.items()) == list(at_once.items())


def test_of_many_fields_the_odd_one_is_told_with_its_line():
    data = FIELDS.encode().replace("täxt 41".encode(), b"t\xe4xt 41")
    damaged = read_saved_variables(data)
    assert (damaged.variables["x"]["k41"], damaged.damaged_lines) == ("täxt 191", (125,))
    assert refusal(FIELDS, text=8).startswith("Line 302: a text has 9 bytes")
    assert refusal(FIELDS, values=100).startswith("Line 101: the file holds more than 100 values")
    assert refusal("x = {\n[1] = {\n}\n" + FIELDS[6:]).startswith("Line 4: ")


def test_limits_are_kept():
    assert "9 bytes; 8 are the most" in refusal("x = 12345", file=8)
    assert "5 bytes; 4 are the most" in refusal('x = "12345"', text=4)
    assert "more than 3 values" in refusal("x = {1, 2, nil}", values=3)
    assert read_saved_variables(b"x = {{}}", Limits(depth=2)).variables == {"x": {1: {}}}


@pytest.mark.parametrize(
    "data",
    [
        b"x = {" + b"a " * 10**5,
        b"x = {" + b'["a"] ' * 10**5,
        b"x = {" + b"[" * 10**5,
        b"x = " + b"-" * 10**5,
        b"x = " + b"--[[ " * 10**5,
        b'x = "' + b"\\" * 10**5,
        b"x = {" + b"'" * 10**5,
        b"x = " + b"[=" * 10**5,
        b"x = {" + b"1 -- c\n" * 10**5,
        b"x = " + b" " * 10**5 + b"=",
        b"x = {" + b'"\xff",' * 20_000,
    ],
    ids=lambda data: data[:12].decode(errors="replace"),
)
def test_what_goes_on_and_on_without_sense_is_refused(data):
    assert str(refusal(data))


def test_every_row_of_a_large_file_is_read():
    item = (
        '{\n["id"] = 18805,\n["link"] = "|cffa335ee|Hitem:18805|h[\\"Core Hound\\" Tooth]|h|r",\n["level"] = 1.5,\n},\n'
    )
    person = '["Hero%d-Realm"] = {\n' + item * 20 + "},\n"
    data = ("\nDB = {\n" + "".join(person % number for number in range(200)) + "}\n").encode()
    people = read_saved_variables(data).variables["DB"]
    assert len(people) == 200
    assert {len(items_of(items)) for items in people.values()} == {20}
