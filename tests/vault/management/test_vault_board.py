"""The board on the command line."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories.characters import GuildMemberFactory
from tests.factories.vault import GreatVaultEntryFactory
from tests.factories.worlds import small_world

pytestmark = pytest.mark.django_db
PLACE = ("us", "Sen'jin", "keepers")


@pytest.fixture
def world():
    return small_world(is_public=True)


def shown(*place, **options):
    out = StringIO()
    call_command("vault_board", *place or PLACE, stdout=out, **options)
    return out.getvalue()


def test_the_json_is_the_apis(world):
    from_api = world.client("member").get(f"/api/guilds/{world.guild.pk}/vault/").json()
    assert json.loads(shown(json=True)) == from_api


def test_people_get_a_table(world):
    GuildMemberFactory(guild=world.guild, character__name="Newcomer")
    lines = shown().splitlines()
    assert lines[0] == f"Keepers (Sen'jin US), week {world.period}"
    rows = {line.split()[0]: line for line in lines[3:]}
    assert "Hero 300 · locked 2/4 · locked 2/6" in rows["Trogmoon"]
    assert "unknown (never_synced)" in rows["Newcomer"] and rows["Newcomer"].endswith("pending")


def test_an_earlier_week_by_its_period(world):
    GreatVaultEntryFactory(character=world.own.character, period_id=world.period - 1, raid_mythic=5)
    rows = json.loads(shown(json=True, period=str(world.period - 1)))
    assert {row["raid_mythic"] for row in rows} == {5, None}


def test_the_week_follows_now(world):
    week_ago = world.now - timedelta(days=7)
    rows = json.loads(shown("--json", "--now", week_ago.isoformat(), *PLACE))
    assert {row["period"] for row in rows} == {world.period - 1}


@pytest.mark.parametrize(
    ("place", "options", "message"),
    [
        (("mars", "senjin", "Keepers"), {}, "no region “mars”"),
        (("us", "nowhere", "Keepers"), {}, "no realm “nowhere”"),
        (("us", "senjin", "Strangers"), {}, "knows no guild “Strangers”"),
        (PLACE, {"period": "abc"}, "“abc” is no reset week"),
        (PLACE, {"period": "5"}, "no reset week 5"),
        (PLACE, {"period": "99999999999"}, "is no reset week"),
        (PLACE, {"period": "2999"}, "begins at"),
    ],
)
def test_what_is_unknown_ends_with_status_1_and_a_sentence(world, place, options, message):
    with pytest.raises(CommandError, match=message) as refused:
        shown(*place, **options)
    assert refused.value.returncode == 1
