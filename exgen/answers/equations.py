"""Chains of equations: what stands on their sides, the names at their ends, and the one value of all sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence as Values
from typing import TypeVar

from exgen.answers.judgement import RefutedResponse, UnreadableResponse
from exgen.answers.passages import Passage
from exgen.expressions.patterns import pattern
from exgen.expressions.real_names import CONSTANT_NAMES

ValueT = TypeVar("ValueT")

_NAME = pattern(r"[^\W\d][\w '.]*(?:\([\w ]*\))?")
_WORD = pattern(r"[^\W\d]\w*")
_VALUES = CONSTANT_NAMES | {"true", "false", "none", "nothing", "nan", "inf", "infinity", "oo"}
_LABEL = pattern(r"[^\W\d]\w*\s*(?:=(?!=)|\N{ELEMENT OF})")
_EQUALS = pattern(r"(?<![<>!:=])(?:==?|:=)(?!=)")


def sides_of(passage: Passage, symbols: Values[str] = (), *, may_end_in_name: bool = True) -> list[Passage]:
    """The sides of a chain of equations, without the name that it may begin or end with (unless it is a symbol).

    >>> [side.text for side in sides_of(Passage.of("H_out = 3*9 = 27"))]
    ['3*9', '27']
    >>> [side.text for side in sides_of(Passage.of("27 = H_out"))]
    ['27']
    """
    if "=" not in passage.text:
        return [passage]
    depths = passage.depths()
    sides = []
    start = 0
    for sign in _EQUALS.finditer(passage.text):
        if not depths[sign.start()]:
            sides.append(passage[start : sign.start()].stripped())
            start = sign.end()
    sides.append(passage[start:].stripped())
    is_label = not sides[0].text or _NAME.fullmatch(sides[0].text)
    if len(sides) > 1 and is_label and sides[0].text not in symbols:
        del sides[0]
    elif may_end_in_name and len(sides) > 1 and _is_label_behind(sides[-1].text, symbols):
        del sides[-1]
    if not all(side.text for side in sides):
        raise UnreadableResponse("empty_side", "nothing stands on one side of =")
    return sides


def _is_label_behind(text: str, symbols: Values[str]) -> bool:
    """Whether the last side of a chain is a name that says nothing of its value."""
    return bool(_WORD.fullmatch(text)) and text not in symbols and text.casefold() not in _VALUES


def agreed_value(sides: Values[Passage], values: Values[ValueT], show: Callable[[ValueT], str]) -> ValueT:
    """The one value of all sides of a chain of equations.

    Raises `RefutedResponse` with code ``sides_differ`` at the first side that fails: whatever the key is,
    that chain says something wrong.
    """
    for side, value in zip(sides[1:], values[1:], strict=True):
        if value != values[0]:
            typed, meant = shortened(side.text), show(value)
            found = f"not {typed}" if typed == meant else f"but {typed} is {meant}"
            sentence = f"{shortened(sides[0].text)} is {show(values[0])}, {found}"
            raise RefutedResponse("sides_differ", sentence, side.column, read_as=show(values[-1]))
    return values[-1]


def labelled_pieces(passage: Passage) -> list[Passage]:
    """The pieces of a list whose pieces begin with ``name =``, each with its own name; [] for anything else.

    >>> [piece.text for piece in labelled_pieces(Passage.of("(H = 25, W = 28)"))]
    ['H = 25', 'W = 28']
    """
    pieces = passage.unwrapped().split(",;")
    labels = [label[0] for piece in pieces if (label := _LABEL.match(piece.text))]
    return pieces if len(pieces) > 1 and len(set(labels)) == len(pieces) else []


def shortened(text: str) -> str:
    """A stretch of a response as a message quotes it."""
    return text if len(text) <= 40 else text[:37] + "..."
