r"""Spellings that are only read where nothing else is meant by them: ``W'`` for a transpose, ``φ(z)`` for a density.

``W'`` is a derivative elsewhere, and φ any activation. So a response that cannot be read is read anew with these; it is
right if that is right, and is else asked back as before: what was meant is not known.
"""

from __future__ import annotations

import re
from collections.abc import Container

from exgen.answers.look_alikes import CHARACTERS_AT_MOST
from exgen.answers.matrix_function_names import function_of
from exgen.expressions.patterns import pattern

_PRIME = pattern(r"(?P<word>(?<!\w)[^\W_]\w*|(?<=[)\]}]))[ ]?['\N{PRIME}\N{RIGHT SINGLE QUOTATION MARK}](?!')")
_CDF = pattern(r"(?:\\Phi|Φ|(?<![\w\\])Phi|(?:scipy\.)?(?:stats\.)?(?<!\w)norm\.cdf)(?= ?(?:\(|\\left|\w))")
_PDF = pattern(r"(?:\\(?:var)?phi|φ|ϕ|(?<![\w\\])phi|(?:scipy\.)?(?:stats\.)?(?<!\w)norm\.pdf)(?= ?(?:\(|\\left|\w))")
_NAME = r"[^\W\d_]\w*"
_DIVISOR = pattern(
    rf"/ ?(?P<first>[0-9]+|{_NAME} (?=[\w√])) ?"
    rf"(?P<below>(?:np\.|torch\.|math\.)?sqrt ?\( ?(?P<inside>{_NAME}) ?\)|√ ?(?P<rooted>{_NAME})|(?P<name>{_NAME}))"
    r"(?![\w(\[.'^])"
)
_NORMAL = ("Φ", "φ", "Phi", "phi")


def more_loosely(response: str, names: Container[str]) -> tuple[str, bool] | None:
    r"""A response with such spellings written out, and whether nothing else can be meant; None if it has none.

    ``names`` are those of the question, which mean what they mean there. Φ beside φ, or with the name of a module, is
    surely that of a normal distribution.

    >>> more_loosely("W2' (σ'(z) ⊙ g)", ())
    ("W2^T (σ'(z) ⊙ g)", False)
    >>> more_loosely("(Φ(z) + z φ(z)) ⊙ g", ())
    ('(normal_cdf(z) + z normal_pdf(z)) ⊙ g', True)
    """
    if len(response) > CHARACTERS_AT_MOST:
        return None
    text, is_sure = response, False
    if not any(name in names for name in _NORMAL):
        has_both = _CDF.search(text) is not None and _PDF.search(text) is not None
        is_sure = has_both or "norm.cdf" in text or "norm.pdf" in text
        text = _PDF.sub(" normal_pdf", _CDF.sub(" normal_cdf", text)).replace("( normal", "(normal").replace("  ", " ")
    if "'" in text or "\N{PRIME}" in text or "\N{RIGHT SINGLE QUOTATION MARK}" in text:
        text = _with_transposes(text)
    text = text.strip()
    return None if text == response.strip() else (text, is_sure)


def _with_transposes(text: str) -> str:
    """A text with ``^T`` for the primes of what is no function."""
    done, found = 0, []
    for prime in _PRIME.finditer(text):
        before, word = text[: prime.start()], prime["word"]
        is_called = text[prime.end() :].startswith("(") or before.endswith("\\")
        is_function = function_of(word) is not None if word else text[prime.end() :].lstrip().startswith("(")
        if is_function or is_called:
            continue
        found += [text[done : prime.start()], word, "^T"]
        done = prime.end()
    return "".join((*found, text[done:]))


def with_whole_divisors(response: str, scalars: Container[str]) -> str | None:
    r"""A response with ``1/(2 n)`` for ``1/2n``, as many mean it; None if there is no such thing in it.

    ``scalars`` are the names of numbers.

    >>> with_whole_divisors("1/2m X^T (p - y)", {"m"}), with_whole_divisors("1/2sqrt(d) X", {"d"})
    ('1/(2 m) X^T (p - y)', '1/(2 sqrt(d)) X')
    >>> with_whole_divisors("2/n k X", {"n", "k"})
    '2/(n k) X'
    >>> with_whole_divisors("1/2 X", {"m"})
    """
    if "/" not in response or len(response) > CHARACTERS_AT_MOST:
        return None

    def bracketed(found: re.Match[str]) -> str:
        name, first = found["inside"] or found["rooted"] or found["name"], found["first"].rstrip()
        is_whole = name in scalars and (first in scalars or first.isdecimal())
        return f"/({first} {found['below']})" if is_whole else found[0]

    text = _DIVISOR.sub(bracketed, response)
    return None if text == response else text
