"""The names an author gives, and the ones that are taken: a name means one thing in formulas and in statements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from exgen.expressions import ALIASES, FUNCTIONS

NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")
"""A letter, then letters and digits, with single underscores between them: what formulas read as one name."""

TAKEN: Mapping[str, str] = {
    **dict.fromkeys((*FUNCTIONS, *ALIASES), "a function of formulas"),
    **dict.fromkeys(("and", "or", "not", "in", "True", "False"), "a word of formulas"),
    "network": "the name of the template's network",
    "graph": "the name of the template's graph",
    "conventions": "the name of the sentences of the conventions",
    "layer": "the layer of a row in an answer with each",
    **dict.fromkeys(
        ("is", "if", "elif", "else", "for", "set", "loop", "range", "self", "true", "false", "none", "None"),
        "a word of statements",
    ),
}
"""The names nobody can give, and what they mean already."""


def name_problems(named: Iterable[tuple[str, str]], file: str) -> list[str]:
    """A line for every name that is none, is taken, or is given twice; ``named`` are pairs of name and key path.

    >>> name_problems([("H", "parameters.H"), ("floor", "symbols.floor"), ("H", "answers.H")], "question.toml")
    ['question.toml: symbols.floor: floor is a function of formulas; choose another name', \
'question.toml: answers.H: H is the name of parameters.H too; choose another name for one of them']
    """
    problems = []
    first: dict[str, str] = {}
    for name, path in named:
        if not NAME.fullmatch(name):
            problems.append(
                f'{file}: {path}: "{name}" is no name; a name is letters and digits, a letter first,'
                " with single underscores between them"
            )
        elif name in TAKEN:
            problems.append(f"{file}: {path}: {name} is {TAKEN[name]}; choose another name")
        elif name in first:
            problems.append(
                f"{file}: {path}: {name} is the name of {first[name]} too; choose another name for one of them"
            )
        first.setdefault(name, path)
    return problems
