"""What is a number of points, and how it is written down."""

from decimal import Decimal

import pytest

from lootlog.domain.amounts import BadAmount, amount, plain


@pytest.mark.parametrize(
    ("written", "read"),
    [("5", "5"), (" -0.5 ", "-0.5"), ("+3", "3"), (".5", "0.5"), ("5.", "5"), ("1E+2", "100"), (0.1, "0.1"),
     (1e-4, "0.0001"), (7, "7"), (Decimal("1.2500"), "1.25"), ("-0", "0")],
)  # fmt: skip
def test_numbers_are_read_exactly(written, read):
    assert plain(amount(written)) == read


@pytest.mark.parametrize(
    "written", ["1_000", "1,000", "٣", "１２", "1e", "", ".", "5 0", "NaN", "sNaN", "inf", "0x5", True, None,
                float("nan"), Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")],
)  # fmt: skip
def test_what_is_no_number_of_points_is_refused(written):
    with pytest.raises(BadAmount):
        amount(written)


@pytest.mark.parametrize("name", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_no_ledger_takes_is_written_as_it_is(name):
    assert plain(Decimal(name)) == name


@pytest.mark.parametrize("written", ["1e9999999", "-1E999999999", Decimal("1e1000000"), "9" * 5000, "1e-9999999"])
def test_numbers_beyond_all_arithmetic_are_refused_like_others_that_are_too_large_or_too_fine(written):
    with pytest.raises(BadAmount, match="more than"):
        amount(written)


def test_a_whole_number_too_long_to_be_written_down_is_refused():
    with pytest.raises(BadAmount, match="more than a ledger takes"):
        amount(10**5000)


def test_what_is_beyond_all_arithmetic_is_written_as_it_is():
    assert plain(Decimal("1e9999999")) == "1E+9999999"
