"""What names stand for at a point: entries drawn from its seed, modulo primes and over the reals.

They are the same for ever for the same setting, on every machine.
"""

from __future__ import annotations

from fractions import Fraction

from exgen.answers.matrix_point_numbers import PASSES, REDRAWN_POINTS, SCALES, below_2_to_61, sizes_at
from exgen.answers.matrix_settings import MatrixSetting
from exgen.answers.points import Stream
from exgen.expressions import Node
from exgen.expressions.ball_functions import CONSTANTS
from exgen.expressions.balls import Ball, Real, ball
from exgen.expressions.matrices import Matrix
from exgen.expressions.matrix_arithmetic import Rows
from exgen.expressions.matrix_tokens import PI, is_ones

_KEPT_AT_MOST = 1_024
_PARTS = 2**10  # entries over the reals are so many parts of 1, times a scale: exact as floats
_SIGNS = ("both", "positive", "negative")


class PointEntries:
    """The entries of names at a point of a setting, by its number; of a name that a line defines, the line."""

    def __init__(self, setting: MatrixSetting, number: int) -> None:
        self.lines = dict(setting.lines)
        shapes = "/".join(f"{name} {rows} {columns}" for name, (rows, columns) in setting.free)
        self._setting = setting
        self._seed = f"{shapes}/{number}"
        self._signs = _SIGNS[number % len(_SIGNS)] if number in PASSES else "both"
        self._is_redrawn = number in REDRAWN_POINTS
        self._part = float(SCALES.get(number, Fraction(1)) / _PARTS)
        self._sizes = sizes_at(setting, number)
        self._drawn: dict[tuple[str, int, int], int] = {}
        self._modulo: dict[tuple[str, int, str], Rows[int]] = {}
        self._reals: dict[str, Rows[Real]] = {}

    def modulo(self, name: str, level: int, draw: str = "") -> Node | Rows[int]:
        """What a name stands for modulo the prime of a level; another ``draw`` has other entries."""
        if (fixed := self._fixed(name)) is not None:
            return fixed
        if self._is_pi(name):
            return ((self.hidden(PI, 0, level),),)
        entries = self._modulo.get((name, level, draw))
        if entries is None:
            rows, columns = self._shape(name)
            stream = Stream(f"{self._seed}/{name}/{level}{draw}")
            entries = tuple([tuple([below_2_to_61(stream) for _ in range(columns)]) for _ in range(rows)])
            self._modulo[name, level, draw] = entries
        return entries

    def hidden(self, name: str, value: int, level: int) -> int:
        """A number for a function of a value."""
        if (name, value, level) not in self._drawn:
            if len(self._drawn) >= _KEPT_AT_MOST:
                self._drawn.clear()
            self._drawn[name, value, level] = below_2_to_61(Stream(f"{self._seed}/{name}({value})/{level}"))
        return self._drawn[name, value, level]

    def real(self, name: str) -> Node | Rows[Real]:
        """What a name stands for over the reals."""
        if (fixed := self._fixed(name)) is not None:
            return fixed
        if self._is_pi(name):
            return ((CONSTANTS["pi"],),)
        entries = self._reals.get(name)
        if entries is None:
            rows, columns = self._shape(name)
            stream = Stream(f"{self._seed}/{name}")
            signs = _SIGNS[Stream(f"{self._seed}/{name}/signs").draw(0, 2)] if self._is_redrawn else self._signs
            entries = tuple([tuple([self._entry(stream, signs) for _ in range(columns)]) for _ in range(rows)])
            self._reals[name] = entries
        return entries

    def floats(self, name: str) -> Node | Matrix:
        """What a name stands for in float64."""
        known = self.real(name)
        if not isinstance(known, tuple):
            return known
        return tuple([tuple([ball(entry).middle for entry in row]) for row in known])

    def _fixed(self, name: str) -> Node | Rows[int] | None:
        """What is the same in every arithmetic: lines, ones, sizes."""
        if name in self.lines:
            return self.lines[name]
        if is_ones(name):
            return self._full(name, 1)
        if name in self._setting.counts:
            return self._full(name, self._sizes[self._setting.counts[name]])
        return None

    def _is_pi(self, name: str) -> bool:
        return name == PI and PI not in self._setting.names

    def _entry(self, stream: Stream, signs: str) -> Real:
        size = stream.draw(1, _PARTS) * self._part
        is_negative = signs == "negative" or (signs == "both" and stream.draw(0, 1) == 1)
        return Ball(-size if is_negative else size, 0)

    def _shape(self, name: str) -> tuple[int, int]:
        rows, columns = self._setting.shapes[name]
        return self._sizes[rows], self._sizes[columns]

    def _full(self, name: str, entry: int) -> Rows[int]:
        rows, columns = self._shape(name)
        return ((entry,) * columns,) * rows
