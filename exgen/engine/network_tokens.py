"""The text of a network, cut into words, numbers and signs, with its brackets paired."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from exgen.errors import NetworkError
from exgen.expressions.patterns import pattern

_PIECE = pattern(
    r"[^\S\n]*+(?:"  # blanks before it; possessive, so that none of them is ever a sign
    r"(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)"
    r"|(?P<number>\d+)"
    r"|(?P<string>\"[^\"\n]*\"|'[^'\n]*')"
    r"|(?P<sign>.|\n))"
)
_COMMENT = pattern(r"#[^\n]*")
ITEM_ENDS = frozenset({"\n", ";", ","})
"""What stands between two items."""
_CLOSING = {"(": ")", "[": "]"}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}


class Piece(NamedTuple):
    """A word, a number, a text in quotes or a sign, and where in the source it stands."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends: the place behind it."""
        return self.start + len(self.text)


class Tokens(NamedTuple):
    """The pieces of a text; ``closing`` leads from the index of an opening bracket to that of its partner."""

    source: str
    pieces: tuple[Piece, ...]
    closing: dict[int, int]

    def top(self, start: int, stop: int) -> list[int]:
        """The indices from start to stop outside brackets; a bracketed group counts as its opening one.

        >>> tokens = network_tokens("Conv2d(3, 16); ReLU")
        >>> [tokens.pieces[index].text for index in tokens.top(0, len(tokens.pieces))]
        ['Conv2d', '(', ';', 'ReLU']
        """
        found = []
        while start < stop:
            found.append(start)
            start = self.closing.get(start, start) + 1
        return found

    def runs(self, start: int, stop: int, ends: frozenset[str]) -> Iterator[list[int]]:
        """What stands between the ends: runs of indices outside brackets, some of them empty."""
        return self.cut(self.top(start, stop), ends)

    def cut(self, pieces: list[int], ends: frozenset[str]) -> Iterator[list[int]]:
        """The same for indices outside brackets."""
        run: list[int] = []
        for index in pieces:
            if self.pieces[index].text in ends:
                yield run
                run = []
            else:
                run.append(index)
        yield run

    def labelled(self, item: list[int]) -> tuple[str, list[int]]:
        """The label before an item, ``skip: MaxPool2d(2)`` or, in print(model), ``(0): Linear(...)``; and the rest."""
        if len(item) > 1 and self.pieces[item[1]].text == ":":
            first = self.pieces[item[0]]
            if first.text == "(":
                return self.text(item[0] + 1, self.closing[item[0]]), item[2:]
            if first.kind == "name":
                return first.text, item[2:]
        return "", item

    def has_labels(self, start: int, stop: int) -> bool:
        """Whether an item between two pieces has a label, as ``print(model)`` gives one to each child."""
        return any(self.labelled(run)[1] != run for run in self.runs(start, stop, ITEM_ENDS) if run)

    def written(self, run: list[int]) -> str:
        """The source of a run that is not empty, as it stands there."""
        return self.source[self.pieces[run[0]].start : self.pieces[self.closing.get(run[-1], run[-1])].end]

    def said(self, run: list[int]) -> str:
        """What a run says, on one line."""
        return self.text(run[0], self.closing.get(run[-1], run[-1]) + 1) if run else ""

    def text(self, start: int, stop: int) -> str:
        """The source from piece start to the piece before stop, on one line."""
        if start >= stop:
            return ""
        return " ".join(self.source[self.pieces[start].start : self.pieces[stop - 1].end].split())


def network_tokens(text: str) -> Tokens:
    """The pieces of a network's text; comments from ``#`` to the end of the line are left out.

    Raises NetworkError, with the line, for brackets that do not pair.

    >>> network_tokens("ReLU()\\nConv2d(3, (5, 5)")
    Traceback (most recent call last):
    ...
    exgen.errors.NetworkError: line 2: the bracket "(" is never closed: Conv2d(3, (5, 5)
    """
    source = _COMMENT.sub(lambda comment: " " * len(comment.group()), text)
    pieces: list[Piece] = []
    closing: dict[int, int] = {}
    opened: list[int] = []
    for index, match in enumerate(_PIECE.finditer(source)):
        kind = match.lastgroup
        assert kind is not None
        piece = Piece(kind, match[kind], match.start(kind))
        pieces.append(piece)
        if kind != "sign":
            continue
        if piece.text in _CLOSING:
            opened.append(index)
        elif piece.text in _OPENING:
            if not opened or pieces[opened[-1]].text != _OPENING[piece.text]:
                raise NetworkError(_bracket_problem(source, piece, "closes nothing"))
            closing[opened.pop()] = index
    if opened:
        raise NetworkError(_bracket_problem(source, pieces[opened[-1]], "is never closed"))
    return Tokens(source, tuple(pieces), closing)


def _bracket_problem(source: str, piece: Piece, what: str) -> str:
    line = source.count("\n", 0, piece.start) + 1
    quote = source.split("\n")[line - 1].strip()
    return f'line {line}: the bracket "{piece.text}" {what}: {shortened(quote)}'


def shortened(quote: str, longest: int = 60) -> str:
    """A quotation of at most so many characters.

    >>> shortened("Conv2d(3, 16, kernel_size=3)", 12)
    'Conv2d(3, …'
    """
    return quote if len(quote) <= longest else quote[: longest - 2].rstrip() + " …"
