"""Ledgers checked on the command line."""

import io
import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from lootlog.services.profiles import active_profile
from lootlog.services.writing import Award, award
from tests.factories.characters import GuildFactory
from tests.factories.lootlog import ProfileFactory, writer
from tests.lootlog.services.importing import NOW
from tests.lootlog.tampering import unguarded

PLACE = ("us", "senjin", "Keepers")


@pytest.fixture
def profile(db):
    profile = active_profile(GuildFactory(name="Keepers"), now=NOW)
    award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(None, NOW))
    return profile


def check(*options):
    out = io.StringIO()
    try:
        call_command("lootlog_check", *PLACE, *options, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    return 0, out.getvalue(), ""


def test_a_sound_ledger_is_told_so(profile):
    ProfileFactory(guild=profile.guild, name="Alts")
    code, told, _ = check()
    assert (code, told.splitlines()) == (0, [
        f"“{profile.name}”: entries 1, all as they were written; digests and balances follow.",
        "“Alts”: entries 0, all as they were written; digests and balances follow.",
    ])  # fmt: skip
    assert len(check("--profile", "alts")[1].splitlines()) == 1


def test_what_was_rewritten_is_listed_and_no_recount_hides_it(profile):
    with unguarded() as cursor:
        cursor.execute("UPDATE lootlog_logentry SET delta = delta * 100")
    assert check("--recount")[0] == 1
    code, told, error = check("--json")
    [found] = json.loads(told)
    assert (code, found["entries"], found["wrong"]) == (1, 1, len(found["faults"]))
    assert found["faults"][0] == "Line 1: It is not what was written: the hash of what it says is another."
    assert "Not everything is as it was written" in error


def test_wrong_balances_are_made_anew(profile):
    with unguarded() as cursor:
        cursor.execute("UPDATE lootlog_weekbalance SET points = 1")
    code, told, _ = check()
    assert code == 1 and "entries 1, faults 1." in told and "Thrall-Garona holds 0.0001" in told
    assert check("--recount")[0] == 0


def test_what_is_not_there_is_said(profile):
    code, _, error = check("--profile", "Nobody")
    assert (code, error) == (1, "Keepers has no profile “Nobody”.")
