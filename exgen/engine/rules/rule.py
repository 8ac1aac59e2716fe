"""What a rule is: one line in our own expression language, or a function where a line cannot say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from exgen.expressions import Node, Value, compiled, read


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A named rule: ``line`` computes ``result`` from ``letters``.

    ``title`` is what a derivation calls the result; ``neutral`` lists for a letter the values at which a printed
    derivation leaves it out (an ordinary convolution has D = 1).

    >>> Rule("positions", "positions of the kernel", "N", ("X",), "product(X)").value((26, 28))
    728
    """

    name: str
    title: str
    result: str
    letters: tuple[str, ...]
    line: str
    neutral: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    node: Node = field(init=False)
    function: Callable[[Sequence[Value]], Value] = field(init=False)

    def __post_init__(self) -> None:
        node = read(self.line)
        object.__setattr__(self, "node", node)
        object.__setattr__(self, "function", compiled(node, self.letters))

    def value(self, *arguments: Value) -> Value:
        """The rule's exact value for arguments in the order of its letters."""
        return self.function(arguments)


BIAS = {"B": (0, 1)}
"""A bias that is there, or not, is left out of a printed line."""
