"""Work that makes very many objects at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def many_objects() -> Iterator[None]:
    """Hold Python's search for circles of objects back, in the whole process, while very many entries are dealt with.

    None of them lies in a circle, and each search goes through all of them: it would take a sixth of the time. Whatever
    else runs in the process meanwhile is searched afterwards.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
