"""Plain text that may go onto a sheet: without the characters that are neither letters nor signs."""

from __future__ import annotations

import unicodedata

_LINE_SEPARATORS = "\u2028\u2029\x85\xa0"
_JOINERS = "\u200c\u200d"
_UNPRINTED = frozenset({"Cc", "Cf", "Cs", "Co"})


def without_controls(text: str) -> str:
    r"""The text in composed form without controls, marks of direction, surrogates and private characters.

    Line breaks (all become ``\n``) and tabs stay, and the joiners that some scripts need.

    >>> without_controls("Ann\x07\u202e\u2028Lee\r\n")
    'Ann Lee\n'
    """
    with_plain_ends = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", with_plain_ends).translate(_KEPT)


def one_line(text: str) -> str:
    r"""Plain text for a name or title: no controls, and every run of blanks and line breaks is one blank.

    >>> one_line(" Ann\n  Lee ")
    'Ann Lee'
    """
    return " ".join(without_controls(text).split())


class _Kept(dict[int, str]):
    """What each character becomes, by its number; looked up once for each that is met."""

    def __missing__(self, number: int) -> str:
        self[number] = kept = _kept(chr(number))
        return kept


def _kept(character: str) -> str:
    if character in _LINE_SEPARATORS:
        return " "
    if ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef":
        return ""  # set apart by Unicode, and refused by XML
    if character in "\n\t" or character in _JOINERS or unicodedata.category(character) not in _UNPRINTED:
        return character
    return ""


_KEPT = _Kept()
