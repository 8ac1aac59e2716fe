"""Formulas of a table as a textbook prints them: K²·C_in·C_out·H·W, kernel sizes first, sizes of maps last."""

from __future__ import annotations

from exgen.engine.drafts import NetworkDraft
from exgen.engine.formulas import Quantity
from exgen.engine.layer_drafts import names_of
from exgen.engine.networks import Network
from exgen.engine.runs import Run
from exgen.expressions import Node
from exgen.expressions.factoring import ordered


class TableLetters:
    """The order in which products of a network's table have their letters; others come behind, as they were written.

    >>> from exgen.engine.reading import read_network
    >>> from exgen.expressions import read, show
    >>> letters = TableLetters(read_network("Conv2d(C, N, K)", "(C, H, H)"))
    >>> show(letters.printed(read("N*K*K*C*H*H + N")))
    'K^2 C N H^2 + N'
    """

    def __init__(self, network: Network | NetworkDraft) -> None:
        kernels: list[str] = []
        others: list[str] = []
        sizes: list[str] = []
        if isinstance(network, NetworkDraft):
            for layer in network.layers:
                for name, value in layer.arguments.items():
                    found = names_of(value if isinstance(value, tuple) else [value])
                    (kernels if name == "kernel_size" else others).extend(found)
            sizes += names_of(network.input)
        self.order = tuple(dict.fromkeys([*kernels, *others, *sizes]))

    def printed(self, value: Quantity) -> Quantity:
        """A number as it is, a formula in the form of a table."""
        return ordered(value, self.order) if isinstance(value, Node) else value

    def printed_run(self, run: Run) -> Run:
        """A run whose formulas are in the form of a table, for the lines of its derivation."""
        if not run.is_symbolic:
            return run
        values = [self.printed(value) for value in run.values]
        return Run(run.calculation, values, is_symbolic=True, conventions=run.conventions, settled=run.settled)
