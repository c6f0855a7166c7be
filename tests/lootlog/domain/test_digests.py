"""Equal digests mean equal sets."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lootlog.domain.digests import Digest, bits_for, bucket_of, buckets, digest_of, parse_digest, week_of

HASHES = st.lists(st.integers(0, 10_000).map(lambda n: sha256(str(n).encode()).hexdigest()), unique=True, max_size=60)


@settings(max_examples=60)
@given(HASHES, st.randoms())
def test_the_order_of_arrival_does_not_matter(hashes, shuffler):
    before = digest_of(hashes)
    shuffler.shuffle(hashes)
    assert digest_of(hashes[:7]) + digest_of(hashes[7:]) == before


@settings(max_examples=60)
@given(HASHES, HASHES)
def test_digests_are_equal_exactly_when_the_sets_are(left, right):
    assert (digest_of(left) == digest_of(right)) == (set(left) == set(right))


@settings(max_examples=40)
@given(HASHES, st.integers(0, 16))
def test_buckets_add_up_to_the_whole(hashes, bits):
    parts = buckets(hashes, bits)
    assert sum(parts.values(), Digest()) == digest_of(hashes)
    assert all(0 <= number < 2**bits for number in parts)
    assert set(parts) == {bucket_of(name, bits) for name in hashes}


def test_equal_counts_with_other_content_differ():
    """Totals and ids may agree while histories do not: the naive count says "in sync"."""
    assert digest_of(["0" * 63 + "1"]) != digest_of(["0" * 63 + "2"])


def test_a_digest_is_read_as_it_is_written():
    digest = digest_of([sha256(b"x").hexdigest()])
    assert parse_digest(str(digest)) == digest


@pytest.mark.parametrize(
    "text", ["", "1", "1:ff", "-1:" + "0" * 64, "x:" + "0" * 64, "1:" + "g" * 64, "9" * 13 + ":" + "0" * 64]
)
def test_what_is_no_digest_is_refused(text):
    with pytest.raises(ValueError):
        parse_digest(text)


def test_weeks_and_buckets_have_a_sensible_size():
    assert week_of(0) == 0
    assert week_of(7 * 24 * 3600) == 1
    assert bits_for(0) == bits_for(7) == 0
    assert [2 ** bits_for(count) for count in (8, 100, 5_000)] == [2, 16, 1024]
    assert bits_for(10**9) == 16
