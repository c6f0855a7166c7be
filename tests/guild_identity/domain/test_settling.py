"""What claims make one person, where they contradict one another."""

import inspect
import sys
from contextlib import contextmanager

from guild_identity.domain.claims import Claim, Tier
from guild_identity.domain.facts import PlayerFacts
from guild_identity.domain.people import People
from guild_identity.domain.settling import Scores, settle


@contextmanager
def little_stack():
    """Let whoever calls itself once per way run out of stack."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 50)
    try:
        yield
    finally:
        sys.setrecursionlimit(usual)


def claim(subject, target, weight):
    return Claim(subject, target, weight, "rule", f"signal {subject}-{target}", "name", Tier.PLAIN, "")


def test_two_players_are_kept_apart_however_many_ways_lead_from_one_to_the_other():
    ways = 80
    people = People(2 + 2 * ways)
    for node in (0, 1):
        people.of(node).player = PlayerFacts(node + 1, None)
    claims = []
    for way in range(ways):
        near, far = 2 + 2 * way, 3 + 2 * way
        claims += [claim(near, 0, 0.97), claim(near, far, 0.86 + way / 100_000), claim(far, 1, 0.97)]
    with little_stack():
        settle(people, Scores(people, claims), Tier.PLAIN)
    assert not people.are_one(0, 1)
    assert all(people.are_one(2 + 2 * way, 0) and people.are_one(3 + 2 * way, 1) for way in range(ways))
