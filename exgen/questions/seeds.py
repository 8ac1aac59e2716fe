"""Streams of random integers that are the same on every machine, for ever.

A sheet is drawn again years later, elsewhere, from its seed alone. So nothing here leans on ``random``, ``hash()``,
NumPy, the platform or the version of Python; the definition is complete in this docstring and held by a test with
pinned numbers.

**Key.** A stream belongs to a tuple of labels, for a parameter's draw ``(question id, seed, student, draw,
parameter)``. Each label is written as text (an integer in decimal), encoded as UTF-8 and preceded by its length in
bytes as eight bytes, big-endian; the number of labels stands in front in the same form. The key is the BLAKE2b hash of
that with 32 bytes of digest and the personalisation ``exgen stream 1``.

**Bytes.** Block ``i = 0, 1, 2, ...`` is the BLAKE2b hash (64 bytes) of ``i`` as eight bytes, big-endian, keyed with the
key. The stream's bytes are the blocks one after another.

**Integers below n.** Let b be the number of bits of n - 1. Take the next ceil(b / 8) bytes as a big-endian integer and
keep its lowest b bits; if the result is n or more, take the next bytes and try again. For n = 1 the result is 0 and no
byte is taken. Every value below n is equally likely.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

_PERSONALISATION = b"exgen stream 1"
_BLOCK_BYTES = 64

Item = TypeVar("Item")


class Stream:
    """The random integers that belong to a tuple of labels.

    Two streams with the same labels give the same integers, and a stream with any other label is independent of
    them: adding a parameter to a question changes no other parameter's draw.

    >>> stream = Stream("output_size_2d", 7, "anna", 0, "K")
    >>> [stream.below(10) for _ in range(8)]
    [9, 4, 0, 3, 4, 1, 8, 7]
    """

    __slots__ = ("_block", "_key", "_left")

    def __init__(self, *labels: str | int) -> None:
        encoded = [str(label).encode("utf-8", "surrogatepass") for label in labels]
        message = len(encoded).to_bytes(8, "big")
        for label in encoded:
            message += len(label).to_bytes(8, "big") + label
        self._key = blake2b(message, digest_size=32, person=_PERSONALISATION).digest()
        self._block = 0
        self._left = b""

    def _bytes(self, count: int) -> bytes:
        """The next ``count`` bytes."""
        while len(self._left) < count:
            number = self._block.to_bytes(8, "big")
            self._left += blake2b(number, digest_size=_BLOCK_BYTES, key=self._key).digest()
            self._block += 1
        taken, self._left = self._left[:count], self._left[count:]
        return taken

    def below(self, limit: int) -> int:
        """The next integer from 0 to ``limit - 1``, each equally likely.

        Raises ``ValueError`` if ``limit`` is below 1.

        >>> Stream("one value only").below(1)
        0
        """
        if limit < 1:
            raise ValueError(f"no integer lies from 0 to {limit - 1}")
        bits = (limit - 1).bit_length()
        if bits == 0:
            return 0
        while True:
            value = int.from_bytes(self._bytes((bits + 7) // 8), "big") & ((1 << bits) - 1)
            if value < limit:
                return value

    def shuffled(self, items: Sequence[Item]) -> tuple[Item, ...]:
        """The items in a random order, each order equally likely (Fisher-Yates, from the last place down).

        >>> Stream("letters").shuffled("ABCD")
        ('C', 'B', 'D', 'A')
        """
        shuffled = list(items)
        for place in range(len(shuffled) - 1, 0, -1):
            other = self.below(place + 1)
            shuffled[place], shuffled[other] = shuffled[other], shuffled[place]
        return tuple(shuffled)
