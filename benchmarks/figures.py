"""A figure: what was measured, how long it took, how long it may take, and what a peer takes for the same."""

from __future__ import annotations

from dataclasses import dataclass

UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))


@dataclass(frozen=True, slots=True)
class Figure:
    """``seconds`` is None where it could not be measured here, which ``note`` says; ``bar`` is the most it may take.

    ``peer`` is a time measured in the same run for doing the same in another way, ``peer_name`` which way.
    """

    what: str
    seconds: float | None
    bar: float | None = None
    peer: float | None = None
    peer_name: str = ""
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the figure keeps to its bar."""
        if self.bar is None or self.seconds is None:
            return ""
        return "kept" if self.seconds <= self.bar else "missed"

    @property
    def ratio(self) -> str:
        """How many times as long the peer takes.

        >>> Figure("", 0.002, peer=0.5, peer_name="all anew").ratio
        '250 x (all anew: 500 ms)'
        """
        if self.peer is None or not self.seconds:
            return ""
        times = self.peer / self.seconds
        return f"{times:.{0 if times >= 10 else 1}f} x ({self.peer_name}: {duration(self.peer)})"


def duration(seconds: float | None) -> str:
    """A time with three digits and its unit.

    >>> duration(0.00123), duration(2.5), duration(4.2e-7), duration(None)
    ('1.23 ms', '2.50 s', '0.420 µs', '-')
    """
    if seconds is None:
        return "-"
    size, unit = next(((size, unit) for size, unit in UNITS if seconds >= size), UNITS[-1])
    number = seconds / size
    return f"{number:.{3 if number < 1 else 2 if number < 10 else 1 if number < 100 else 0}f} {unit}"
