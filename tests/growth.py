"""How the cost of something grows with its size, whatever machine it runs on and whatever else that machine does."""

from collections.abc import Callable
from time import process_time
from typing import TypeVar

Size = TypeVar("Size")


def growth(work: Callable[[Size], object], small: Size, large: Size) -> float:
    """Return how many times the processor time of `work` of the small size the large one takes."""
    of_small = min(_cost(work, small) for _ in range(3))
    return min(_cost(work, large) for _ in range(2)) / of_small


def _cost(work: Callable[[Size], object], size: Size) -> float:
    begun = process_time()
    work(size)
    return process_time() - begun
