"""The collector of circles rests while many objects are made, and is then as it was."""

import gc

import pytest

from lootlog.services.many_objects import many_objects


@pytest.fixture(params=[True, False], ids=["on", "off"])
def was_on(request):
    before = gc.isenabled()
    gc.enable() if request.param else gc.disable()
    yield request.param
    gc.enable() if before else gc.disable()


def test_the_collector_rests_and_is_as_it_was_also_after_an_error(was_on):
    @many_objects()
    def work():
        assert not gc.isenabled()
        raise LookupError

    # Each call prepares its own.
    for _ in range(2):
        with pytest.raises(LookupError):
            work()
        assert gc.isenabled() is was_on
