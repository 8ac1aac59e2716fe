"""Steps being laid: which rule, at which place, on which slots.

A *slot* is a number: first come the leaves (numbers of the network: sizes, channels, strides), then one slot for
each step, in an order in which every step reads earlier slots only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from exgen.engine.rules import RULES, Rule

Argument = int | tuple[int, ...]


class Place(NamedTuple):
    """Where a rule is applied: a layer (None: the whole network) and a spatial axis (None: all of them)."""

    layer: int | None = None
    axis: int | None = None


class Leaf(NamedTuple):
    """A number of the network: argument ``name`` of layer ``layer`` (None: the network's input), at ``axis``."""

    layer: int | None
    name: str
    axis: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One application of a rule.

    ``arguments`` are slots, in the order of the rule's letters; a tuple of slots stands for a letter whose value is
    a tuple (the sides of a kernel).
    """

    rule: Rule
    place: Place
    arguments: tuple[Argument, ...]
    sources: tuple[int, ...] = field(init=False, compare=False, repr=False)
    """The slots the step reads."""

    def __post_init__(self) -> None:
        flat: list[int] = []
        for argument in self.arguments:
            flat += argument if isinstance(argument, tuple) else (argument,)
        object.__setattr__(self, "sources", tuple(flat))

    @property
    def order(self) -> tuple[int, ...]:
        """Sorted by it, steps stand layer by layer, in a layer axis by axis, then rule by rule, whenever laid.

        What belongs to the whole network, or to all axes of a layer, comes last.
        """
        layer, axis = self.place
        return (layer is None, layer or 0, axis is None, axis or 0, RULES.place_of(self.rule.name))

    @property
    def lengths(self) -> tuple[int | None, ...]:
        """For each letter, how many members its tuple has; None for a letter that is one number."""
        return tuple(len(argument) if isinstance(argument, tuple) else None for argument in self.arguments)


class Layout:
    """Grows while a network's quantities are laid. The same rule at the same place on the same slots is one step.

    >>> layout = Layout({Leaf(None, "input", 0): 0, Leaf(0, "bias"): 1})
    >>> layout.step("linear_biases", Place(0), F_out=0, B=1, F_in=0)
    2
    """

    def __init__(self, leaves: dict[Leaf, int]) -> None:
        self.leaves = leaves
        self.steps: list[Step] = []
        self.slots: dict[tuple[str, Place, tuple[Argument, ...]], int] = {}

    def step(self, rule: str, place: Place, **arguments: Argument) -> int:
        """The slot of a step; ``arguments`` are named by the rule's letters."""
        found = RULES[rule]
        letters = found.letters
        assert arguments.keys() == set(letters), f"{rule} takes {letters}, not {tuple(arguments)}"
        given = tuple([arguments[letter] for letter in letters])
        key = (rule, place, given)
        slot = self.slots.get(key)
        if slot is None:
            slot = self.slots[key] = len(self.leaves) + len(self.steps)
            self.steps.append(Step(found, place, given))
        return slot
