"""The names that a question declares, and how they are found in a typed formula however they are spelt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from exgen.answers.names import product_of_names
from exgen.expressions.matrix_functions import SPELLINGS
from exgen.expressions.matrix_tokens import GRADIENT, ONES
from exgen.expressions.patterns import pattern
from exgen.expressions.tokens import GREEK

_WORD = r"[^\W\d_](?:\w*[^\W_])?"


def _index(group: str) -> str:
    """A pattern for the index of a name.

    ``strong``: in double brackets, which no power has, or lowered; ``weak``: what may be a power; ``turned``: with a
    transpose in the same exponent.
    """
    return (
        rf"(?: ?(?:\^ ?\( ?\( ?(?P<{group}raised>\w+) ?\) ?,? ?\^? ?(?P<{group}turned>[T⊤])? ?\)"
        rf"|_ ?\( ?(?P<{group}lowered>\w+|\( ?\w+ ?\)) ?\)"
        rf"|\^ ?\( ?(?P<{group}weak>\d+) ?,? ?(?P<{group}weakly_turned>[T⊤])? ?\)|\^ ?(?P<{group}bare>\d+)(?![\w.])))?"
    )


@lru_cache
def _scanned(losses: str) -> re.Pattern[str]:
    return pattern(
        rf"(?P<ones>\b{ONES.pattern})"
        rf"|(?P<above>\( ?)?(?P<sign>∂|(?<!\w)d) ?(?P<loss>{_WORD})(?(above) ?\)) ?/ ?"
        rf"(?P<below>\( ?)?(?:∂|d) ?(?P<bracketed>\( ?)?(?P<node>{_WORD}){_index('node_')}(?(bracketed) ?\))"
        r"(?: ?_ ?(?P<indexed>\( ?)?(?P<entry>[i-m]{1,2})(?!\w)(?(indexed) ?\)))?(?(below) ?\))"
        rf"|∇ ?_? ?(?P<nabla>\( ?)?(?P<point>{_WORD}){_index('point_')}(?(nabla) ?\))(?: ?(?P<of>(?:{losses})\b))?"
        rf"|(?P<word>{_WORD}){_index('word_')}"
    )


NAMED = pattern(rf"(?P<word>{_WORD}){_index('word_')}")
UNDERSCORED_GRADIENT = pattern(r"d([A-Za-z]+)_?d(\w+)")
ENTRY = pattern(r"(?P<of>\w+?)_?(?P<indices>[i-m]{1,2})")
_GREEK_NAMES = str.maketrans({letter: command for command, letter in GREEK.items()})
_KEPT_AT_MOST = 512
_LOSSES = frozenset({"l", "loss"})


@dataclass(frozen=True)
class DeclaredNames:
    """The names that may be used, and how they are found however they are spelt.

    ``sizes`` stand in ``ones(n)``; ``jacobians``, such as da/dz, are derivatives of what is no loss.
    """

    names: tuple[str, ...]
    sizes: tuple[str, ...] = ()
    jacobians: tuple[str, ...] = ()

    @cached_property
    def known(self) -> frozenset[str]:
        """All names that may be used, as they were declared."""
        return frozenset((*self.names, *self.jacobians))

    @cached_property
    def _spellings(self) -> Mapping[str, str | None]:
        """Every name by its looser spellings; None where two names share one."""
        found: dict[str, str | None] = {}
        for fold in (folded, lambda name: folded(name).casefold()):
            spelt: dict[str, str | None] = {}
            for name in self.names:
                spelt[fold(name)] = None if fold(name) in spelt else name
            found = {**spelt, **found}
        return found

    @cached_property
    def gradients(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """For every node that has gradients their losses and names."""
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for name in self.names:
            if parts := GRADIENT.fullmatch(name):
                found[parts["node"]] = (*found.get(parts["node"], ()), (parts["loss"], name))
        return found

    @cached_property
    def scanned(self) -> re.Pattern[str]:
        """What finds names in a passage."""
        return _scanned("|".join(sorted({"l", "L", *(loss for found in self.gradients.values() for loss, _ in found)})))

    @cached_property
    def nodes(self) -> DeclaredNames:
        """The names of the nodes that have gradients."""
        return DeclaredNames(tuple(self.gradients))

    def named(self, word: str, index: str = "") -> str | None:
        """The declared name that a word with an index is, if it can only be one.

        >>> DeclaredNames(("W1", "o5", "delta_2")).named("w", "1")
        'W1'
        """
        for spelt in (word + index, f"{word}_{index}"):
            if spelt in self.names:
                return spelt
        spelling = folded(word + index)
        return self._spellings.get(spelling) or self._spellings.get(spelling.casefold())

    @cached_property
    def _rows(self) -> dict[str, str | None]:
        return {}

    def row(self, word: str) -> str | None:
        """The names that a word is made of, or the sizes, in brackets; it is kept, as words come again and again."""
        if word not in self._rows:
            if len(self._rows) >= _KEPT_AT_MOST:
                self._rows.clear()
            pieces = (*self.names, *SPELLINGS)
            names = product_of_names(word, pieces) or product_of_names(word.replace("_", ""), pieces)
            sizes = None if names else product_of_names(word, self.sizes)
            self._rows[word] = f"({sizes})" if sizes else names
        return self._rows[word]

    def size(self, text: str) -> str | None:
        """The declared size that a text is."""
        near = [size for size in self.sizes if size.casefold() == text.casefold()]
        return text if text in (*self.sizes, "1") else near[0] if len(near) == 1 else None

    def has_entries_of(self, node: str) -> bool:
        """Whether single entries of a gradient have names, which the response itself defined."""
        entries = filter(None, map(ENTRY.fullmatch, self.gradients))
        return any(folded(entry["of"]) == folded(node) for entry in entries)

    def gradient(self, loss: str, node: str, index: str = "") -> str | None:
        """The declared gradient of a loss, or of the only one, with respect to a node."""
        found = self.gradients.get(self.nodes.named(node, index) or "", ())
        exact = [name for declared, name in found if declared == loss]
        if exact or len(found) != 1:
            return exact[0] if exact else None
        declared, name = found[0]
        return name if not loss or loss.casefold() in (declared.casefold(), *_LOSSES) else None


def folded(name: str) -> str:
    """A name without its underscores, its Greek letters spelt out."""
    return name.replace("_", "").translate(_GREEK_NAMES)


def index_of(found: re.Match[str], group: str) -> tuple[str, bool, str]:
    """The index behind a name ("" if there is none), whether it can be no power, and the transpose with it."""
    strong = found[f"{group}raised"] or (found[f"{group}lowered"] or "").strip("() ")
    weak = found[f"{group}weak"] or found[f"{group}bare"] or ""
    is_turned = bool(found[f"{group}turned"] or found[f"{group}weakly_turned"])
    return strong or weak, bool(strong or is_turned), "^T " if is_turned else ""
