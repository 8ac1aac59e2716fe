r"""Names in front of ``=``: declared ones, a response's own, gradients such as ``W1.grad`` or ``\nabla_{W_1} L``."""

from __future__ import annotations

from exgen.answers.matrix_declared import ENTRY, NAMED, UNDERSCORED_GRADIENT, DeclaredNames, folded, index_of
from exgen.answers.passages import Passage
from exgen.expressions.matrix_functions import SPELLINGS
from exgen.expressions.matrix_tokens import GRADIENT, NAME, gradient_name
from exgen.expressions.patterns import pattern

_IS_NAME = pattern(NAME)
_GRAD_OF = pattern(r"(?P<before>[^.]+?) ?\. ?grad(?:\. ?data)?|grad(?:ient)? ?\( ?(?P<inside>[^()]+?) ?\)")


def is_label(passage: Passage, declared: DeclaredNames) -> bool:
    """Whether a side of an equation is a name or a gradient alone, whatever it is called."""
    return declared.scanned.fullmatch(passage.unwrapped().text) is not None


def is_label_behind(passage: Passage, declared: DeclaredNames) -> bool:
    """Whether a side of an equation is the name of a gradient that the question does not give: ``... = dL/dW``."""
    return gradient_of_label(passage, declared) is not None and name_of_label(passage, declared) not in declared.known


def name_of_label(passage: Passage, declared: DeclaredNames) -> str | None:
    """The name that a label in front of ``=`` is: a declared one, or one of its own; None if it is none.

    >>> name_of_label(Passage.of("δ^((2))"), DeclaredNames(("delta2",)))
    'delta2'
    >>> name_of_label(Passage.of("δ_(hidden)"), DeclaredNames(("x",)))
    'δhidden'
    """
    found = declared.scanned.fullmatch(passage.unwrapped().text)
    if found is None or found["ones"]:
        return None
    if not found["word"]:
        index, _, _ = index_of(found, "node_" if found["node"] else "point_")
        loss = found["loss"] or found["of"] or ""
        typed = gradient_name(loss or "L", (found["node"] or found["point"]) + index)
        if found["entry"]:
            return None
        gradient = declared.gradient(loss, found["node"] or found["point"], index)
        return gradient or (typed if GRADIENT.fullmatch(typed) else None)
    word, (index, _, turned) = found["word"], index_of(found, "word_")
    if turned:
        return None
    name = declared.named(word, index) or (word.startswith("d") and declared.gradient("", word[1:], index))
    if name and (GRADIENT.fullmatch(name) or folded(name) == folded(word + index)):
        return name
    name = word + index
    return name if _IS_NAME.fullmatch(name) and name not in SPELLINGS else None


def gradient_of_label(passage: Passage, declared: DeclaredNames) -> tuple[str, str] | None:
    """The loss ("" where it is left out) and the declared node of the gradient that a label names; None if it is none.

    >>> declared = DeclaredNames(("W1", "L", "delta2"))
    >>> [gradient_of_label(Passage.of(text), declared) for text in ("(∂L)/(∂W_1)", "dW_1", "W1.grad", "∇_(W1) L", "g")]
    [('L', 'W1'), ('', 'W1'), ('', 'W1'), ('L', 'W1'), None]
    """
    text = passage.unwrapped().text
    if grad := _GRAD_OF.fullmatch(text):
        found = NAMED.fullmatch(grad["before"] or grad["inside"])
        node = found and declared.named(found["word"], index_of(found, "word_")[0])
        return ("", node) if node else None
    found = declared.scanned.fullmatch(text)
    if found is None or found["ones"]:
        return None
    if not found["word"]:
        index, _, _ = index_of(found, "node_" if found["node"] else "point_")
        loss, word = found["loss"] or found["of"] or "", found["node"] or found["point"]
        return _with_node(loss, word, index, declared)
    word, (index, _, _) = found["word"], index_of(found, "word_")
    if (parts := UNDERSCORED_GRADIENT.fullmatch(word + index)) and (of := _with_node(parts[1], parts[2], "", declared)):
        return of
    starts = (start for start in ("grad_", "grad", "d_", "d") if word.startswith(start))
    return next(filter(None, (_with_node("", word.removeprefix(start), index, declared) for start in starts)), None)


def _with_node(loss: str, word: str, index: str, declared: DeclaredNames) -> tuple[str, str] | None:
    """A loss and a node as they were declared; the node may have the indices of an entry."""
    entry = ENTRY.fullmatch(word + index)
    node = declared.named(word, index) or (declared.named(entry["of"]) if entry else None)
    return (loss and (declared.named(loss) or loss), node) if node else None
