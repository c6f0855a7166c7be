"""Evenings in the game: what was sent between clients and what one of them saved come to the same.

The evenings of the tests are built here; recordings of the real addon are read where they lie beside the checkout.
"""

from pathlib import Path

import pytest

from lootlog.domain.imports.files import read_file
from tests.factories.loot_files import (
    RAID,
    entries_of,
    envelope,
    event,
    frames,
    gen1,
    gen2,
    held,
    line,
    recording,
    snapshot,
)

RECORDINGS = Path(__file__).resolve().parents[4] / "shared" / "data" / "lootsync"
recorded = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="no recordings of the addon lie beside the checkout")
FIRST = {"thrall-garona": "6", "jaina-garona": "-3"}
SECOND = {"thrall-garona": "13", "jaina-garona": "1"}


def first_evening():
    rows = [
        line(profile=None, tier="0.0.0"),
        line(id=2, timestamp=1766000003, actor="Officer-Garona", target="Jaina-Garona", delta=-3, newTotal=-3,
             reason="Loot: |Hitem:19019|h[Thunderfury]|h", profile=None, tier="0.0.0"),
        line(id=3, timestamp=1766000005, delta=1, newTotal=6, reason="Pünktlich", profile=None, tier="0.0.0"),
    ]  # fmt: skip
    fields = ("id", "timestamp", "actor", "target", "delta", "newTotal", "reason", "tier")
    texts = ["|".join(str(row[name]).replace("|", r"\p") for name in fields) for row in rows]
    asked, answer = b"SYNC_REQ\t0.0.0\t0", "SYNC_RESP\t0.0.0\t" + "\n".join(texts)
    sent = frames([asked, *(f"LOG\t{text}".encode() for text in texts), asked, answer.encode()], prefix="SpecFed")
    return gen1(rows, name="0.0.0", points={"Thrall-Garona": 6, "Jaina-Garona": -3}), sent


def second_evening():
    """A leader who writes fifteen, an officer who writes two while away, and a member who joins late."""
    leader = [event(1, "PROFILE_CREATION", profileId=RAID), *(event(number) for number in range(2, 14))]
    leader += [event(14, member="Jaina-Garona"), event(15)]
    officer = [event(1, author="Officer-Garona", change="DECREMENT"), event(2, author="Officer-Garona")]
    about = {"sessionId": "SES:Leader-Garona:1:1", "profileId": RAID}
    live = [envelope("NEW_LOG", {**about, "log": {**row, "version": 2}}) for row in (leader[13], officer[0])]
    sent = frames([envelope("SES_START", {**about, "helpers": [], "authorMax": {"Leader-Garona": 13}})])
    sent += frames([envelope("PROFILE_SNAPSHOT", {**about, "snapshot": snapshot(leader[:13])}, encoding="B64CBORZ")])
    sent += frames(live[:1]) + frames(live[1:], sender="Officer-Garona")
    for author, rows in (("Officer-Garona", officer), ("Leader-Garona", leader[10:])):
        sent += frames([envelope("LOG_REQ", {**about, "author": author})], sender="Member-Garona")
        answer = {**about, "author": author, "logs": [{**row, "version": 2} for row in rows]}
        sent += frames([envelope("AUTH_LOGS", answer, encoding="B64CBORZ")], sender=author)
    saved = gen2([*leader, *officer], _authorCounters={"Leader-Garona": 15, "Officer-Garona": 2})
    return saved, [*sent, *frames([envelope("SES_END", about)])]


@pytest.mark.parametrize(("evening", "sums"), [(first_evening, FIRST), (second_evening, SECOND)])
def test_what_was_sent_and_what_was_saved_come_to_the_same(evening, sums):
    saved, sent = evening()
    file, wire = read_file(saved), recording(sent)
    assert (file.rejected, wire.rejected) == ([], [])
    assert held(file) == held(wire) == sums
    assert set(entries_of(file)) == set(entries_of(wire))


@recorded
@pytest.mark.parametrize(
    ("saved", "sent", "sums"),
    [
        ("SavedVariables_gen1_Late.lua", "wire_gen1.jsonl", FIRST),
        ("SavedVariables_gen2_Member.lua", "wire_gen2.jsonl", SECOND),
    ],
)
def test_recordings_of_the_addon_come_to_the_same(saved, sent, sums):
    file, wire = (read_file((RECORDINGS / name).read_bytes()) for name in (saved, sent))
    assert (file.rejected, wire.rejected) == ([], [])
    assert held(file) == held(wire) == sums
    assert set(entries_of(file)) == set(entries_of(wire))
