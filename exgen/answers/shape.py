"""The kind ``shape``: a tuple of integers and named axes, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar, TypeAlias

from exgen import expressions
from exgen.answers.digits import Meaning
from exgen.answers.equations import agreed_value, labelled_pieces, sides_of
from exgen.answers.formulas import chained_number, number_of, number_text, passage_of
from exgen.answers.judgement import Judgement, UnreadableResponse, Verdict
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.options import Options, flag_problems, list_of_texts_problems, texts
from exgen.answers.passages import Passage
from exgen.answers.printed_values import without_bare_dots
from exgen.answers.shape_readings import IN_ONE_READING, typed_otherwise
from exgen.answers.strict import strict_number
from exgen.errors import did_you_mean
from exgen.expressions.patterns import pattern

Entry: TypeAlias = int | Fraction | str
Shape: TypeAlias = tuple[Entry, ...]

_NAME = pattern(r"[^\W\d]\w*")
_SIGNS_BETWEEN = pattern(r"[|@]| (?:by|mal|and|und|et) ")
_LABELS_WITH_COLONS = pattern(r"[(\[]? ?(?:[^\W\d]\w{0,20} ?: ?[0-9]{1,9} ?[,;]? ?){2,10}[)\]]?")
_LAST_DIGITS = pattern(r"(?<![0-9.])[1-9][0-9]{0,2}$")
_WRAPPER = pattern(r"(?:(?:torch|tf)\s*\.\s*)?(?:Size|TensorShape|tuple|list|[Ss]hape|c)\s*(?=[(\[])")
_REAL_SPACE = pattern(r"(?:\N{ELEMENT OF} ?)?[\N{DOUBLE-STRUCK CAPITAL R}R] ?\^ ?(?=[(\[])")
_BETWEEN_ENTRIES = pattern(r"(?<=\w) +(?:by|mal|and|und|et)(?= +\w)|(?<=[\w ])[|@](?=[\w ])")
_CROSS_OF_DIGITS = pattern(r"(?<=[0-9]) ?[xX\N{MULTIPLICATION SIGN}*] ?(?=[0-9])")
_LEADING_ZERO = pattern(r"0[0-9]+")
_BLANKS = pattern(r" +")
_NAMES = pattern(r"[(\[]? ?[^\W\d]\w{0,20}(?: ?[,;x\N{MULTIPLICATION SIGN}*] ?[^\W\d]\w{0,20})+ ?[)\]]?")
_WORDS = pattern(r"[\w'.]+(?: +[\w'.]+)+")
_CROSS = pattern(
    r" *\N{MULTIPLICATION SIGN} *"  # 16×64
    r"|(?<=[\d)\]}]) *[xX] *(?=[\d({\[]|[^\W\d]\w*(?![\w(]))"  # 16x64, 16xN
    r"|(?<=\w) +[xX] +(?=[\w({\[])"  # N x 16
    r"|(?<=[^\W\d_])[xX](?=\d)"  # Nx16
)
_GROUPS_AND_CROSS = pattern(  # 1,234 x 10 and 10 x 1,234: a group of digits, or two entries?
    r"(?<![\w.,])(?P<left>[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?= *[xX\N{MULTIPLICATION SIGN}] *[0-9])"
    r"|(?<=[xX\N{MULTIPLICATION SIGN}]) *(?P<right>[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?![\w.,])"
)


class ShapeKind(AnswerKind[Shape]):
    """A shape; a named axis of the key, such as N, matches only itself.

    With ``partial`` the score is the share of entries that are right in their place, if there are as many as asked.

    >>> kind = ShapeKind()
    >>> kind.read("torch.Size([16, 64, 64])", {})
    (16, 64, 64)
    >>> kind.read("N x 16 x 64 x 64", {"axes": ["N"]})
    ('N', 16, 64, 64)
    """

    name = "shape"
    options = ("axes", "partial")
    examples: ClassVar[tuple[Example, ...]] = (
        Example("(16, 64, 64)", "16x64x64", Verdict.CORRECT),
        Example("(N, 16, 64, 64)", "[N, 2*8, 64, 64]", Verdict.CORRECT),
        Example("(16, 64, 64)", "(8, 64, 64)", Verdict.PARTIAL, {"partial": True}),
        Example("(16, 64, 64)", "(64, 64, 16)", Verdict.INCORRECT),
        Example("(N, 16, 64, 64)", "(16, 64, 64)", Verdict.INCORRECT),
        Example("(N, 16, 64, 64)", "(M, 16, 64, 64)", Verdict.INVALID),
        Example("(16, 64, 64)", "(16, 64, 64", Verdict.INVALID),
    )

    def option_problems(self, options: Options) -> list[str]:
        return (
            super().option_problems(options)
            + list_of_texts_problems(self.name, options, "axes")
            + flag_problems(self.name, options, "partial")
        )

    def settled(self, options: Options, key: Shape) -> Options:
        if "axes" in options:
            return options
        return {**options, "axes": [entry for entry in key if isinstance(entry, str)]}

    def read_key(self, text: str, options: Options) -> Shape:
        shape = _shape_of(passage_of(text, characters_at_most=None), lambda piece: strict_number(piece.text))
        declared = texts(options, "axes")
        for entry in shape:
            if isinstance(entry, Fraction):
                raise UnreadableResponse("not_an_integer", f"{number_text(entry)} is not an integer")
            if isinstance(entry, str) and "axes" in options and entry not in declared:
                raise _unknown_axis(entry, declared, 0)
        return shape

    def read(self, text: str, options: Options) -> Shape:
        return self._read(_passage(text), options, Meaning.INTEGER)

    def otherwise(
        self, response: str, options: Options, read: Shape | None
    ) -> Iterator[tuple[Shape, UnreadableResponse]]:
        if IN_ONE_READING.fullmatch(response):
            return
        try:
            passage = _passage(response)
        except UnreadableResponse:
            return
        for typed, meaning, question in typed_otherwise(passage):
            try:
                yield self._read(typed, options, meaning), question
            except UnreadableResponse:
                continue

    def _read(self, passage: Passage, options: Options, meaning: Meaning) -> Shape:
        declared = texts(options, "axes") if "axes" in options else None

        def entry_of(piece: Passage) -> Entry:
            if _NAME.fullmatch(piece.text) and declared is not None and piece.text not in declared:
                raise _unknown_axis(piece.text, declared, piece.column)
            return number_of(piece, meaning)

        if pieces := labelled_pieces(passage):
            return tuple(chained_number(piece, meaning) for piece in pieces)
        sides = [_with_crosses(side, declared or ()) for side in sides_of(passage)]
        if len(sides) > 1 and _is_label(sides[0], declared or ()):
            del sides[0]
        return agreed_value(sides, [_shape_of(side, entry_of, declared) for side in sides], self.show)

    def show(self, value: Shape) -> str:
        return "(" + ", ".join(entry if isinstance(entry, str) else number_text(entry) for entry in value) + ")"

    def show_latex(self, value: Shape) -> str:
        return "(" + r",\ ".join(map(_entry_latex, value)) + ")"

    def judge_values(self, key: Shape, response: Shape, options: Options) -> Judgement:
        declared = texts(options, "axes") or [entry for entry in key if isinstance(entry, str)]
        for entry in response:
            if isinstance(entry, str) and entry not in declared:
                return _unknown_axis(entry, declared, 0).judgement()
        if response == key:
            return Judgement.correct(self.show(response))
        for entry, own in zip(response, key, strict=False):
            if entry == -1 and isinstance(own, str):  # what PyTorch prints for any size
                return UnreadableResponse("unknown_name", f"-1 is no size; the axis is called {own} here").judgement()
        code, reason = _difference(key, response)
        if options.get("partial") and len(response) == len(key) and not code:
            hits = sum(ours == theirs for ours, theirs in zip(key, response, strict=True))
            reason = f"{hits} of {len(key)} entries {'is' if hits == 1 else 'are'} right" if hits else ""
            return Judgement.scored(Fraction(hits, len(key)), self.show(response), reason)
        return Judgement.incorrect(self.show(response), reason, code)


def _passage(text: str) -> Passage:
    """What was typed, without the real space that a tensor is of, signs between entries made commas."""
    if _LABELS_WITH_COLONS.fullmatch(text):
        text = text.replace(":", "=")
    passage = passage_of(text)
    if space := _REAL_SPACE.match(passage.text):
        passage = passage[space.end() :]
    if _SIGNS_BETWEEN.search(passage.text):
        wanted = (_BETWEEN_ENTRIES, _CROSS_OF_DIGITS) if "@" in passage.text else (_BETWEEN_ENTRIES,)
        for sign in wanted:
            passage = passage.replaced(sign, ",")
    return without_bare_dots(passage)


def _is_label(side: Passage, declared: tuple[str, ...]) -> bool:
    """Whether a side only says what the entries are called, as ``(C, H, W)``: not if all of them are axes."""
    return bool(_NAMES.fullmatch(side.text)) and any(name not in declared for name in _NAME.findall(side.text))


def _with_crosses(passage: Passage, declared: tuple[str, ...]) -> Passage:
    """The passage with blanks around the crosses between declared names: ``HxWx3``.

    >>> _with_crosses(Passage.of("HxWx3"), ("H", "W")).text
    'H x W x 3'
    """
    if not declared or "x" not in passage.text.casefold():
        return passage
    words = [(found, found[0].replace("X", "x").split("x")) for found in _NAME.finditer(passage.text)]
    return passage.rewritten(
        (found.start(), found.end(), " x ".join(pieces))
        for found, pieces in words
        if len(pieces) > 1
        and found[0] not in declared
        and all(_axis(piece, declared) is not None or piece.isdecimal() for piece in pieces)
    )


def _shape_of(passage: Passage, entry_of: Callable[[Passage], Entry], declared: tuple[str, ...] | None = None) -> Shape:
    """The shape that a passage spells, its entries read by ``entry_of``, declared names by themselves."""
    if wrapper := _WRAPPER.match(passage.text):
        passage = passage[wrapper.end() :]
    for _ in range(3):  # torch.Size([16, 64]) has two pairs of brackets; more are no shape
        passage = passage.unwrapped()
    if not passage.text:
        return ()
    shape: list[Entry] = []
    for piece in entries_of(passage):
        if not piece.text:
            raise UnreadableResponse("empty_entry", "an entry of the shape is empty", passage.column)
        axis = _axis(piece.text, declared) if _NAME.fullmatch(piece.text) else None
        shape.append(entry_of(piece) if axis is None else axis)
    return tuple(shape)


def _axis(name: str, declared: tuple[str, ...] | None) -> str | None:
    """The declared axis of that name, or the only one of that name in another case; any where none is declared."""
    if declared is None or name in declared:
        return name
    same = [axis for axis in declared if axis.casefold() == name.casefold()]
    return same[0] if len(same) == 1 else None


def entries_of(passage: Passage) -> list[Passage]:
    """The entries of a shape: between commas, else between crosses, else between blanks.

    Raises `UnreadableResponse` for an entry with a leading zero, as in ``1,024``, and where a comma beside a cross
    may group digits, as in ``1,234 x 10``.

    >>> [piece.text for piece in entries_of(Passage.of("Nx16x64x64"))]
    ['N', '16', '64', '64']
    """
    if groups := _GROUPS_AND_CROSS.search(passage.text):
        digits = (groups["left"] or groups["right"]).replace(",", "")
        sentence = f"write {digits} without a separator, or put a comma between all entries"
        raise UnreadableResponse("badly_grouped_digits", sentence, passage[groups.start() :].stripped().column)
    pieces = passage.split(",;")
    if len(pieces) > 1 and not pieces[-1].text:
        pieces.pop()
    elif len(pieces) == 1:
        pieces = _between_crosses_or_blanks(passage)
    check_no_leading_zeros(pieces)
    return pieces


def check_no_leading_zeros(pieces: Sequence[Passage]) -> None:
    """Raise `UnreadableResponse` (code ``badly_grouped_digits``) for a piece such as the last one of ``1,024``."""
    for index, piece in enumerate(pieces):
        if zeros := _LEADING_ZERO.match(piece.text):
            before = _LAST_DIGITS.search(pieces[index - 1].text) if index else None
            is_group = before and len(zeros[0]) == 3
            sentence = (
                f"write {before[0]}{zeros[0]} without a separator"
                if before and is_group
                else (f"no number here begins with 0, as {zeros[0]} does")
            )
            raise UnreadableResponse("badly_grouped_digits", sentence, piece.column)


def _between_crosses_or_blanks(passage: Passage) -> list[Passage]:
    separator = _BLANKS if _WORDS.fullmatch(passage.text) and not _CROSS.search(passage.text) else _CROSS
    return [piece.stripped() for piece in passage.between(passage.outside_brackets(separator))]


def _difference(key: Shape, response: Shape) -> tuple[str, str]:
    """The code of what is wrong with a shape, and what is to be said about it without telling the right one."""
    if len(response) == len(key):
        broken = [entry for entry in response if isinstance(entry, Fraction)]
        if not broken:
            return "", ""
        return "not_an_integer", f"the entries of a shape are integers; {number_text(broken[0])} is none"
    entries, are = ("entry" if len(response) == 1 else "entries"), ("is" if len(key) == 1 else "are")
    found = f"{len(response)} {entries}; {len(key)} {are} asked"
    if key and isinstance(key[0], str) and key[0] not in response and len(response) == len(key) - 1:
        found += f" (the axis {key[0]} at the front is missing)"
    return "wrong_number_of_entries", found


def _unknown_axis(name: str, declared: tuple[str, ...] | list[str], column: int) -> UnreadableResponse:
    hint = did_you_mean(name, declared) if declared else "every entry is a number"
    return UnreadableResponse("unknown_name", f'"{name}" is no axis here', column, suggestion=hint)


def _entry_latex(entry: Entry) -> str:
    return _name_latex(entry) if isinstance(entry, str) else number_text(entry)


@lru_cache(maxsize=256)
def _name_latex(name: str) -> str:
    return expressions.show(expressions.Name(name), "latex")
