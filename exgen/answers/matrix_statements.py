r"""A response in several statements: names of its own, said first or behind ``where``, and the formula that uses them.

``δ2 = a2 - y; dW2 = δ2 a1^T`` is one formula with an abbreviation. A name of the question may be said again, but not
to be something else; a gradient is what the response says it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from exgen.answers.judgement import OversizedResponse, UnreadableResponse
from exgen.answers.matrix_declared import DeclaredNames
from exgen.answers.matrix_label_names import name_of_label
from exgen.answers.passages import Passage
from exgen.expressions import Name, Node, Sequence
from exgen.expressions.nodes import walk
from exgen.expressions.patterns import pattern
from exgen.expressions.rebuilding import rebuilt

DEFINITIONS_AT_MOST = 12
"""Names that one response may define."""
PARTS_AT_MOST = 400
"""Names, numbers and operations of a formula once its abbreviations are written out."""

_LINE_END = pattern(r"\n|\\\\")
_NAMED_LINE = pattern(r"&?[^=&;\n]{1,80}&?=")
_WHERE = pattern(r" ?[,;(]? ?(?<!\w)(?:where|with|wobei|mit|avec|où) (?=[^=]{1,80}=)(?! ?[(])")
_INDEXED_LABEL = pattern(r"[^=_<>]{1,60}(?:_[^=_<>]{1,20})?_ ?\(? ?\d{0,3}([i-m](?: ?,? ?[i-m])?) ?\)?[ )]*=")
_LABEL = pattern(r"(?P<label>[^=<>:]+?) ?:?=(?!=)")


@dataclass(frozen=True, slots=True)
class Definition:
    """A name that a response defines, as its formulas have it, and what it says it is."""

    name: str
    formula: Passage


def with_statements(text: str) -> str:
    r"""A response with a semicolon for every new line, and ``\\`` of LaTeX, that begins with a name of its own.

    Every character stays in its column.

    >>> with_statements("d = a - y\ndW = d x^T")
    'd = a - y;dW = d x^T'
    """
    if "=" not in text or ("\n" not in text and "\\\\" not in text):
        return text
    lines = _LINE_END.split(text)
    whole, place = [lines[0]], len(lines[0])
    for line in lines[1:]:
        end = "\n" if text[place] == "\n" else "\\\\"
        whole += (";".ljust(len(end)) if _NAMED_LINE.match(line.lstrip()) else end, line)
        place += len(end) + len(line)
    return "".join(whole).replace("&=", " =")


def statements_of(passage: Passage, declared: DeclaredNames) -> tuple[tuple[Definition, ...], Passage]:
    """The names that a response defines, each by those before it, and the formula that it gives for an answer.

    The last statement is the answer; what stands behind ``where`` is defined first. Raises `UnreadableResponse` (code
    ``several_formulas``) for a formula without a name that is not the last.

    >>> declared = DeclaredNames(("a", "y", "x"))
    >>> found, answer = statements_of(Passage.of("d_2 = a - y; dW = d_2 x^T"), declared)
    >>> [(each.name, each.formula.text) for each in found], answer.text
    ([('d_2', 'a - y')], 'dW = d_2 x^T')
    """
    if "=" not in passage.text and ";" not in passage.text:
        return (), passage
    behind: list[Passage] = []
    if where := passage.outside_brackets(_WHERE):
        passage, behind = passage[: where[0].start()], _pieces(passage[where[0].end() :])
    pieces = _pieces(passage)
    if not behind and len(pieces) == 1:
        return (), passage
    *first, answer = pieces
    if len(behind) + len(first) > DEFINITIONS_AT_MOST:
        sentence = f"more than {DEFINITIONS_AT_MOST} names are defined"
        raise OversizedResponse("too_long", sentence, pieces[0].column)
    definitions = [_definition(piece, declared) for piece in (*behind, *first)]
    return tuple(definitions), answer


def indices_of_label(text: str) -> str:
    """The indices of the entry whose name stands in front of ``=``; "" where there are none.

    >>> indices_of_label("dW_(ij) = d_i x_j"), indices_of_label("(∂L)/(∂x_j) = W_ij"), indices_of_label("d = 2")
    ('ij', 'j', '')
    """
    if "=" not in text:
        return ""
    found = _INDEXED_LABEL.match(text)
    return found[1].replace(",", "").replace(" ", "") if found else ""


def is_gradient(text: str) -> bool:
    """Whether a side of an equation is a gradient, whatever its node is called: ``(∂L)/(∂(W)_(ij))``."""
    return text.lstrip("( ").startswith(("∂", "∇"))


def _pieces(passage: Passage) -> list[Passage]:
    """The statements that semicolons separate, or commas where each has a name."""
    pieces = [piece for piece in passage.split(";") if piece.text]
    if len(pieces) == 1 and len(parts := passage.split(",")) > 1 and all("=" in part.text for part in parts):
        return parts
    return pieces or [passage]


def _definition(piece: Passage, declared: DeclaredNames) -> Definition:
    label = _LABEL.match(piece.text)
    name = name_of_label(piece[: label.end("label")], declared) if label else None
    if label is None or name is None:
        sentence = "several formulas stand here; name the first ones, as in δ = a - y; δ x^T"
        raise UnreadableResponse("several_formulas", sentence, piece.column)
    return Definition(name, piece[label.end() :].stripped())


def written_out(tree: Node, meanings: dict[str, Node]) -> Node:
    """A formula as it was typed with what the response's own names mean, in brackets.

    Raises `OversizedResponse` (code ``too_long``) where that is too much.

    >>> from exgen.expressions.matrix_reader import written
    >>> written_out(written("d x"), {"d": written("a - y")}).left
    Sequence(items=(Binary(operator='-', left=Name(name='a'), right=Name(name='y')),))
    """
    if not meanings:
        return tree

    def meant(part: Node, _above: Node | None) -> Node:
        if not isinstance(part, Name) or part.name not in meanings:
            return part
        return Sequence((meanings[part.name],), part.column)

    whole = rebuilt(tree, meant)
    for count, _ in enumerate(walk(whole)):
        if count >= PARTS_AT_MOST:
            sentence = f"the formula has more than {PARTS_AT_MOST} parts once its names are written out"
            raise OversizedResponse("too_long", sentence)
    return whole
