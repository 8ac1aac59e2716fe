"""Names in a typed formula, met with the declared ones: ``m1`` and ``M_1`` for M1, ``K1K2`` for a product."""

from __future__ import annotations

import re
from collections.abc import Sequence

from exgen import expressions
from exgen.answers.judgement import UnreadableResponse
from exgen.answers.passages import Passage
from exgen.errors import did_you_mean

FUNCTION_NAMES = frozenset((*expressions.FUNCTIONS, *expressions.ALIASES))

_WORD = re.compile(r"[^\W\d]\w*")


def with_declared_names(passage: Passage, declared: Sequence[str]) -> Passage:
    """The passage with every name spelt as it was declared, where only one declared name can be meant.

    Case and underscores are overlooked only then. A name that is a row of declared names is their product.

    >>> with_declared_names(Passage.of("Floor(m_1/2) + K1K2"), ["M1", "K1", "K2"]).text
    'floor(M1/2) + K1 K2'
    """
    spelt = {name: name for name in declared}
    changes = []
    for word in _WORD.finditer(passage.text):
        if word[0] in spelt:
            continue
        is_called = passage.text[word.end() :].lstrip().startswith("(")
        replacement: str | None
        if is_called and word[0].lower() in FUNCTION_NAMES:
            replacement = word[0].lower()
        else:
            replacement = _only_likeness(word[0], declared) or product_of_names(word[0], declared)
        if replacement and replacement != word[0]:
            changes.append((word.start(), word.end(), replacement))
    return passage.rewritten(changes)


def check_names(node: expressions.Node, declared: Sequence[str], passage: Passage) -> None:
    """Raise `UnreadableResponse` (code ``unknown_name``) for the first name that is not declared."""
    for part in expressions.walk(node):
        if isinstance(part, expressions.Name) and part.name not in declared:
            hint = did_you_mean(part.name, declared) if declared else "a number is asked"
            column = passage.column_at(part.column - 1) if part.column else 0
            raise UnreadableResponse("unknown_name", f'"{part.name}" is not known here; {hint}', column)


def _only_likeness(word: str, declared: Sequence[str]) -> str | None:
    """The one declared name that a word is, apart from case and underscores."""
    same = {name for name in declared if _folded(name) == _folded(word)}
    return same.pop() if len(same) == 1 else None


def _folded(name: str) -> str:
    return name.replace("_", "").casefold()


def product_of_names(word: str, declared: Sequence[str]) -> str | None:
    """Declared names, with blanks between them, if a word is a row of them in just one way."""
    ways = [1] + [0] * len(word)  # in how many ways the first characters are a row of declared names
    last = [""] * (len(word) + 1)
    for end in range(1, len(word) + 1):
        for name in declared:
            if name and word.endswith(name, 0, end) and ways[end - len(name)]:
                ways[end] += ways[end - len(name)]
                last[end] = name
    if ways[-1] != 1:
        return None
    names = []
    end = len(word)
    while end:
        names.append(last[end])
        end -= len(last[end])
    return " ".join(reversed(names))
