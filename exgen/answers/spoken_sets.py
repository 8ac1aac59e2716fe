"""How sets are said in words and signs of several languages, made the plain form: ``von 52 bis 54``, ``{x | ...}``.

Characters are replaced by as many others, so that columns stay.
"""

from __future__ import annotations

import re

from exgen.expressions.patterns import pattern

CONJUNCTION = pattern(r"(?:,\s*)?(?<!\w)(?:and|or|und|oder|et|ou)(?!\w)(?:\s*,)?|\N{LOGICAL OR}|\N{LOGICAL AND}|&")
"""What stands between members besides commas."""

_IS_PLAIN = pattern(r"[-0-9,;{}()\[\] .]*")
_BULLET = pattern(r"[ \t]*[-*\N{BULLET}\N{EN DASH}\N{MIDDLE DOT}][ \t]+(?=\S)")
_BETWEEN = pattern(r"(?<!\w)(?:between|zwischen|entre) ([^\s,;]{1,30}) (and|und|et)(?= [^\s,;])", re.IGNORECASE)
_FROM = pattern(r"(?<!\w)(?:(?:all|alle|everything|tous) )?(?:from|von|de|between|zwischen|entre)(?= *-?[0-9(])", re.I)
_RANGE = pattern(
    r"(?<=[\d)\s])(?:bis zu|bis|\N{LATIN SMALL LETTER A WITH GRAVE}|thru|->|[\N{RIGHTWARDS ARROW}])(?=[\s(-]*\d)"
)
_COLON = pattern(r"(?<=\d):(?=-?\d)")
_BUILDER = pattern(  # {x |, {M in N :
    r"(\{ ?)[^\W\d]\w*(?: ?(?:\N{ELEMENT OF}|\\in(?![a-z])|in) ?[^|:{}<>=]{1,20}(?:\{[A-Za-z]\})?)?"
    r" ?(?:\||:|\\mid|\N{DIVIDES}) ?"
    r"(?=[^}]*(?:[<>\N{LESS-THAN OR EQUAL TO}\N{GREATER-THAN OR EQUAL TO}]|\\[lg]))"
)
_UNION = pattern(r"\} *(?:\N{UNION}|\\cup) *(?:\\)?\{|\\\} *(?:\N{UNION}|\\cup) *\\\{")
_INTEGERS = pattern(
    r",? ?(?:(?:with|where|mit|for) )?(?<!\w)[^\W\d]\w* ?(?:\N{ELEMENT OF}|\\in(?![a-z])|in(?!\w)) ?"
    r"(?:[\N{DOUBLE-STRUCK CAPITAL Z}\N{DOUBLE-STRUCK CAPITAL N}ZN]|\\mathbb ?\{?[ZN]\}?)(?=[ \])}$.\\]*$)"
)
_WHITE = pattern(
    "\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}([^,;]{1,30})[,;]([^,;]{1,30})"
    "\N{MATHEMATICAL RIGHT WHITE SQUARE BRACKET}"
)
_ONLY = pattern(
    r"\s*(?:both|either|only|just|exactly|entweder|sowohl|nur|beide|soit|seulement) (?=-?[0-9])", re.IGNORECASE
)
_SLASHES = pattern(r"[{\[(]?\s*[0-9]+(?: ?[/|] ?[0-9]+){2,}\s*[}\])]?")


def plain_set(text: str) -> str:
    """A typed set with its words and signs in the form that is read, as long as it was.

    >>> plain_set("von 52 bis 54"), plain_set("{x | 52 <= x <= 54}")
    ('    52 ..  54', '{    52 <= x <= 54}')
    >>> plain_set("- 52\\n- 53")
    '  52,  53'
    """
    if _IS_PLAIN.fullmatch(text):
        return text
    lines = text.split("\n")
    if len(lines) > 1 and all(_BULLET.match(line) for line in lines if line.strip()):
        text = ",".join(_BULLET.sub(lambda found: " " * len(found[0]), line, count=1) for line in lines)
        text = text.rstrip(", ")
    text = _BETWEEN.sub(lambda found: found[0][: -len(found[2])] + "..".ljust(len(found[2])), text)
    text = _FROM.sub(lambda found: " " * len(found[0]), text)
    text = _RANGE.sub(lambda found: "..".ljust(len(found[0])) if len(found[0]) > 1 else "\N{HORIZONTAL ELLIPSIS}", text)
    text = _BUILDER.sub(lambda found: found[1].ljust(len(found[0])), text)
    text = _COLON.sub("\N{HORIZONTAL ELLIPSIS}", text)
    text = _INTEGERS.sub(lambda found: " " * len(found[0]), text)
    text = _WHITE.sub(lambda found: f" {found[1]}\N{HORIZONTAL ELLIPSIS}{found[2]} ", text)
    text = _ONLY.sub(lambda found: " " * len(found[0]), text, count=1) if _ONLY.match(text) else text
    text = _UNION.sub(lambda found: ",".ljust(len(found[0])), text)
    if _SLASHES.fullmatch(text.strip()):
        text = text.replace("/", ",").replace("|", ",")
    return text
