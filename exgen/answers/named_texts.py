"""A typed list of given texts, cut into what names a text and what stands between the names.

``a, c``, ``A and C``, ``1) 3)``, ``AC``, ``- ReLU``, ``1-b 2-a``, ``b < a < c`` and whole texts become tokens here;
what the names make together is for the kinds to say. A text of several words is one name, and the longest that fits
is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from exgen.answers.given_texts import GivenTexts, one_of_several, squeezed, with_one_cross
from exgen.answers.judgement import OversizedResponse, UnreadableResponse
from exgen.answers.look_alikes import CHARACTERS_AT_MOST, check_length, without_look_alikes
from exgen.answers.options import shown
from exgen.answers.passages import Passage
from exgen.expressions.patterns import pattern

TOKENS_AT_MOST = 400

_FILLERS = frozenset((
    "the", "my", "correct", "right", "is", "are", "both", "only", "true", "order", "first", "zuerst",
    "answer", "answers", "option", "options", "choice", "choices", "item", "items",
))  # fmt: skip
_BEFORE_A_LABEL = frozenset(("answer", "option", "choice", "item", "number"))
_QUOTES = frozenset("\"'`$")
_CIRCLED = {first + place: chr(ord("a") + place) for first in (0x24B6, 0x24D0) for place in range(26)} | {
    0x2460 + place: str(place + 1) for place in range(9)
}
_LINE_BREAK = pattern("\r\n?|[\v\f\x85\u2028\u2029]")
_LATEX = pattern(
    r"\\(?:(?P<right>(?:[lL]ong)?[rR]ightarrow|to|(?:long)?mapsto)|(?P<left>[lL]eftarrow|gets)|(?P<times>times|cdot))(?![a-zA-Z])|\\[{}]"
)
_SIGN_OF = {"right": "->", "left": "<-", "times": "\N{MULTIPLICATION SIGN}"}
_WORD = pattern(r"[^\W_]+")
_RUNS = pattern(r"[a-z]+|[0-9]+")
_MIXED = pattern(r"(?:[0-9]{1,2}[a-z])+|(?:[a-z][0-9]{1,2})+")
_LABEL_PIECE = pattern(r"[a-z]|[0-9]{1,2}")
_SEPARATOR = pattern(
    r"(?P<right>--?>|==?>|[\u2192\u27f6\u21d2\u27f9\u21a6\u2794])"
    r"|(?P<left><--?|[\u2190\u27f5\u21d0])"
    r"|(?P<dots>\.\.+)"
    r"|(?P<plain>[,;/&+<>=:|\n\t-])"
)


class Sort(Enum):
    """What a token is: a text itself, a letter or number, what stands between names, or a word that says nothing."""

    TEXT = "text"
    LABEL = "label"
    SEPARATOR = "separator"
    FILLER = "filler"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a response.

    ``indices`` are for a text, and for each of the lists of texts, the place that it has there (None: it is not there).
    ``mark`` is a label's letter or number, that of a text with its label, or what a separator is: ``,`` ``->``, ``\\n``
    for a new line, ...
    """

    sort: Sort
    column: int
    mark: str = ""
    indices: tuple[int | None, ...] = ()
    is_closed: bool = False
    """Whether a label has a bracket, dot or colon behind it."""
    label: str = ""
    """The letter or number that a text is, where it may stand for a text of another list as well."""


def tokens_of(
    response: str, lists: Sequence[GivenTexts], words: Mapping[str, str], *, has_mixed_runs: bool = False
) -> list[Token]:
    """The tokens of a response that names texts of one list, or of two.

    ``words`` are those that stand between names, with the mark that each is. Raises `UnreadableResponse` with code
    ``empty``, ``unknown_choice`` or ``ambiguous_choice``.

    >>> given = GivenTexts(("ReLU", "batch norm"), has_numbers=True)
    >>> [token.mark or token.indices for token in tokens_of("B) and relu", [given], {"and": ","})]
    ['b', ',', (0,)]
    """
    typed = _typed(response)
    is_a_text = any(given.alike(typed.text) for given in lists)
    reader = _Reader(typed if is_a_text else typed.unwrapped(), tuple(lists), words, has_mixed_runs)
    return _without_fillers(reader.tokens(), reader)


def _typed(response: str) -> Passage:
    """What was typed, look-alikes replaced, its lines and tabs kept."""
    passage = Passage.of(response).stripped()
    check_length(passage, CHARACTERS_AT_MOST)
    passage = passage.replaced(_LINE_BREAK, "\n")
    passage = passage.rewritten(
        (match.start(), match.end(), _SIGN_OF.get(match.lastgroup or "") or match[0][1:])
        for match in _LATEX.finditer(passage.text)
    )
    passage = without_look_alikes(passage, kept="\n\t").stripped()
    passage = Passage(passage.text.translate(_CIRCLED), passage.columns)
    if not passage.text:
        raise UnreadableResponse("empty", "nothing was typed")
    return passage


@dataclass(slots=True)
class _Reader:
    """Reads a passage from left to right, its blanks taken out (``gaps`` says where they stood)."""

    passage: Passage
    lists: tuple[GivenTexts, ...]
    words: Mapping[str, str]
    has_mixed_runs: bool
    text: str = ""
    raw: list[str] = field(default_factory=list)
    gaps: list[bool] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    index: int = 0
    meant: list[dict[str, list[int]]] = field(default_factory=list)
    """For each list the squeezed texts, and where they stand in it."""

    def __post_init__(self) -> None:
        for given in self.lists:
            places: dict[str, list[int]] = {}
            for index, text in enumerate(given.texts):
                places.setdefault(squeezed(text), []).append(index)
            self.meant.append(places)
        folded: list[str] = []
        has_gap = True
        for character, column in zip(self.passage.text, self.passage.columns, strict=True):
            if character == " ":
                has_gap = True
                continue
            for place, piece in enumerate(character.casefold()):
                folded.append(piece)
                self.raw.append("" if place else character)
                self.gaps.append(has_gap)
                self.columns.append(column)
                has_gap = False
        self.text = with_one_cross("".join(folded))

    def tokens(self) -> list[Token]:
        found: list[Token] = []
        while self.index < len(self.text):
            is_at_start = not found or found[-1].mark == "\n"
            if self._skipped(is_at_start=is_at_start):
                continue
            read = self._text() or self._separator() or self._word()
            if read is None:
                raise self._unknown(self.text[self.index])
            found += read
            if len(found) > TOKENS_AT_MOST:
                sentence = f"more than {TOKENS_AT_MOST} names, words and signs are too many"
                raise OversizedResponse("too_long", sentence, self.columns[self.index - 1])
        return found

    def _skipped(self, *, is_at_start: bool) -> bool:
        """Whether a bullet, a quotation mark or a dot that ends the response was passed over."""
        character = self.text[self.index]
        is_bullet = is_at_start and character in "-*" and self._is_boundary(self.index + 1)
        is_last_dot = character == "." and self.index == len(self.text) - 1
        is_quote = character in _QUOTES and not self._longest()
        if is_bullet or is_last_dot or is_quote:
            self.index += 1
            return True
        return False

    def _text(self) -> list[Token] | None:
        longest = self._longest()
        if not longest:
            return None
        start, end = self.index, self.index + longest
        raw = "".join(self.raw[start:end])
        meant = self.text[start:end]
        lists = zip(self.lists, self.meant, strict=True)
        indices = tuple(self._index_of(given, places.get(meant, []), raw) for given, places in lists)
        self.index = end
        may_be_label = None in indices and self._stands_for(meant)
        return [Token(Sort.TEXT, self.columns[start], indices=indices, label=meant if may_be_label else "")]

    def _longest(self) -> int:
        """How long the longest given text is that begins here; 0 for none."""
        lengths = [
            len(meant)
            for places in self.meant
            for meant in places
            if self.text.startswith(meant, self.index) and self._is_boundary(self.index + len(meant))
        ]
        return max(lengths, default=0)

    def _index_of(self, given: GivenTexts, found: list[int], raw: str) -> int | None:
        exact = [index for index in found if "".join(given.texts[index].split()) == raw]
        if len(found) > 1 and len(exact) != 1:
            raise one_of_several(raw, found, given)
        return next(iter(exact or found), None)

    def _is_boundary(self, index: int) -> bool:
        """Whether a word can end before this character."""
        if index >= len(self.text) or self.gaps[index]:
            return True
        return not (self.text[index].isalnum() and self.text[index - 1].isalnum())

    def _separator(self) -> list[Token] | None:
        separator = _SEPARATOR.match(self.text, self.index)
        if not separator:
            return None
        kind = separator.lastgroup or ""
        mark = {"right": "->", "left": "<-", "dots": ".."}.get(kind, separator[0])
        column = self.columns[self.index]
        self.index = separator.end()
        return [Token(Sort.SEPARATOR, column, mark)]

    def _word(self) -> list[Token] | None:
        """A label, a word between names, or one that says nothing; several labels where they are run together."""
        start = self.index
        while self.index < len(self.text) and self.text[self.index] in "([{":
            self.index += 1
        found = _WORD.match(self.text, self.index)
        if not found:
            self.index = start
            return None
        word = found[0]
        for length in range(1, len(word)):
            if self.gaps[self.index + length]:
                word = word[:length]
                break
        column = self.columns[self.index]
        is_bracketed = self.index > start
        self.index += len(word)
        if not is_bracketed and word in self.words:
            return [Token(Sort.SEPARATOR, column, self.words[word])]
        labels = self._labels(word)
        if labels:
            is_closed = self.index < len(self.text) and self.text[self.index] in ")].:}"
            while self.index < len(self.text) and self.text[self.index] in ")].:}" and not self._are_dots():
                self.index += 1
            last = len(labels) - 1
            return [Token(Sort.LABEL, column, mark, (), is_closed and at == last) for at, mark in enumerate(labels)]
        if not is_bracketed and word in _FILLERS | _BEFORE_A_LABEL:
            return [Token(Sort.FILLER, column, word)]
        self.index -= len(word)
        raise self._unknown(word)

    def _are_dots(self) -> bool:
        return self.text.startswith("..", self.index)

    def _labels(self, word: str) -> list[str]:
        """The labels that a word is: one, or all of ``ac``, ``bac``, ``13``, ``1b2a``."""
        if self._stands_for(word):
            return [word]
        pieces: list[str] = []
        if _RUNS.fullmatch(word) and len(self.lists) == 1:
            pieces = list(word)
            is_list = pieces == sorted(pieces) or len(pieces) == len(self.lists[0].texts)
            if not is_list or (word[0].isdigit() and len(self.lists[0].texts) > 9):
                return []
        elif _RUNS.fullmatch(word):
            pieces = list(word) if len(word) == len(self.lists[0].texts) and word.isalpha() else []
        elif self.has_mixed_runs and _MIXED.fullmatch(word):
            return _LABEL_PIECE.findall(word)
        are_different = len(set(pieces)) == len(pieces) or len(self.lists) > 1
        return pieces if are_different and all(map(self._stands_for, pieces)) else []

    def _stands_for(self, label: str) -> bool:
        return bool(_LABEL_PIECE.fullmatch(label)) and any(given.at(label) is not None for given in self.lists)

    def _unknown(self, word: str) -> UnreadableResponse:
        listed = " and ".join(given.listed() for given in self.lists)
        sentence = f"{shown(word)} is none of what can be named here: {listed}"
        return UnreadableResponse("unknown_choice", sentence, self.columns[self.index])


def _without_fillers(tokens: list[Token], reader: _Reader) -> list[Token]:
    """The tokens without ``the answers are``, ``are correct``, and ``option`` before a label."""
    start, end = 0, len(tokens)
    while start < end and (tokens[start].sort is Sort.FILLER or (start and tokens[start].mark in (":", "="))):
        start += 1
    while end > start and (tokens[end - 1].sort is Sort.FILLER or tokens[end - 1].mark in (",", ";", "\n")):
        end -= 1
    kept = []
    for place, token in enumerate(tokens[start:end], start + 1):
        if token.sort is not Sort.FILLER:
            kept.append(token)
        elif token.mark not in _BEFORE_A_LABEL or tokens[place].sort is not Sort.LABEL:
            reader.index = reader.columns.index(token.column)
            raise reader._unknown(token.mark)
    return kept
