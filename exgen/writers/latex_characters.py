"""Which characters pdfLaTeX sets, and what stands in for the others.

The ``.tex`` must compile wherever TeX Live is, and a name in any script must never stop it: what T1 fonts
have stays, mathematical symbols become commands, Cyrillic is transliterated, what remains becomes a box.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

# Letters and signs that LaTeX declares for the T1 and TS1 encodings and that Latin Modern has.
SETTABLE = frozenset(
    "¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ"
    "ĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĨĩĪīĬĭĮįİıĲĳĴĵĶķĹĺĻļĽľŁłŃńŅņŇňŊŋŌōŎŏŐőŒœŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨũ"
    "ŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžǍǎǏǐǑǒǓǔǦǧǨǩǪǫǴǵȘșȚțȲȳẞ"
    "‐‑‒–—‘’‚“”„†‡•…‰‹›€™"
)

MATHEMATICAL_SYMBOLS: Mapping[str, str] = MappingProxyType(
    {
        "×": r"\times",
        "÷": r"\div",
        "·": r"\cdot",
        "⋅": r"\cdot",
        "±": r"\pm",
        "−": "-",
        "∗": r"\ast",
        "∘": r"\circ",
        "⊙": r"\odot",
        "⊕": r"\oplus",
        "⊗": r"\otimes",
        "≤": r"\le",
        "≥": r"\ge",
        "≠": r"\ne",
        "≈": r"\approx",
        "≡": r"\equiv",
        "∼": r"\sim",
        "∝": r"\propto",
        "∈": r"\in",
        "∉": r"\notin",
        "⊂": r"\subset",
        "⊆": r"\subseteq",
        "∩": r"\cap",
        "∪": r"\cup",
        "∅": r"\emptyset",
        "∀": r"\forall",
        "∃": r"\exists",
        "∧": r"\wedge",
        "∨": r"\vee",
        "¬": r"\neg",
        "→": r"\to",
        "←": r"\leftarrow",
        "↔": r"\leftrightarrow",
        "⇒": r"\Rightarrow",
        "⇐": r"\Leftarrow",
        "⇔": r"\Leftrightarrow",
        "↦": r"\mapsto",
        "∞": r"\infty",
        "∂": r"\partial",
        "∇": r"\nabla",
        "∑": r"\sum",
        "∏": r"\prod",
        "∫": r"\int",
        "√": r"\surd",
        "⊤": r"\top",
        "′": r"\prime",
        "⌊": r"\lfloor",
        "⌋": r"\rfloor",
        "⌈": r"\lceil",
        "⌉": r"\rceil",
        "⟨": r"\langle",
        "⟩": r"\rangle",
        "ℝ": r"\mathbb{R}",
        "ℕ": r"\mathbb{N}",
        "ℤ": r"\mathbb{Z}",
        "α": r"\alpha",
        "β": r"\beta",
        "γ": r"\gamma",
        "δ": r"\delta",
        "ε": r"\varepsilon",
        "ζ": r"\zeta",
        "η": r"\eta",
        "θ": r"\theta",
        "ι": r"\iota",
        "κ": r"\kappa",
        "λ": r"\lambda",
        "μ": r"\mu",
        "ν": r"\nu",
        "ξ": r"\xi",
        "ο": "o",
        "π": r"\pi",
        "ρ": r"\rho",
        "ς": r"\varsigma",
        "σ": r"\sigma",
        "τ": r"\tau",
        "υ": r"\upsilon",
        "φ": r"\varphi",
        "χ": r"\chi",
        "ψ": r"\psi",
        "ω": r"\omega",
        "Α": r"\mathrm{A}",
        "Β": r"\mathrm{B}",
        "Γ": r"\Gamma",
        "Δ": r"\Delta",
        "Ε": r"\mathrm{E}",
        "Ζ": r"\mathrm{Z}",
        "Η": r"\mathrm{H}",
        "Θ": r"\Theta",
        "Ι": r"\mathrm{I}",
        "Κ": r"\mathrm{K}",
        "Λ": r"\Lambda",
        "Μ": r"\mathrm{M}",
        "Ν": r"\mathrm{N}",
        "Ξ": r"\Xi",
        "Ο": r"\mathrm{O}",
        "Π": r"\Pi",
        "Ρ": r"\mathrm{P}",
        "Σ": r"\Sigma",
        "Τ": r"\mathrm{T}",
        "Υ": r"\Upsilon",
        "Φ": r"\Phi",
        "Χ": r"\mathrm{X}",
        "Ψ": r"\Psi",
        "Ω": r"\Omega",
    }
)

_CYRILLIC: Mapping[str, str] = MappingProxyType(
    {
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ю": "yu",
        "я": "ya",
        "є": "ye",
        "ё": "ë",
        "ї": "ï",
    }
    | dict(zip("абвгдезийклмнопрстуфъыьэіґўј", "abvgdezijklmnoprstuf’y’eigwj", strict=True))
)

_MISSING = r"\MissingCharacter{}"


def settable(latex: str) -> str:
    r"""LaTeX code in which every character beyond ASCII is one that pdfLaTeX sets, in text and in formulas.

    >>> settable("Łukasz, Ольга, 张 ≤ 3")
    'Łukasz, Ol’ga, \\MissingCharacter{} \\ensuremath{\\le} 3'
    """
    if latex.isascii():
        return latex
    return "".join(
        character if character.isascii() else _substitute(character)
        for character in unicodedata.normalize("NFC", latex)
    )


def unsettable(text: str) -> str:
    """The characters of a text in whose place pdfLaTeX prints a box, each once.

    >>> unsettable("Łukasz 张, 张 Ольга")
    '张'
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(dict.fromkeys(character for character in composed if _is_missing(character)))


def _is_missing(character: str) -> bool:
    return not character.isascii() and _substitute(character) == _MISSING


def _substitute(character: str) -> str:
    if character in MATHEMATICAL_SYMBOLS:
        return rf"\ensuremath{{{MATHEMATICAL_SYMBOLS[character]}}}"
    if character in SETTABLE:
        return character
    if character.lower() in _CYRILLIC:
        latin = _CYRILLIC[character.lower()]
        return latin if character == character.lower() else latin.capitalize()
    category = unicodedata.category(character)
    if category.startswith(("C", "M")) and category != "Cn":
        return ""
    if category == "Zs":
        return " "
    simpler = unicodedata.normalize("NFKD", character)
    if simpler == character:
        return _MISSING
    plain = "".join(part for part in simpler if not unicodedata.category(part).startswith("M"))
    if plain and all(part.isalnum() and part.isascii() for part in plain):
        return plain
    return _MISSING
