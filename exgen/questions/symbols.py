"""Networks in letters: run once for all variants that share them, their formulas as a textbook prints them.

A formula takes milliseconds where a number takes microseconds. So a run on symbols is kept, and with it what a
diagnosis finds out about the mistakes made in it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from exgen.engine.drafts import NetworkDraft
from exgen.engine.laid_quantities import LaidQuantities
from exgen.engine.quantity_arguments import Settled
from exgen.engine.runs import Run
from exgen.errors import InputError
from exgen.expressions import Name, Node
from exgen.expressions.factoring import factored


def check_symbols(draft: NetworkDraft, symbols: Mapping[str, str]) -> None:
    """Refuse a draft in which names that are no symbols are left, or symbols decide how many layers there are."""
    strange = [name for name in draft.names if name not in symbols]
    if strange:
        raise InputError(*(f'"{name}" has no whole number and is no symbol' for name in strange))
    if draft.count_names:
        raise InputError(f"how many layers there are cannot depend on a symbol, here {', '.join(draft.count_names)}")


@dataclass(frozen=True, slots=True)
class _Subject:
    """A draft that can be looked up: equal if its calculation, its input, its layers and what is asked are."""

    key: Hashable
    laid: LaidQuantities = field(compare=False)
    draft: NetworkDraft = field(compare=False)
    arguments: Settled = field(compare=False)
    asked: tuple[int, ...]


def symbolic_run(laid: LaidQuantities, draft: NetworkDraft, arguments: Settled, asked: tuple[int, ...] = ()) -> Run:
    """The run of a network with symbols in it; ``arguments`` are those of what is asked of it, ``asked`` its slots."""
    layers = tuple([(layer.kind, layer.text) for layer in draft.layers])
    written = (draft.input, layers, draft.batch, draft.bytes_per_number, draft.conventions)
    return _run(_Subject((laid.calculation, written, tuple(arguments.items())), laid, draft, arguments, asked))


@lru_cache(maxsize=256)
def _run(subject: _Subject) -> Run:
    leaves = subject.laid.leaves_of(subject.draft, subject.arguments)
    return subject.laid.calculation.run(leaves, subject.asked, subject.draft.conventions)


def printed(run: Run, symbols: Mapping[str, str], given: Mapping[int, Name]) -> Run:
    """A run as it is printed, in the letters of a template and the names ``given`` for what some slots hold.

    Its formulas have the form of a textbook, letters in the order in which the template lists its symbols. A run on
    numbers stays as it is.

    >>> from exgen.engine.laid_quantities import laid_quantities
    >>> from exgen.engine.reading import read_network
    >>> from exgen.expressions import show
    >>> draft = read_network("Conv1d(C, C_out, K)", "(C, L)")
    >>> laid = laid_quantities(draft)
    >>> sizes, multiplications = laid.output_size(None), laid.multiplications(None)
    >>> run = symbolic_run(laid, draft, {})
    >>> symbols = {"L": "length", "K": "kernel size", "C": "channels in", "C_out": "channels out"}
    >>> show(printed(run, symbols, {})[multiplications])
    'K C C_out(L - K + 1)'
    >>> show(printed(run, symbols, {sizes[0]: Name("L_out")})[multiplications])
    'K C C_out L_out'
    """
    return _printed(run, tuple(symbols), tuple(given.items())) if run.is_symbolic else run


@lru_cache(maxsize=512)
def _printed(run: Run, symbols: tuple[str, ...], given: tuple[tuple[int, Name], ...]) -> Run:
    values = run.pinned(dict(given)).values if given else run.values
    order = (*symbols, *(name.name for _, name in given))
    printed_values = [factored(value, order) if isinstance(value, Node) else value for value in values]
    return Run(run.calculation, printed_values, is_symbolic=True, conventions=run.conventions, settled=run.settled)
