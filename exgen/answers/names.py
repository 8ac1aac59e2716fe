"""Names in a typed formula, met with the declared ones: ``m1`` and ``M_1`` for M1, ``K1K2`` for a product."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from exgen import expressions
from exgen.answers.judgement import UnreadableResponse
from exgen.answers.passages import Passage
from exgen.errors import did_you_mean
from exgen.expressions.patterns import pattern
from exgen.expressions.tokens import GREEK

FUNCTION_NAMES = frozenset((*expressions.FUNCTIONS, *expressions.ALIASES))
_NUMBER_NAMES = ("e", "pi", "π")

_ROUNDED = dict.fromkeys(("int", "trunc", "fix", "round", "rnd"), "write floor(...) or ceil(...)") | {
    "lg": "write log10(x) or log2(x)"
}
_WORD = pattern(r"[^\W\d]\w*")


def with_declared_names(passage: Passage, declared: Sequence[str], *, is_real: bool = False) -> Passage:
    """The passage with every name spelt as it was declared, where only one declared name can be meant.

    Case and underscores are overlooked only then. A name that is a row of declared names is their product, over the
    reals (``is_real``) also with numbers such as e, and with a function that is called at its end.

    >>> with_declared_names(Passage.of("Floor(m_1/2) + K1K2"), ["M1", "K1", "K2"]).text
    'floor(M1/2) + K1 K2'
    >>> with_declared_names(Passage.of("xe^x + xTanh(x)"), ["x"], is_real=True).text
    'x e^x + x tanh(x)'
    """
    functions = FUNCTION_NAMES | expressions.REAL_NAMES if is_real else FUNCTION_NAMES
    spelt = {name: name for name in declared}
    changes = []
    for word in _WORD.finditer(passage.text):
        if word[0] in spelt:
            continue
        is_called = passage.text[word.end() :].lstrip().startswith(("(", "["))
        replacement: str | None
        if GREEK.get(word[0]) in spelt:
            replacement = GREEK[word[0]]
        elif is_called and word[0].lower() in functions:
            replacement = word[0].lower()
        elif (is_real and word[0] in functions) or word[0].lower() == "mod":
            replacement = word[0] if is_real and word[0] in functions else _only_likeness(word[0], declared) or "mod"
        else:
            replacement = _only_likeness(word[0], declared) or product_of_names(word[0], declared)
            if replacement is None and is_real:
                replacement = _product_over_reals(word[0], declared, is_called=is_called)
        if replacement and replacement != word[0]:
            changes.append((word.start(), word.end(), replacement))
    return passage.rewritten(changes)


def check_names(node: expressions.Node, declared: Sequence[str], passage: Passage) -> None:
    """Raise `UnreadableResponse` (code ``unknown_name``) for the first name that is not declared."""
    for part in expressions.walk(node):
        if isinstance(part, expressions.Name) and part.name not in declared:
            hint = _ROUNDED.get(part.name.casefold()) or (
                did_you_mean(part.name, declared) if declared else "a number is asked"
            )
            column = passage.column_at(part.column - 1) if part.column else 0
            raise UnreadableResponse("unknown_name", f'"{part.name}" is not known here', column, suggestion=hint)


def _only_likeness(word: str, declared: Sequence[str]) -> str | None:
    """The one declared name that a word is, apart from case and underscores."""
    same = {name for name in declared if _folded(name) == _folded(word)}
    return same.pop() if len(same) == 1 else None


def _folded(name: str) -> str:
    folded = name.replace("_", "").casefold()
    return GREEK.get(folded, folded)


def _product_over_reals(word: str, declared: Sequence[str], *, is_called: bool) -> str | None:
    """A row of declared names and numbers such as e, before a function if one is called at the end."""
    names = (*declared, *(name for name in _NUMBER_NAMES if name not in declared))
    if not is_called:
        return product_of_names(word, names)
    functions = FUNCTION_NAMES | expressions.REAL_NAMES
    for length in range(1, len(word)):
        function = word[length:].lower()
        if function in functions and (row := product_of_names(word[:length], names)):
            return f"{row} {function}"
    return product_of_names(word, names)


def product_of_names(word: str, declared: Sequence[str]) -> str | None:
    """Declared names, with blanks between them, if a word is a row of them in just one way.

    Each may have its underscore or not: ``K_1K_2`` and ``K1K2`` are the same row.

    >>> product_of_names("K_1C_in", ["K1", "K2", "C_in"])
    'K1 C_in'
    """
    spellings = _spellings(tuple(declared))
    fitting = [spelling for spelling in spellings if spelling in word]
    ways = [1] + [0] * len(word)  # in how many ways the first characters are a row of declared names
    last = [""] * (len(word) + 1)
    for end in range(1, len(word) + 1):
        for spelling in fitting:
            if word.endswith(spelling, 0, end) and ways[end - len(spelling)]:
                ways[end] += ways[end - len(spelling)]
                last[end] = spelling
    if ways[-1] != 1:
        return None
    names = []
    end = len(word)
    while end:
        names.append(spellings[last[end]])
        end -= len(last[end])
    return " ".join(reversed(names))


@lru_cache(maxsize=256)
def _spellings(declared: tuple[str, ...]) -> dict[str, str]:
    """How each declared name may stand in a row: as it is, without its underscores, with one behind its first letter.

    A spelling that two names share is none.

    >>> _spellings(("K1", "C_in", "Cin"))
    {'K1': 'K1', 'K_1': 'K1', 'Cin': 'Cin', 'C_in': 'C_in'}
    """
    found: dict[str, str] = {}
    for name in filter(None, declared):
        bare = name.replace("_", "")
        for spelling in (bare, f"{bare[:1]}_{bare[1:]}" if len(bare) > 1 else bare):
            found[spelling] = name if found.get(spelling, name) == name else ""
    found |= {name: name for name in declared if name}
    return {spelling: name for spelling, name in found.items() if name}
