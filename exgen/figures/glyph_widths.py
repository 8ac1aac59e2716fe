"""How wide the letters of New Computer Modern are, in thousandths of the size of the text.

Measured with typst, whose fonts it is one of; figures are laid out with it, whatever a browser sets them in.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from exgen.figures.styles import INDEX_SHARE, Style

_REGULAR = {
    204: "⋮",
    249: "′",
    278: "!',.:;[]il|",
    306: "fj",
    307: "₁₂₃₄₅₆₇₈₉",
    333: " -",
    359: "²³",
    361: "I",
    374: '"',
    375: "°",
    385: "ᵀ",
    389: "()t₀",
    392: "r",
    394: "s",
    398: "‖",
    430: "ε",
    444: "cez⌊⌋⌈⌉",
    472: "?δρ√",
    500: "$*/0123456789\\`ago{}–↑↓αβηλäöß",
    502: "∂",
    506: "∈",
    514: "Jπ",
    519: "μ",
    527: "≤≥≈",
    528: "kqvxy",
    555: "γ",
    556: "S^bdhnpu~ü",
    569: "θσ",
    583: "φ",
    592: "∑",
    611: "Z",
    625: "L",
    629: "⊤",
    653: "F",
    657: "⋯",
    667: "ω",
    670: "…",
    681: "EP",
    708: "B",
    722: "CTwΣ",
    736: "R",
    750: "AHNUVXY_ÄÜ",
    764: "D",
    778: "&+<=>@KOQ×·−≠⊙Ö",
    785: "G",
    825: "½",
    833: "#%mΔ",
    917: "M",
    1000: "—→←∞",
    1028: "W",
}
_ITALIC = {
    218: "⋮",
    249: "′",
    256: "l",
    278: "|",
    307: "!',.:;[]fij₁₂₃₄₅₆₇₈₉",
    332: "t",
    358: " -",
    359: "³",
    383: "°",
    385: "ᵀ",
    386: "I²",
    398: "‖",
    401: '"',
    409: "()sz₀",
    422: "r",
    430: "ε",
    444: "⌊⌋⌈⌉",
    460: "bcegkqv√",
    462: "∂",
    464: "x",
    472: "δρ",
    486: "y",
    500: "$\\{}αβθλπ",
    506: "∈",
    511: "*/0123456789?`adhop–äö",
    512: "↑↓",
    525: "J",
    527: "≤≥≈",
    537: "uüß",
    555: "η",
    556: "^~",
    562: "Sn",
    569: "σ",
    583: "φ",
    592: "∑",
    593: "γ",
    613: "Z",
    627: "L",
    650: "μ",
    653: "F",
    664: "w⋯",
    667: "ω",
    678: "EP",
    684: "…",
    704: "B",
    716: "CT",
    722: "Σ",
    729: "R",
    743: "AHNUVXY_ÄÜ",
    755: "D",
    767: "&+=@OQ×·−≠Ö",
    769: "K",
    774: "G",
    778: "<>⊙⊤",
    807: "½",
    818: "#%m",
    833: "Δ",
    897: "M",
    920: "∞",
    971: "→←",
    999: "W",
    1022: "—",
}
_BOLD = {
    240: "′",
    250: "⋯",
    278: "·⋮",
    319: "',.:;[]il|",
    340: "₁₂₃₄₅₆₇₈₉",
    350: "!",
    351: "fj",
    383: " -",
    398: "‖",
    413: "²³",
    430: "ᵀ",
    431: "°",
    436: "I",
    444: "⌊⌋⌈⌉",
    447: "()t₀",
    454: "s",
    462: "∂",
    474: "r",
    481: '"',
    506: "∈",
    511: "cz",
    527: "e≤≥≈",
    543: "?√",
    556: "^~",
    559: "aä",
    572: "ε",
    575: "$*/0123456789\\`go{}–↑↓ö",
    594: "Jδ",
    597: "ß",
    607: "kqvxy",
    622: "ρ",
    628: "βηλ",
    639: "Sbdhnpuü",
    644: "π",
    655: "∑α",
    692: "L",
    703: "Zμ",
    711: "σ",
    722: "γ",
    724: "F",
    728: "φ",
    739: "θ",
    756: "E",
    774: "⊤",
    778: "⊙",
    786: "P",
    800: "T",
    818: "B",
    828: "ω",
    831: "CwΣ",
    838: "…",
    863: "R",
    864: "OQÖ",
    869: "AVXY_Ä",
    882: "D",
    885: "UÜ",
    894: "&+<=>@×−≠",
    900: "HN",
    901: "K",
    904: "G",
    958: "#%mΔ",
    983: "½",
    1092: "M",
    1150: "—→←∞",
    1189: "W",
}
"""Letters by their width."""

MONOSPACED = 602
"""Every letter of DejaVu Sans Mono."""

_WIDTHS: Mapping[Style, Mapping[str, int]] = MappingProxyType(
    {
        style: {letter: width for width, letters in table.items() for letter in letters}
        for style, table in ((Style.REGULAR, _REGULAR), (Style.ITALIC, _ITALIC), (Style.BOLD, _BOLD))
    }
)
_WIDEST = 1000
"""A letter that is not in the tables is taken to be so wide."""


def width_of(text: str, style: Style, size: float) -> float:
    """How wide a text is set, in the unit of its size.

    >>> width_of("aa", Style.REGULAR, 9.0)
    9.0
    """
    if style is Style.CODE:
        return len(text) * MONOSPACED * size / 1000
    if style is Style.INDEX:
        return INDEX_SHARE * width_of(text, Style.REGULAR, size)
    table = _WIDTHS[style]
    return sum(table.get(letter, _WIDEST) for letter in text) * size / 1000
