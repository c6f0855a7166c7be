"""Entries and messages drawn at random, with the letters and separators that break protocols."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from hypothesis import strategies as st

from lootlog.domain.digests import Digest
from lootlog.domain.entries import GENESIS, Entry, Kind
from lootlog.domain.protocol.lists import Detail
from lootlog.domain.protocol.log import Profile
from lootlog.domain.protocol.messages import (
    LogEntry,
    LogListReply,
    ManualSyncStart,
    ProfileAnnounce,
    RequestLogList,
    RequestMyMissing,
    SendMissingLogs,
)
from tests.lootlog.protocol.simulator import MAIN

NASTY = [
    "|",
    ",",
    "\\",
    "\t",
    "\n",
    "\r",
    "\0",
    "\\p",
    "\\\\p",
    "^",
    "DONE|",
    "Тралл",
    "스랄",
    "萨尔",
    "🐉",
    "e\u0301",
    "C:\\pics",
]
letters = st.characters(exclude_categories=["Cs"])
texts = st.lists(st.one_of(st.sampled_from(NASTY), st.text(letters, max_size=8)), max_size=6).map("".join)
long_texts = st.one_of(texts, st.text(st.sampled_from("я한龍🐉|"), min_size=100, max_size=255))
uuids = st.uuids()
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
points = st.decimals(-(10**9), 10**9, allow_nan=False, places=4)
digests = st.builds(Digest, st.integers(0, 10**9), st.integers(0, 2**256 - 1))
entries = st.builds(
    Entry,
    profile=st.one_of(st.just(MAIN.uuid), uuids),
    author=uuids,
    sequence=st.integers(0, 10**9),
    previous=st.one_of(st.just(""), st.just(GENESIS), hashes),
    timestamp=st.integers(-(10**10), 10**11),
    actor=texts,
    target=texts,
    delta=points,
    claimed_total=st.none() | points,
    reason=long_texts,
    kind=st.sampled_from(Kind),
    reference=st.one_of(st.just(""), hashes),
    origin=texts,
)
bits = st.integers(0, 12)
bucket_numbers = bits.flatmap(
    lambda bits: st.tuples(st.just(bits), st.frozensets(st.integers(0, 2**bits - 1), max_size=40))
)


def table(detail: Detail, width: int, buckets: frozenset[int]) -> st.SearchStrategy[dict[int, bytes]]:
    if detail is Detail.DIGEST:
        return st.just({})
    size = st.just(4) if detail is Detail.SUMS else st.integers(0, 6).map(lambda count: count * width)
    data = size.flatmap(lambda size: st.binary(min_size=size, max_size=size))
    return st.fixed_dictionaries(dict.fromkeys(buckets, data))


replies = st.tuples(bucket_numbers, st.sampled_from(Detail), st.integers(1, 32), st.none() | digests).flatmap(
    lambda drawn: st.builds(
        LogListReply, uuids, st.just(drawn[3]), st.just(drawn[1]), st.just(drawn[0][0]), st.just(drawn[2]),
        table(drawn[1], drawn[2], drawn[0][1]),
    )
)  # fmt: skip
lists_asked_for = bucket_numbers.flatmap(
    lambda drawn: st.builds(
        RequestLogList, uuids, st.sampled_from(Detail), st.just(drawn[0]), st.integers(1, 32), st.just(drawn[1])
    )
)
ids = st.integers(1, 32).flatmap(
    lambda width: st.lists(st.binary(min_size=width, max_size=width).map(bytes.hex), min_size=1, max_size=40)
)
profiles = st.builds(Profile, uuids, texts, texts)
messages = st.one_of(
    st.builds(
        ProfileAnnounce, profiles, st.integers(0, 10**11), digests, st.booleans(), st.just("abcd"),
        st.lists(st.just("x_-9"), max_size=30).map(tuple),
    ),
    st.builds(ManualSyncStart, uuids, st.integers(0, 10**11)),
    entries.map(lambda entry: LogEntry(MAIN.uuid, entry)),
    lists_asked_for,
    st.builds(
        SendMissingLogs, st.just(MAIN.uuid), st.lists(entries, max_size=3).map(tuple), st.none() | digests
    ),
    st.builds(RequestMyMissing, uuids, ids.map(tuple)),
    replies,
)  # fmt: skip


def sample_entry(**changes: object) -> Entry:
    """An entry like those of every evening."""
    entry = Entry(
        MAIN.uuid, UUID(int=7), 1, GENESIS, 1_766_000_000, "Jaina-Garona", "Thrall-Garona", Decimal(5), Decimal(12),
        "Boss kill",
    )  # fmt: skip
    return replace(entry, **changes)
