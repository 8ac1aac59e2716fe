"""How a derivation prints the letters of rules, and what it does where a network has the same letters for other things.

A rule counts N positions; a network may have N filters. In a line with both, the rule's letter gets a prime.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from exgen.engine.formulas import Quantity
from exgen.expressions import Name, Node, names_in, show

INPUT_SIZE = "H"
"""The letter of rules for the size that goes into a layer on one axis."""

_LETTERS = {"length": "L", "height": "H", "width": "W", "depth": "Z"}


class Naming(NamedTuple):
    """What the printed names of letters depend on (see ``names``); ``taken`` are those that mean something else."""

    side: str
    axes: tuple[str, ...]
    is_of_input: bool
    taken: frozenset[str] = frozenset()

    def names(self, letters: Iterable[str]) -> dict[str, str]:
        """How letters are printed on one side of a layer with these axes; K.0, K.1 are a tuple's members.

        The sizes of the input (``is_of_input``) come out of no layer. Taken ones get a prime, the size that goes in
        its name.

        >>> Naming("height", ("height", "width"), False).names(["O", "K.1"])["K.1"]
        'K_{w}'
        >>> Naming("", (), False, frozenset({"N", "H"})).names(["N", "H"])["N"]
        "N'"
        """
        letter = _LETTERS[self.side] if self.side else "H"
        names = {INPUT_SIZE: letter, "O": f"{letter}_{{\\text{{out}}}}"}
        names |= {"H_min": f"{letter}_{{\\min}}", "H_max": f"{letter}_{{\\max}}", "A_max": r"A_{\text{max}}"}
        for index, axis in enumerate(self.axes):
            names |= {f"K.{index}": "K" if len(self.axes) == 1 else f"K_{{{axis[0]}}}", f"I.{index}": _LETTERS[axis]}
            names[f"X.{index}"] = _LETTERS[axis] if self.is_of_input else f"{_LETTERS[axis]}_{{\\text{{out}}}}"
        if self.taken:
            for name in letters:
                shown = show(Name(name), "latex", names)
                if shown in self.taken:
                    names[name] = f"{shown}_{{\\text{{in}}}}" if name == INPUT_SIZE else f"{shown}'"
        return names


def names_among(values: Iterable[Quantity]) -> frozenset[str]:
    """The network's own letters in values, as they are printed."""
    letters = {name for value in values if isinstance(value, Node) for name in names_in(value)}
    return frozenset([show(Name(letter), "latex") for letter in letters])


def is_another(shown: str, value: Quantity) -> bool:
    """Whether a rule's letter, printed so, does not stand for the very letter of the network.

    >>> is_another("K", Name("K")), is_another("K", 3)
    (False, True)
    """
    return not (isinstance(value, Name) and show(value, "latex") == shown)
