"""Files that open with balances go into a ledger in memory as into one in a database."""

from uuid import UUID

from lootlog.domain.exchange.messages import Facts
from lootlog.domain.exchange.shelf import Holding
from lootlog.domain.exchange.taking import take_in
from lootlog.domain.imports.files import read_file
from lootlog.domain.replay import standings
from tests.factories.loot_files import variables

START = 1_621_055_942


def file(total, *lines) -> bytes:
    history = [
        {"players": "Thrall,", "dkp": points, "date": START + hour, "reason": "Kill", "index": f"Hubs-{START + hour}"}
        for hour, points in lines
    ]
    return variables(MonDKP_DKPTable=[{"player": "Thrall", "dkp": total}], MonDKP_DKPHistory=history, MonDKP_Loot=[])


def test_a_file_that_was_cut_further_on_adds_only_what_is_new():
    held = Holding(Facts(UUID(int=9), "MonolithDKP", "Keepers", "garona"))
    for data in (file(100, (10, 10), (20, 20)), file(105, (20, 20), (30, 5)), file(100, (10, 10), (20, 20))):
        take_in(held, read_file(data, home_realm="garona"), None, now=START + 100)
    assert standings(held.entries.values(), home_realm="garona") == {"thrall-garona": 105}
