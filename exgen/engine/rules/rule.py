"""What a rule is: one line in our own expression language, or a function where a line cannot say it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from exgen.engine.wording import wording
from exgen.engine.written import Written
from exgen.errors import ExpressionError
from exgen.expressions import Call, Name, Node, Value, compiled, read


def value_of_no_number(_arguments: Sequence[Value]) -> Value:
    """The function of a rule of matrices: its letters stand for matrices, and numbers for none of them."""
    raise ExpressionError("needs_formulas", "a rule of matrices is run on formulas")


@dataclass(frozen=True, eq=False)
class Rule:
    """A named rule: ``line`` computes ``result`` from ``letters``.

    ``neutral`` lists for a letter the values at which a printed derivation leaves it out (an ordinary convolution has
    D = 1). What a derivation calls the result, ``title``, stands under the rule's name in ``exgen.engine.wording``.

    A *computed* rule has a function of its letters, ``computed``, in place of a line (what it does to matrices, no
    line can say); ``written`` gives the lines that a derivation prints for it, from its value and its letters' values.
    It works on numbers only, never on formulas. Mistakes replace its letters as they do those of a line.

    A rule that is a *ratio* of counts has the factors cancelled that formulas have above and below the slash: no count
    that it divides by is 0 where layers fit.

    A rule that *is told* has its line in a derivation of its result even where it only says that one number is another.

    ``glosses`` names the letters that a derivation explains where they occur, what they mean standing in
    ``exgen.engine.wording``: those of a cell, of attention.

    A rule *of matrices* has a matrix expression as its line. It is run by putting formulas in, which are then made tidy
    and never folded: factors keep their order. It has no value on numbers.

    >>> Rule("positions", "N", ("X",), "product(X)").value((26, 28))
    728
    >>> Rule("longest", "L", ("X",), computed=max).value((26, 28))
    28
    """

    name: str
    result: str
    letters: tuple[str, ...]
    line: str = ""
    neutral: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    computed: Callable[..., Any] | None = None
    written: Callable[..., Iterable[Written]] | None = None
    is_of_matrices: bool = False
    is_ratio: bool = False
    is_told: bool = False
    glosses: str = ""

    @property
    def title(self) -> str:
        """What a derivation calls the result, in the language that is spoken."""
        return wording().rules[self.name]

    def gloss(self, letter: str, printed: str) -> str | None:
        """What a letter of the line means, in the language that is spoken; None where nobody has to be told."""
        words = wording().letters.get(f"{self.glosses}.{letter}")
        return None if words is None else words.format(letter=f"${printed}$")

    @cached_property
    def node(self) -> Node:
        """The line, read when it is first asked for; of a computed rule the call of its function."""
        return self.read(self.line) if self.computed is None else Call(Name(self.name), tuple(map(Name, self.letters)))

    @cached_property
    def function(self) -> Callable[[Sequence[Value]], Value]:
        """What works out the line from its letters' values."""
        computed = self.computed
        if computed is not None:
            return lambda arguments: computed(*arguments)
        return value_of_no_number if self.is_of_matrices else compiled(self.node, self.letters)

    def read(self, line: str) -> Node:
        """A line in the language of this rule's own one."""
        if self.is_of_matrices:
            from exgen.expressions.matrix_reader import read_matrices  # only work on matrices needs it

            return read_matrices(line)
        return read(line)

    def value(self, *arguments: Value) -> Value:
        """The rule's exact value for arguments in the order of its letters."""
        return self.function(arguments)


BIAS = {"B": (0, 1)}
"""A bias that is there, or not, is left out of a printed line."""
