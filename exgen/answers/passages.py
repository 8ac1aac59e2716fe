"""A stretch of a response that still knows where each of its characters was typed.

Reading rewrites what was typed (look-alikes, grouped digits, LaTeX) before the strict reader of
`exgen.expressions` sees it; a message must nevertheless name the column the student sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from exgen.answers.judgement import OversizedResponse, UnreadableResponse
from exgen.expressions.patterns import pattern

OPENING = {
    "(": ")",
    "[": "]",
    "{": "}",
    "\N{LEFT FLOOR}": "\N{RIGHT FLOOR}",
    "\N{LEFT CEILING}": "\N{RIGHT CEILING}",
}
CLOSING = frozenset(OPENING.values())
_DEPTH_AT_MOST = 100  # more than anything that is read may have
_BRACKETS = re.escape("".join((*OPENING, *CLOSING)))
_BRACKET = pattern(f"[{_BRACKETS}]")
_GROUP = pattern(r"\\(?:g<)?([0-9]|(?<=<)[a-z]+)>?")


@dataclass(slots=True)
class Passage:
    """A text and, for each character, the column (from 1) at which it was typed.

    It is never changed; it is not frozen because it is made so often.

    >>> passage = Passage.of("M = 52")[4:]
    >>> passage.text, passage.column
    ('52', 5)
    """

    text: str
    columns: Sequence[int]

    @classmethod
    def of(cls, text: str) -> Passage:
        """The passage of a whole response."""
        return cls(text, range(1, len(text) + 1))

    def __getitem__(self, part: slice) -> Passage:
        return Passage(self.text[part], self.columns[part])

    def __len__(self) -> int:
        return len(self.text)

    @property
    def column(self) -> int:
        """The column of the first character; 0 when there is none."""
        return self.columns[0] if self.columns else 0

    def column_at(self, index: int) -> int:
        """The column of a character by its index; the last column for anything behind the end."""
        if not self.columns:
            return 0
        return self.columns[min(max(index, 0), len(self.columns) - 1)]

    def stripped(self, blanks: str | None = None) -> Passage:
        """The passage without blanks (those listed, or any) at its ends.

        >>> Passage.of("  26 ").stripped().column
        3
        """
        text = self.text
        inner = text.strip(blanks)
        if len(inner) == len(text):
            return self
        left = len(text) - len(text.lstrip(blanks))
        return Passage(inner, self.columns[left : left + len(inner)])

    def between(self, marks: Sequence[re.Match[str]]) -> list[Passage]:
        """The pieces between marks found in its text, in order.

        >>> [piece.text for piece in Passage.of("1 & 0").between(list(re.finditer("&", "1 & 0")))]
        ['1 ', ' 0']
        """
        starts = (0, *(mark.end() for mark in marks))
        ends = (*(mark.start() for mark in marks), len(self))
        return [self[start:end] for start, end in zip(starts, ends, strict=True)]

    def outside_brackets(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Where a pattern is found in its text outside all brackets.

        >>> [mark.start() for mark in Passage.of("(1, 2), 3").outside_brackets(re.compile(","))]
        [6]
        """
        marks = list(pattern.finditer(self.text))
        if not marks or not _BRACKET.search(self.text):
            return marks
        depths = self.depths()
        return [mark for mark in marks if not depths[mark.start()]]

    def rewritten(self, changes: Iterable[tuple[int, int, str]]) -> Passage:
        """The passage with stretches ``(start, end, replacement)``, in order, replaced.

        Every character of a replacement keeps the column at which the stretch began.

        >>> Passage.of("3 x 4").rewritten([(1, 4, "*")])
        Passage(text='3*4', columns=(1, 2, 5))
        """
        texts: list[str] = []
        columns: list[int] = []
        done = 0
        for start, end, replacement in changes:
            texts += (self.text[done:start], replacement)
            columns += self.columns[done:start]
            columns += [self.column_at(start)] * len(replacement)
            done = end
        if not texts:
            return self
        texts.append(self.text[done:])
        columns += self.columns[done:]
        return Passage("".join(texts), tuple(columns))

    def replaced(self, wanted: re.Pattern[str], replacement: str) -> Passage:
        """The passage with a replacement for everything that a pattern finds.

        >>> Passage.of("2 x 3").replaced(re.compile(" x "), ",").text
        '2,3'
        """
        if not wanted.search(self.text):
            return self
        return self.rewritten((found.start(), found.end(), replacement) for found in wanted.finditer(self.text))

    def expanded(self, wanted: re.Pattern[str], form: str) -> Passage:
        r"""The passage with a form for everything that a pattern finds; groups stand in it as in `re.Match.expand`.

        >>> Passage.of("e^x").expanded(re.compile(r"e\^(?P<power>\w)"), r"exp(\g<power>)").text
        'exp(x)'
        """
        if not wanted.search(self.text):
            return self
        parts = _parts_of(form)
        return self.rewritten(
            (found.start(), found.end(), _filled(parts, found)) for found in wanted.finditer(self.text)
        )

    def depths(self) -> list[int]:
        """How many brackets are open at each character; a bracket counts as outside of itself.

        Kinds of brackets are not told apart: whether they fit is the reader's business.

        >>> Passage.of("a(b)c").depths()
        [0, 0, 1, 0, 0]
        """
        depths: list[int] = []
        inside = 0
        for index, depth in self.brackets():
            depths += [inside] * (index - len(depths))
            depths.append(depth)
            inside = depth if self.text[index] in CLOSING else depth + 1
        return depths + [inside] * (len(self.text) - len(depths))

    def brackets(self) -> Iterator[tuple[int, int]]:
        """Where each bracket stands, and how many others are open there.

        >>> list(Passage.of("a(b[c])").brackets())
        [(1, 0), (3, 1), (5, 1), (6, 0)]
        """
        depth = 0
        for bracket in _BRACKET.finditer(self.text):
            if bracket[0] in CLOSING:
                depth = max(0, depth - 1)
                yield bracket.start(), depth
            else:
                yield bracket.start(), depth
                depth += 1

    def split(self, separators: str) -> list[Passage]:
        """The stripped pieces between any of the separating characters that stand outside all brackets.

        >>> [piece.text for piece in Passage.of("1, (2, 3); 4").split(",;")]
        ['1', '(2, 3)', '4']
        """
        pieces: list[Passage] = []
        depth = start = 0
        for mark in _separator_or_bracket(separators).finditer(self.text):
            character = mark[0]
            if character in OPENING:
                depth += 1
            elif character in CLOSING:
                depth = max(0, depth - 1)
            elif not depth:
                pieces.append(self[start : mark.start()].stripped())
                start = mark.end()
        return [*pieces, self[start:].stripped()]

    def unwrapped(self, opening: str = "([{") -> Passage:
        """The passage without the one pair of brackets that encloses all of it, if there is one.

        >>> Passage.of("(25)").unwrapped().text, Passage.of("(2)(5)").unwrapped().text
        ('25', '(2)(5)')
        """
        text = self.text
        if len(text) < 2 or text[0] not in opening or text[-1] != OPENING[text[0]]:
            return self
        if any(not depth and 0 < index < len(text) - 1 for index, depth in self.brackets()):
            return self
        return self[1:-1].stripped()

    def with_closed_brackets(self) -> Passage:
        """The same passage, if every bracket is closed by its own kind.

        Raises `UnreadableResponse` with code ``unclosed_bracket`` or ``unopened_bracket``, `OversizedResponse` with
        code ``too_deep``.

        >>> Passage.of("{52, 53").with_closed_brackets()
        Traceback (most recent call last):
        ...
        exgen.answers.judgement.UnreadableResponse: the bracket "{" is not closed (column 1)
        """
        opened: list[int] = []
        for bracket in _BRACKET.finditer(self.text):
            index, character = bracket.start(), bracket[0]
            if character in OPENING:
                opened.append(index)
                if len(opened) > _DEPTH_AT_MOST:
                    sentence = f"brackets are nested more than {_DEPTH_AT_MOST} deep"
                    raise OversizedResponse("too_deep", sentence, self.column_at(index))
                continue
            if not opened:
                sentence = f'the bracket "{character}" closes nothing'
                raise UnreadableResponse("unopened_bracket", sentence, self.column_at(index))
            opening = self.text[opened.pop()]
            if OPENING[opening] != character:
                sentence = f'the bracket "{opening}" is closed by "{character}"'
                raise UnreadableResponse("unclosed_bracket", sentence, self.column_at(index))
        if opened:
            sentence = f'the bracket "{self.text[opened[-1]]}" is not closed'
            raise UnreadableResponse("unclosed_bracket", sentence, self.column_at(opened[-1]))
        return self


@lru_cache(maxsize=64)
def _parts_of(form: str) -> list[str]:
    """The texts of a form and, between them, the groups that stand there: ``expand`` would look for them each time."""
    return _GROUP.split(form)


def _filled(parts: list[str], found: re.Match[str]) -> str:
    """A form with the texts of its groups, nothing for a group that was not met."""
    texts = parts.copy()
    for place in range(1, len(parts), 2):
        group = parts[place]
        texts[place] = found[int(group) if group.isdecimal() else group] or ""
    return "".join(texts)


@lru_cache(maxsize=16)
def _separator_or_bracket(separators: str) -> re.Pattern[str]:
    return pattern(f"[{_BRACKETS}{re.escape(separators)}]")
