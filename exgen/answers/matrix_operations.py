r"""What is done to a typed matrix as a whole: a factor before or behind it, a transpose, other rows, in any notation.

``1/2 [[1, 2], [3, 4]]``, ``2*np.array(...)``, ``[[1, 2]].T``, ``\frac12\begin{bmatrix}...^\top``, ``t(...)``,
``np.array([1, 2, 3, 4]).reshape(2, 2)``
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from exgen.answers.formulas import Exact
from exgen.answers.judgement import UnreadableResponse
from exgen.answers.latex import without_latex
from exgen.answers.latex_matrices import ENTRIES_AT_MOST
from exgen.answers.look_alikes import CHARACTERS_AT_MOST, check_length
from exgen.answers.passages import Passage
from exgen.expressions.patterns import pattern

Grid: TypeAlias = "tuple[tuple[Exact | None, ...], ...]"
"""A matrix as it was typed: None is an entry left blank."""

_BEGIN = pattern(r"(?:\\left ?[(\[.|] ?|\\[(\[,;!] ?|\\displaystyle ?|[(\[$ \n])*\\begin")
_END = pattern(r"\\end ?\{[A-Za-z]{1,20}\*?\}(?: ?\\right ?[)\].|]| ?[)\]$])*")
_IN_LATEX = pattern(r"\\begin|\\p?matrix|\\\\|&")
_NAME = pattern(r"(?:[^\W\d]\w*\s*\.\s*)?[^\W\d]\w*\s*$")
_TIMES = pattern(r"(?:[*\N{MULTIPLICATION SIGN}]|\\(?:cdot|times)|\\[,;]|\\)$")
_TRANSPOSED = pattern(
    r"\s*(?:\.\s*(?:m?T(?!\w)|(?:transpose|t)\s*\(\s*(?:-?\d\s*,\s*-?\d\s*)?\))"
    r"|\^\s*(?:\{\s*)?\(?\s*(?:\\(?:top|intercal|mathsf|mathrm|text)(?![a-z])\s*)?"
    r"(?:\{?\s*[Tt\N{DOWN TACK}]\s*\}?)?\s*\)?(?:\s*\})?"
    r"|\.?'|[\N{MODIFIER LETTER CAPITAL T}\N{DOWN TACK}\N{MODIFIER LETTER SMALL T}])\s*"
)
_DIVIDED = pattern(r"\s*/\s*([0-9]{1,9})\s*")
_MULTIPLIED = pattern(
    r"\s*[*\N{MULTIPLICATION SIGN}]\s*([-+]?[0-9]{1,9}(?:[./][0-9]{1,9})?|\([-+]?[0-9]{1,9}(?:[./][0-9]{1,9})?\))\s*"
)
_TURNING = pattern(r"(?:(?:np|numpy|torch|jnp|tf)\s*\.\s*transpose|t|transpose|Transpose)\s*(?=[(\[])")
_RESHAPED = pattern(r"\.\s*(?:reshape|view)\s*\(\s*[(\[]?\s*(-1|[0-9]{1,4})\s*,\s*(-1|[0-9]{1,4})\s*[)\]]?\s*\)$")
_AXES = pattern(r"\s*,\s*-?\d\s*,\s*-?\d\s*$")
_OF_NUMBERS = pattern(r"[\[(] ?[-+]?[0-9./]{1,30}(?: +[-+]?[0-9./]{1,30})+ ?[)\]]")
_SEPARATES = frozenset(",;&\n\t[")
_PAIRS_AT_MOST = ENTRIES_AT_MOST**2
_TURNINGS_AT_MOST = 3
"""So many calls of a transpose may stand in each other; further ones are no more looked for."""


@dataclass(frozen=True, slots=True)
class Operations:
    """What is done to a matrix: a factor for each of its entries, then perhaps a transpose, then perhaps other rows.

    ``size`` is that of the rows and columns into which the entries go, row by row, -1 for what the other one leaves.
    """

    factor: Fraction = Fraction(1)
    is_turned: bool = False
    size: tuple[int, int] | None = None

    def done_to(self, grid: Grid) -> Grid:
        """The matrix that comes out; raises `UnreadableResponse` where its entries do not fill ``size``.

        >>> Operations(size=(2, -1)).done_to(((1, 2, 3, None),))
        ((1, 2), (3, None))
        """
        if self.factor != 1:
            grid = tuple(tuple(None if entry is None else _exact(self.factor * entry) for entry in row) for row in grid)
        if self.is_turned:
            grid = tuple(zip(*grid, strict=True))
        return grid if self.size is None else _in_rows([entry for row in grid for entry in row], *self.size)


def without_operations(
    passage: Passage, number: Callable[[Passage], int | Fraction], turnings: int = _TURNINGS_AT_MOST
) -> tuple[Passage, Operations]:
    """A passage without what is done to the one matrix in it, and what that is.

    ``number`` reads a factor; so many ``turnings`` such as ``t(...)`` may stand in each other. What is no matrix with
    a factor or a transpose is returned as it is.

    >>> from exgen.answers.formulas import number_of
    >>> from exgen.answers.digits import Meaning
    >>> inner, done = without_operations(Passage.of("1/2 [[1, 2]].T"), lambda side: number_of(side, Meaning.DOTTED))
    >>> inner.text, done
    ('[[1, 2]]', Operations(factor=Fraction(1, 2), is_turned=True, size=None))
    """
    if "\\" in passage.text and not _IN_LATEX.search(passage.text):
        check_length(passage, CHARACTERS_AT_MOST)
        passage = without_latex(passage)
    if reshaped := _RESHAPED.search(passage.text):
        inside = passage[: reshaped.start()].stripped()
        inner, done = without_operations(inside, number, turnings) if turnings else (inside, Operations())
        return inner, replace(done, size=(int(reshaped[1]), int(reshaped[2])))
    if turnings and (turning := _TURNING.match(passage.text)):
        inside = passage[turning.end() :].unwrapped()
        if len(inside) < len(passage) - turning.end():
            axes = _AXES.search(inside.text)
            inner, done = without_operations(
                inside[: axes.start()].stripped() if axes else inside, number, turnings - 1
            )
            return inner, Operations(done.factor, not done.is_turned)
    found = _latex_matrix(passage) if "\\begin" in passage.text else _bracketed_matrix(passage)
    if found is None:
        return passage, Operations()
    start, end = found
    before, behind = passage[:start], passage[end:]
    try:
        operations = _behind(behind.text, Operations(_factor(before, number)))
    except UnreadableResponse:
        return passage, Operations()
    if operations is None or operations == Operations():
        return passage, Operations()
    return passage[start:end], operations


def _in_rows(entries: list[Exact | None], rows: int, columns: int) -> Grid:
    """Entries in so many rows and columns, one of which may be -1."""
    count = len(entries)
    if columns == -1:
        columns = count // rows if rows > 0 else 0
    elif rows == -1:
        rows = count // columns if columns else 0
    if rows * columns != count or rows < 1:
        sentence = f"a matrix of {count} {'entry' if count == 1 else 'entries'} has no such rows and columns"
        raise UnreadableResponse("wrong_number_of_entries", sentence)
    return tuple(tuple(entries[start : start + columns]) for start in range(0, count, columns))


def _exact(value: Fraction) -> Exact:
    return value.numerator if value.denominator == 1 else value


def _latex_matrix(passage: Passage) -> tuple[int, int] | None:
    """Where the environment of a matrix begins and ends, with the brackets around it."""
    text = passage.text
    if text.count("\\begin") != 1 or text.count("\\end") != 1:
        return None
    begin, end = _BEGIN.search(text), _END.search(text)
    return (begin.start(), end.end()) if begin and end and begin.end() < end.start() else None


def _bracketed_matrix(passage: Passage) -> tuple[int, int] | None:
    """Where the one pair of brackets with several entries in it begins and ends, with the name of a function before."""
    groups: list[tuple[int, int]] = []
    opened: int | None = None
    for index, depth in passage.brackets():
        if depth:
            continue
        if passage.text[index] in "([{":
            opened = index
        elif opened is None or len(groups) > _PAIRS_AT_MOST:  # what closes nothing, or far too much: no matrix
            return None
        else:
            groups.append((opened, index + 1))
            opened = None
    matrices = [
        group
        for group in groups
        if _SEPARATES.intersection(passage.text[group[0] + 1 : group[1] - 1])
        or _OF_NUMBERS.fullmatch(passage.text[slice(*group)])
    ]
    if len(matrices) != 1:
        return None
    start, end = matrices[0]
    if name := _NAME.search(passage.text[:start]):
        start = name.start()
    return start, end


def _factor(before: Passage, number: Callable[[Passage], int | Fraction]) -> Fraction:
    """The number in front of a matrix, 1 where there is none; raises `UnreadableResponse` for anything else."""
    text = before.text.rstrip()
    times = _TIMES.search(text)
    factor = before[: times.start() if times else len(text)].stripped("$ \n")
    if factor.text in ("", "+"):
        return Fraction(1)
    if factor.text == "-":
        return Fraction(-1)
    if "\n" in factor.text or "\t" in factor.text or "," in factor.text:
        raise UnreadableResponse("not_one_number", "one number is needed before a matrix", factor.column)
    plain = without_latex(factor) if "\\" in factor.text else factor
    return Fraction(number(plain))


def _behind(text: str, done: Operations) -> Operations | None:
    """What is done behind a matrix; None where something else stands there."""
    text = text.strip("$. \n") if not text.lstrip().startswith(".") else text.rstrip("$ \n")
    while text:
        if found := _TRANSPOSED.match(text):
            if found[0].strip() in ("^", "^{", "^("):
                return None
            done = Operations(done.factor, not done.is_turned)
        elif (found := _DIVIDED.match(text)) and int(found[1]):
            done = Operations(done.factor / int(found[1]), done.is_turned)
        elif found := _MULTIPLIED.match(text):
            done = Operations(done.factor * Fraction(found[1].strip("()")), done.is_turned)
        else:
            return None
        text = text[found.end() :]
    return done
