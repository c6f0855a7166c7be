"""Report codes of 16 letters and digits that can be read back, so that any report can be found by its code."""

from sandbox.world.chance import number

GUILD_REPORT, PUG_REPORT = 0, 1
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SEAL = 2**48
_LENGTH = 16


class Mint:
    """Makes report codes and reads its own back."""

    def __init__(self, seed: int) -> None:
        """Prepare the mint of one world."""
        self._seed = seed

    def code(self, kind: int, period: int, owner: int, index: int) -> str:
        """Write a code for the index-th report of an owner (a guild or a player) in a period."""
        content = ((owner * 4096 + period) * 256 + index) * 2 + kind
        seal = number(self._seed, "code", content) % _SEAL
        rest = (content ^ number(self._seed, "mask", seal) % 2**46) * _SEAL + seal
        letters = []
        for _ in range(_LENGTH):
            rest, place = divmod(rest, len(_ALPHABET))
            letters.append(_ALPHABET[place])
        return "".join(letters)

    def read(self, code: str) -> tuple[int, int, int, int] | None:
        """Read kind, period, owner and index out of a code; None when this mint did not make it."""
        if len(code) != _LENGTH or not set(code) <= set(_ALPHABET):
            return None
        value = 0
        for letter in reversed(code):
            value = value * len(_ALPHABET) + _ALPHABET.index(letter)
        masked, seal = divmod(value, _SEAL)
        content = masked ^ number(self._seed, "mask", seal) % 2**46
        if content < 0 or number(self._seed, "code", content) % _SEAL != seal:
            return None
        content, kind = divmod(content, 2)
        content, index = divmod(content, 256)
        owner, period = divmod(content, 4096)
        return kind, period, owner, index
