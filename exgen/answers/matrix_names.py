r"""Names in a typed matrix expression, met with the declared ones: ``o^((5))``, ``o_5`` and ``O5`` for o5.

An index may be raised in brackets, lowered or just behind the letter; a gradient may be a fraction, ``∇_W2 l`` or
``dW2``. Names written together without blanks are taken apart where that can be done in one way only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from exgen.answers.judgement import UnreadableResponse
from exgen.answers.matrix_declared import ENTRY, NAMED, UNDERSCORED_GRADIENT, DeclaredNames, index_of
from exgen.answers.matrix_function_names import function_of, identity_of
from exgen.answers.options import shown
from exgen.answers.passages import Passage
from exgen.errors import did_you_mean
from exgen.expressions.matrix_calls import CALLS
from exgen.expressions.matrix_functions import ELEMENTWISE, OF_A_MATRIX, SPELLINGS
from exgen.expressions.matrix_tokens import GRADIENT, NAME, PI, gradient_name, ones_name
from exgen.expressions.patterns import pattern

_PLAIN_WORD = pattern(
    r"(?<![.^_])(?<![^\W\d_])(?P<word>[^\W\d_]\w*)(?:\^T(?!\w))*(?P<behind>'?\(| ?(?:/ ?[d∂(]|[_^']))?|[∂∇]"
)
_ARGUMENT = pattern(
    rf"(?<!\w)(?P<function>(?:{'|'.join(ELEMENTWISE)})(?:' ?| |'? ?\^ ?[0-9] ?))(?P<argument>{GRADIENT.pattern}|{NAME})"
)
_STEPS = ("H", "Θ", "θ", "Heaviside")
_ARE_INDICES = pattern(r"[i-m]{1,2}").fullmatch
_PI = ("π", PI)
_INDICATORS = ("I", "χ", "indicator")
_COMPARISON = pattern(r" ?\([^<>]{1,80}[<>]")
_POWER = pattern(r" ?\^ ?(?=\()")


def with_declared_names(passage: Passage, declared: DeclaredNames) -> Passage:
    """The passage with every name and function as the reader of matrix expressions has it.

    Raises `UnreadableResponse` (code ``unknown_name``) for a gradient that is not declared.

    >>> declared = DeclaredNames(("W2", "o4", "o5", "dl/do5"))
    >>> with_declared_names(Passage.of("σ'(o^((4)))W_(2)^T ((∂l)/(∂o_5))"), declared).text
    "sigmoid'(o4)W2 ^T (dl/do5)"
    """
    if _is_plain(passage.text, declared):
        return passage
    changes: list[tuple[int, int, str]] = []
    for found in declared.scanned.finditer(passage.text):
        if found["ones"] and "ones" not in declared.names:
            changes.append((found.start(), found.end(), sized_ones(found, declared, passage)))
        elif found["word"]:
            changes += _named(found, passage.text, declared)
        elif (name := _gradient(found, declared)) or (found["loss"] and (name := _jacobian(found, declared))):
            changes.append((found.start(), found.end(), name))
        elif found["sign"] == "d":
            words = list(NAMED.finditer(passage.text, found.start(), found.end()))
            if all(declared.named(word["word"], index_of(word, "word_")[0]) for word in words):
                for word in words:
                    changes += _named(word, passage.text, declared)
        else:
            hint = did_you_mean(_typed_gradient(found), declared.names)
            sentence = f"{shown(_typed_gradient(found))} is not known here; {hint}"
            raise UnreadableResponse("unknown_name", sentence, passage.column_at(found.start()))
    passage = passage.rewritten(changes)
    return passage.rewritten(
        (found.start(), found.end(), f"{found['function'].rstrip()}({found['argument']})")
        for found in _ARGUMENT.finditer(passage.text)
        if found["argument"] not in SPELLINGS
    )


def _is_plain(text: str, declared: DeclaredNames) -> bool:
    """Whether every word is a declared name without an index, or a function as it is shown, with its bracket.

    Most responses are so, and are not looked at more closely.
    """
    known = declared.known
    for found in _PLAIN_WORD.finditer(text):
        word, behind = found["word"], found["behind"]
        if word in known:
            is_plain = not behind
        else:
            is_plain = behind in ("(", "'(") and (word in ELEMENTWISE or word in OF_A_MATRIX)
        if not is_plain:
            return False
    return True


def sized_ones(found: re.Match[str], declared: DeclaredNames, passage: Passage) -> str:
    """The matrix of ones in declared sizes."""
    sizes = []
    for group in ("rows", "columns"):
        typed = found[group] or "1"
        if (size := declared.size(typed)) is None:
            sentence = f"{shown(typed)} is no size here; {did_you_mean(typed, declared.sizes)}"
            raise UnreadableResponse("unknown_size", sentence, passage.column_at(found.start(group)))
        sizes.append(size)
    return ones_name(*sizes)


def _gradient(found: re.Match[str], declared: DeclaredNames) -> str | None:
    """The declared gradient that a fraction or a nabla is."""
    group = "node" if found["node"] else "point"
    index, _, turned = index_of(found, f"{group}_")
    loss, node = found["loss"] or found["of"] or "", found[group]
    if name := declared.gradient(loss, node, index):
        return name + (f" _({found['entry']})" if found["entry"] else turned)
    entry = ENTRY.fullmatch(node + index)
    if entry is None or found["entry"] or turned or declared.has_entries_of(entry["of"]):
        return None
    name = declared.gradient(loss, entry["of"])
    return name and f"{name} _({entry['indices']})"


def _jacobian(found: re.Match[str], declared: DeclaredNames) -> str | None:
    """The name of the Jacobian that a fraction is."""
    index, _, turned = index_of(found, "node_")
    above, below = declared.named(found["loss"]), declared.named(found["node"], index)
    name = gradient_name(above or "", below or "")
    return name + turned if name in declared.jacobians and not found["entry"] else None


def _typed_gradient(found: re.Match[str]) -> str:
    group = "node" if found["node"] else "point"
    return f"d{found['loss'] or 'l'}/d{found[group]}{index_of(found, f'{group}_')[0]}"


def _named(found: re.Match[str], text: str, declared: DeclaredNames) -> Iterator[tuple[int, int, str]]:
    """The change, if any, that makes a word a declared name, a function or a row of names."""
    word = found["word"]
    if text[: found.start()].rstrip(" ").endswith((".", "^", "_")):  # a method, the T of a transpose, an index
        return
    index, is_strong, turned = index_of(found, "word_")
    is_called = text[found.end("word") :].lstrip().startswith(("(", "'"))
    is_size = word in declared.sizes and not is_strong and not (index and declared.named(word, index))
    alone = word if word in declared.names or is_size else None
    if word == "e" and alone is None and (power := _POWER.match(text, found.end("word"))):
        yield found.start(), power.end(), "exp"
        return
    if alone is None and word in CALLS:
        return
    if alone is None and word in _PI and not declared.named(word, index):
        yield found.start("word"), found.end("word"), PI
        return
    if alone is None and word in _INDICATORS and _COMPARISON.match(text, found.end("word")):
        yield found.start("word"), found.end("word"), "1"
        return
    if alone is None and word in _STEPS and is_called and not declared.named(word):
        yield found.start("word"), found.end("word"), "step"
        return
    if alone is None and (function := function_of(word)) and (is_called or not declared.named(word, index)):
        yield found.start("word"), found.end("word"), function
        return
    alone = alone or declared.named(word)
    whole = declared.named(word, index) if index and (is_strong or alone is None) else None
    entry = ENTRY.fullmatch(word)
    if whole:
        is_before_index = bool(found["word_lowered"]) or text[found.end() :].startswith("_")
        yield found.start(), found.end(), whole + (turned or " " * is_before_index)
    elif alone:
        yield found.start("word"), found.end("word"), alone
    elif name := _gradient_or_row(word, index, declared):
        yield found.start(), found.end(), name + turned
    elif entry and is_strong and not turned and (of := declared.named(entry["of"], index)):
        yield found.start(), found.end(), f"{of}_({entry['indices']})"
    elif entry and (of := declared.named(entry["of"]) or _gradient_or_row(entry["of"], "", declared)):
        yield found.start("word"), found.end("word"), f"{of}_({entry['indices']})"
    elif _ARE_INDICES(index) and (of := _gradient_or_row(word, "", declared)):
        yield found.start("word"), found.end("word"), of
    elif name := identity_of(word, index, declared.size):
        yield found.start(), found.end(), name + turned
    elif index:
        yield found.start(), found.end(), word + index + turned
    elif (size := declared.size(word)) is not None:
        yield found.start(), found.end(), size


def _gradient_or_row(word: str, index: str, declared: DeclaredNames) -> str | None:
    """The gradient that ``dW2`` or ``grad_W2`` is, or the names that a word is made of."""
    for start in ("grad_", "d"):
        if word.startswith(start) and (name := declared.gradient("", word.removeprefix(start), index)):
            return name
    if (parts := UNDERSCORED_GRADIENT.fullmatch(word + index)) and (name := declared.gradient(parts[1], parts[2])):
        return name
    return declared.row(word + index)
