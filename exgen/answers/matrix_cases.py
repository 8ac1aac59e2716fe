r"""Cases of LaTeX in a typed matrix expression, ``\begin{cases} 1 & z > 0 \\ 0 & z \le 0 \end{cases}``, as a choice."""

from __future__ import annotations

from exgen.answers.judgement import UnreadableResponse
from exgen.answers.passages import Passage
from exgen.expressions.patterns import pattern

_BEGIN = pattern(r"\\begin ?\{[dr]?cases\}")
_END = pattern(r"\\end ?\{[dr]?cases\}")
_LINE_END = pattern(r"\\\\|\n(?=[^\n]*&)")
_WORDS = pattern(r"\\(?:text|mathrm|textrm|mbox) ?\{([A-Za-z ,:]{0,30})\}|\\(?:quad|qquad|;|,|!|:)")
_IF = pattern(r"^(?:if|for|when|where|falls|wenn|für|si) |[ .,;:]+$")
_SIGN = pattern(r"<=|>=|\\(?:leqslant|geqslant|leq|geq|le|ge|lt|gt)(?![A-Za-z])|[<>≤≥]")
_OTHERWISE = frozenset({"otherwise", "else", "elsewhere", "sonst", "andernfalls", "sinon", "autrement", "ansonsten"})
_ABOVE = frozenset({">", ">=", "≥", "\\gt", "\\ge", "\\geq", "\\geqslant"})
_FORM = r"cases are read with two lines, as in \begin{cases} 1 & z > 0 \\ 0 & \text{otherwise} \end{cases}"


def with_cases(passage: Passage) -> Passage:
    r"""The passage with ``where(z > 0, 1, 0)`` for cases of two lines.

    Raises `UnreadableResponse` (code ``cases``) for others: of more lines, or two that are not each other's opposite.

    >>> with_cases(Passage.of(r"\begin{cases} 1 & \text{if } z > 0 \\ 0 & z \le 0 \end{cases}")).text
    ' where(z > 0, 1, 0) '
    """
    text, changes, done = passage.text, [], 0
    while begin := _BEGIN.search(text, done):
        end = _END.search(text, begin.end())
        if end is None:
            raise _unread(passage, begin.start())
        chosen = _choice(text[begin.end() : end.start()])
        if chosen is None:
            raise _unread(passage, begin.start())
        done = end.end()
        changes.append((begin.start(), done, f" where({', '.join(chosen)}) "))
    return passage.rewritten(changes)


def _choice(lines: str) -> tuple[str, str, str] | None:
    """A condition, what is taken where it is met, and what elsewhere; None for anything but two opposite cases."""
    rows = [row.split("&") for row in _LINE_END.split(lines) if row.strip()]
    if len(rows) != 2 or any(len(row) != 2 for row in rows):
        return None
    (first, one), (second, other) = rows
    met, otherwise = first.strip(" ,"), second.strip(" ,")
    condition, opposite = _condition(one), _condition(other)
    against = _compared(opposite)
    if condition in _OTHERWISE or (against is not None and against[1] in _ABOVE):
        condition, opposite, met, otherwise = opposite, condition, otherwise, met
    compared = _compared(condition)
    if compared is None or not met or not otherwise:
        return None
    if opposite in _OTHERWISE:
        return condition, met, otherwise
    against = _compared(opposite)
    if against is None or (against[0], against[2]) != (compared[0], compared[2]):
        return None
    return (condition, met, otherwise) if (against[1] in _ABOVE) != (compared[1] in _ABOVE) else None


def _condition(text: str) -> str:
    plain = _WORDS.sub(lambda found: f" {found[1] or ''} ", text).strip()
    while (shorter := _IF.sub("", plain).strip()) != plain:
        plain = shorter
    return plain


def _compared(condition: str) -> tuple[str, str, str] | None:
    signs = list(_SIGN.finditer(condition))
    if len(signs) != 1:
        return None
    (sign,) = signs
    return "".join(condition[: sign.start()].split()), sign[0], "".join(condition[sign.end() :].split())


def _unread(passage: Passage, place: int) -> UnreadableResponse:
    return UnreadableResponse("cases", _FORM, passage.column_at(place))
