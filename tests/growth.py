"""How the cost of something grows with its size, whatever machine it runs on and whatever else that machine does."""

from collections.abc import Callable
from time import process_time


def growth(work: Callable[[int], object], small: int, large: int) -> float:
    """Return how many times the processor time of `work` of the small size the large one takes."""
    of_small = min(_cost(work, small) for _ in range(3))
    return _cost(work, large) / of_small


def _cost(work: Callable[[int], object], size: int) -> float:
    begun = process_time()
    work(size)
    return process_time() - begun
