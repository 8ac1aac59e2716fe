"""The formulas of a template: read from its texts, with every name accounted for."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from exgen.errors import ExpressionError, did_you_mean
from exgen.expressions import FUNCTIONS, Node, names_in, read
from exgen.questions.domains import Derived, Domain, shown


class Problems:
    """The lines about one file, as they are found: ``file: key.path: what was found; what is allowed``.

    ``paths`` are the key paths of which they speak. Of the paths ``told`` something was said already: whatever else is
    wrong there comes of it.
    """

    def __init__(self, file: str, told: Collection[str] = ()) -> None:
        self.file = file
        self.told = told
        self.lines: list[str] = []
        self.paths: list[str] = []

    def add(self, path: str, sentence: str) -> None:
        """Note what is wrong at a key path."""
        if path in self.told:
            return
        self.paths.append(path)
        self.lines.append(f"{self.file}: {path}: {sentence}")

    def formula(self, text: str, path: str, names: Collection[str], elsewhere: Mapping[str, str]) -> Node | None:
        """The formula a text says, or None after noting what is wrong with it.

        ``names`` are those it may use; ``elsewhere`` are names that mean something, but not here, each with what
        it is.

        >>> problems = Problems("question.toml")
        >>> problems.formula("P < KK", "constraints.small", ["K", "P"], {}) is None
        True
        >>> problems.lines
        ['question.toml: constraints.small: "P < KK": nothing is called KK; did you mean "K"?']
        """
        try:
            node = read(text)
        except ExpressionError as error:
            self.add(path, f"{shown(text)}: {error}")
            return None
        unknown = [name for name in names_in(node) if name not in names]
        for name in unknown:
            if name in elsewhere:
                self.add(path, f"{shown(text)}: {name} is {elsewhere[name]}")
            else:
                hint = did_you_mean(name, {*names, *FUNCTIONS}) if names else "no names are allowed here"
                self.add(path, f"{shown(text)}: nothing is called {name}; {hint}")
        return None if unknown else node


def derived_order(parameters: Mapping[str, Domain]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The derived parameters, each after those it is worked out from; and those that depend on themselves.

    >>> from exgen.expressions import read
    >>> formulas = {"A": "B + 1", "B": "2C", "D": "E", "E": "D"}
    >>> derived_order({name: Derived(read(text), text) for name, text in formulas.items()})
    (('B', 'A'), ('D', 'E'))
    """
    waiting = {
        name: {used for used in names_in(domain.node) if isinstance(parameters.get(used), Derived)}
        for name, domain in parameters.items()
        if isinstance(domain, Derived)
    }
    ordered: list[str] = []
    while ready := [name for name, used in waiting.items() if used <= set(ordered)]:
        ordered += ready
        for name in ready:
            del waiting[name]
    return tuple(ordered), tuple(waiting)
