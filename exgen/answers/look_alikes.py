"""Characters that look alike, made one: the only normalisation a response gets before it is read.

A table of our own and not Unicode's NFKC, which would turn 3² into 32 and ½ into 1⁄2.
"""

from __future__ import annotations

import re

from exgen.answers.judgement import OversizedResponse, UnreadableResponse
from exgen.answers.passages import Passage
from exgen.expressions.patterns import pattern

CHARACTERS_AT_MOST = 2_000

# What stands in front is read; every character behind it looks like it, those of "" are not seen at all.
_LOOK_ALIKES = {
    "": "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\ufe0e\ufe0f\ufeff"  # joiners, marks
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",  # bidirectional embeddings and isolates
    " ": "\t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u2028\u2029\u202f\u205f\u2062\u2063\u3000",  # an invisible product of digits is no number
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u207b\u208b\ufe58\ufe63",
    "+": "\u207a\u208a\ufe62\u2795",
    "*": "\u2022\u2217\u2219\u22c5\u00b7\u30fb\ufe61",
    "\u00d7": "\u2715\u2716\u2a09\u2a2f\U0001f7a8",
    "/": "\u2044\u2215\u00f7\u29f8\u2571",
    "^": "\u02c6\u2303",
    "'": "\u2018\u2019\u201b\u2032\u02b9\u02bc\u02c8\u00b4\ua78c",
    '"': "\u201c\u201d\u2033",
    ",": "\u060c\u066c\u201a\u3001\ufe50\ufe51",
    ".": "\u066b\u3002\u2024\ufe52",
    "..": "\u2025",
    "...": "\u2026\u22ef",
    ";": "\u037e\ufe54",
    ":": "\u2236\ufe55\ua789",
    "=": "\u2550\ufe66",
    "%": "\u066a\ufe6a",
    "(": "\ufe59\u2768\u276a\u27e8\u2329\u3008",
    ")": "\ufe5a\u2769\u276b\u27e9\u232a\u3009",
    "{": "\ufe5b\u2774",
    "}": "\ufe5c\u2775",
    "[": "\u27e6\u3010",
    "]": "\u27e7\u3011",
    "<=": "\u2a7d\u2266",
    ">=": "\u2a7e\u2267",
    "|": "\u2223\u01c0\u2758",
    "\u2248": "\u2243\u2245\u2250",
    "\u230a": "\u23a3\u231e\u2514",  # pieces of brackets that Word and drawings leave for a floor
    "\u230b": "\u23a6\u231f\u2518",
    "e": "\u212f\u2147",
}
_ZEROS = (  # Arabic-Indic, Persian, Devanagari, Bengali; bold, double-struck, sans, bold sans, monospace
    0x0660, 0x06F0, 0x0966, 0x09E6, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6,
)  # fmt: skip
_LETTERS = (  # of formula editors: bold, italic, both; sans-serif in the same styles; monospace
    0x1D400, 0x1D434, 0x1D468, 0x1D5A0, 0x1D5D4, 0x1D608, 0x1D63C, 0x1D670,
)  # fmt: skip
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ALPHAS = (0x1D6C2, 0x1D6FC, 0x1D736)  # bold, italic, both
_SUPERSCRIPTS = dict(zip("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789", strict=True))
_RAISED_LETTERS = dict(
    zip(
        "\u1d43\u1d47\u1d9c\u1d48\u1d49\u1da0\u1d4d\u02b0\u2071\u02b2\u1d4f\u02e1\u1d50\u207f\u1d52\u1d56\u02b3\u02e2\u1d58"
        "\u1d5b\u02b7\u02e3\u02b8\u1dbb",
        "abcdefghijklmnoprsuvwxyz",  # no raised t: that may be a transpose
        strict=True,
    )
)
_SUPERSCRIPTS |= _RAISED_LETTERS
_SUBSCRIPTS = dict(
    zip(
        "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089"
        "\u2090\u2091\u2095\u1d62\u2c7c\u2096\u2097\u2098\u2099\u2092\u209a\u1d63\u209b\u209c\u1d64\u1d65\u2093",
        "0123456789aehijklmnoprstuvx",
        strict=True,
    )
)

_VULGAR = {
    "\u00bd": "1/2", "\u00bc": "1/4", "\u00be": "3/4", "\u2153": "1/3", "\u2154": "2/3", "\u2155": "1/5",
    "\u2156": "2/5", "\u2157": "3/5", "\u2158": "4/5", "\u2159": "1/6", "\u215a": "5/6", "\u2150": "1/7",
    "\u215b": "1/8", "\u215c": "3/8", "\u215d": "5/8", "\u215e": "7/8", "\u2151": "1/9", "\u2152": "1/10",
}  # fmt: skip

READ_FOR = (
    {character: read for read, characters in _LOOK_ALIKES.items() for character in characters}
    | {chr(zero + digit): str(digit) for zero in _ZEROS for digit in range(10)}
    | {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | {chr(start + place): letter for start in _LETTERS for place, letter in enumerate(_ALPHABET)}
    | {chr(start + place): chr(ord("\u03b1") + place) for start in _ALPHAS for place in range(25)}
    | {"\u210e": "h"}  # where the italic h would be
)
_RAISED_OR_LOWERED = pattern(
    "(?P<raised>[\u207a\u207b]?[" + "".join(_SUPERSCRIPTS) + "]+)"
    "|(?P<lowered>[" + "".join(_SUBSCRIPTS) + "]+)"
    r"|(?P<whole>(?<![\w.,'])[0-9]{1,9})?(?P<vulgar>[" + "".join(_VULGAR) + "])"
    "|[" + "".join(map(re.escape, READ_FOR)) + "]"
)  # fmt: skip


def cleaned(text: str, *, characters_at_most: int | None = CHARACTERS_AT_MOST) -> Passage:
    """The passage of a response with look-alikes replaced, without blanks at its ends.

    Superscript digits become a power, subscript digits the tail of a name. Raises `UnreadableResponse` for an
    empty text and `OversizedResponse` for one of more than ``characters_at_most`` characters.

    >>> cleaned("\\u221232\\u00d77\\u00b2 ").text
    '-32×7^(2)'
    >>> cleaned("\\uff11\\u00a0\\uff15\\uff16\\uff19").text, cleaned("1\\u00bd").text
    ('1 569', '(1+1/2)')
    """
    passage = Passage.of(text).stripped()
    check_length(passage, characters_at_most)
    passage = without_look_alikes(passage).stripped()
    check_length(passage, characters_at_most and 2 * characters_at_most)  # a fraction sign becomes five characters
    if not passage.text:
        raise UnreadableResponse("empty", "nothing was typed")
    return passage


def check_length(passage: Passage, characters_at_most: int | None) -> None:
    """Raise `OversizedResponse` (code ``too_long``) for more than ``characters_at_most`` characters."""
    if characters_at_most is not None and len(passage) > characters_at_most:
        sentence = f"{len(passage):,} characters are too many: at most {characters_at_most:,} are read"
        raise OversizedResponse("too_long", sentence)


def without_look_alikes(passage: Passage, kept: str = "") -> Passage:
    """The passage with every character read as the one it looks like, but those of ``kept`` left as they are.

    >>> without_look_alikes(Passage.of("1\\t\\u22122\\u00a03"), kept="\\t").text
    '1\\t-2 3'
    """
    text = passage.text
    if text.isascii() and (text.isprintable() or (kept and all(map(str.isprintable, _without(text, kept))))):
        return passage
    found = _RAISED_OR_LOWERED.finditer(passage.text)
    return passage.rewritten((match.start(), match.end(), _read_for(match)) for match in found if match[0] not in kept)


def _without(text: str, characters: str) -> list[str]:
    """The pieces of a text between characters."""
    pieces = [text]
    for character in characters:
        pieces = [part for piece in pieces for part in piece.split(character)]
    return pieces


def _read_for(match: re.Match[str]) -> str:
    text = match[0]
    if match["raised"]:
        sign = {"\u207a": "+", "\u207b": "-"}.get(text[0], "")
        return f"^({sign}" + "".join(_SUPERSCRIPTS.get(character, "") for character in text) + ")"
    if match["vulgar"]:
        whole = f"{match['whole']}+" if match["whole"] else ""
        return f"({whole}{_VULGAR[match['vulgar']]})"
    if match["lowered"]:
        return "_" + "".join(_SUBSCRIPTS[character] for character in text)
    return READ_FOR[text]
