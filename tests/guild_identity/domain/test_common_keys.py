"""How many keys two of many mappings have in common."""

from hypothesis import given
from hypothesis import strategies as st

from guild_identity.domain.common_keys import CommonKeys

KEYS = st.dictionaries(st.integers(0, 30), st.none())


@given(st.lists(KEYS, min_size=1, max_size=6), st.frozensets(st.integers(0, 30)))
def test_the_numbers_are_those_of_the_sets(mappings, dropped):
    held = dict(enumerate(mappings))
    common = CommonKeys(held)
    fewer = common.without(dropped)
    for one in held:
        for other in held:
            assert common.count(one, other) == len(held[one].keys() & held[other].keys())
            assert fewer.count(one, other) == len((held[one].keys() & held[other].keys()) - dropped)
