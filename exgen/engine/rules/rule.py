"""What a rule is: one line in our own expression language, or a function where a line cannot say it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from exgen.engine.written import Written
from exgen.errors import ExpressionError
from exgen.expressions import Call, Name, Node, Value, compiled, read
from exgen.expressions.matrix_reader import read_matrices


def value_of_no_number(_arguments: Sequence[Value]) -> Value:
    """The function of a rule of matrices: its letters stand for matrices, and numbers for none of them."""
    raise ExpressionError("needs_formulas", "a rule of matrices is run on formulas")


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A named rule: ``line`` computes ``result`` from ``letters``.

    ``title`` is what a derivation calls the result; ``neutral`` lists for a letter the values at which a printed
    derivation leaves it out (an ordinary convolution has D = 1).

    A *computed* rule has a function of its letters, ``computed``, in place of a line (what it does to matrices, no
    line can say); ``written`` gives the lines that a derivation prints for it, from its value and its letters' values.
    It works on numbers only, never on formulas. Mistakes replace its letters as they do those of a line.

    A rule *of matrices* has a matrix expression as its line. It is run by putting formulas in, which are then made tidy
    and never folded: factors keep their order. It has no value on numbers.

    >>> Rule("positions", "positions of the kernel", "N", ("X",), "product(X)").value((26, 28))
    728
    >>> Rule("longest", "longest side", "L", ("X",), computed=max).value((26, 28))
    28
    """

    name: str
    title: str
    result: str
    letters: tuple[str, ...]
    line: str = ""
    neutral: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    computed: Callable[..., Any] | None = None
    written: Callable[..., Iterable[Written]] | None = None
    is_of_matrices: bool = False
    node: Node = field(init=False)
    function: Callable[[Sequence[Value]], Value] = field(init=False)

    def __post_init__(self) -> None:
        computed = self.computed
        if computed is None:
            node = self.read(self.line)
            function = value_of_no_number if self.is_of_matrices else compiled(node, self.letters)
        else:
            node = Call(Name(self.name), tuple(map(Name, self.letters)))

            def function(arguments: Sequence[Value]) -> Value:
                return computed(*arguments)  # type: ignore[no-any-return]  # matrices hold numbers known between two ends

        object.__setattr__(self, "node", node)
        object.__setattr__(self, "function", function)

    def read(self, line: str) -> Node:
        """A line in the language of this rule's own one."""
        return read_matrices(line) if self.is_of_matrices else read(line)

    def value(self, *arguments: Value) -> Value:
        """The rule's exact value for arguments in the order of its letters."""
        return self.function(arguments)


BIAS = {"B": (0, 1)}
"""A bias that is there, or not, is left out of a printed line."""
