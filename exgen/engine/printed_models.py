"""What ``print(model)`` shows of known classes, written as the network that their forward pass makes of it.

``Bottleneck((conv1): Conv2d(...) ...)`` becomes ``Sequential(Residual(Conv2d(...); ...); ReLU(...))``. The classes, and
how they join their children, stand in ``printed_classes``; those of other classes are left as a chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from exgen.engine.layer_reader import DEEPEST, LayerReader
from exgen.engine.layers import KINDS
from exgen.engine.network_tokens import ITEM_ENDS, Tokens, network_tokens, shortened
from exgen.engine.printed_additions import ADDITIONS
from exgen.engine.printed_classes import CHAINS, CLASSES, UNPRINTED, Form
from exgen.errors import NetworkError

MOST_WRITTEN_OUT = 1_000_000
"""How long the text may become: a child that is used twice stands there twice."""


class WrittenOut(NamedTuple):
    """The text of a network in which no class of a print is left; ``added`` says what it has that no print shows."""

    text: str
    added: tuple[str, ...] = ()


def written_out(text: str, input: Sequence[object] = ()) -> WrittenOut:
    """The text with known classes written out, behind this input; a text that is no print stays as it is.

    Raises NetworkError for a class whose print leaves out what cannot be known, and where brackets do not pair.

    >>> written_out("BasicConv2d(\\n  (conv): Conv2d(3, 8, 3)\\n  (bn): BatchNorm2d(8)\\n)").text
    'Sequential(Conv2d(3, 8, 3); BatchNorm2d(8); ReLU())'
    >>> written_out("Conv2d(3, 8, 3); ReLU").text
    'Conv2d(3, 8, 3); ReLU'
    """
    tokens = network_tokens(text)
    if not any(piece.text in CLASSES or piece.text in CHAINS or piece.text in UNPRINTED for piece in tokens.pieces):
        return WrittenOut(text)
    writer = _Writer(tokens, input)
    return WrittenOut(writer.items(0, len(tokens.pieces), 0), tuple(writer.added))


class _Writer:
    """Writes a print anew, from the inside out."""

    def __init__(self, tokens: Tokens, input: Sequence[object]) -> None:
        self.tokens = tokens
        self.input = input
        self.added: dict[str, None] = {}
        self.pieces = tokens.pieces

    def items(self, start: int, stop: int, depth: int) -> str:
        """The items from one piece to another, each on a line of its own, with its label."""
        written = []
        for item in self.tokens.runs(start, stop, ITEM_ENDS):
            label, rest = self.tokens.labelled(item)
            if rest:
                written.append(f"({label}): {self.item(rest, depth)}" if label else self.item(rest, depth))
        return "\n".join(written)

    def item(self, item: list[int], depth: int) -> str:
        """An item without its label: a call, behind a number where it is repeated."""
        if depth > DEEPEST:
            texts = [piece.text for piece in self.pieces[: item[0]]]
            layers = sum(text in KINDS for text, behind in pairwise(texts) if behind == "(")
            where = f"layer {layers + 1}, {shortened(self.tokens.said(item))}"
            raise NetworkError(f"{where}: containers stand more than {DEEPEST} deep in each other")
        if len(item) < 2 or self.pieces[item[-1]].text != "(" or self.pieces[item[-2]].kind != "name":
            return self.tokens.said(item)
        start, stop = item[-1] + 1, self.tokens.closing[item[-1]]
        runs = [self.tokens.labelled(run) for run in self.tokens.runs(start, stop, ITEM_ENDS) if run]
        if not any(label for label, _ in runs):
            return self.tokens.said(item)
        before = self.tokens.said(item[:-2])
        call = self.call(self.pieces[item[-2]].text, [run for run in runs if run[1]], (start, stop), depth)
        return f"{before} {call}" if before else call

    def call(self, name: str, runs: list[tuple[str, list[int]]], inside: tuple[int, int], depth: int) -> str:
        """A class with its children, as its forward pass joins them."""
        if name in ADDITIONS and all(label for label, _ in runs):
            made = ADDITIONS[name]({label: self.item(rest, depth + 1) for label, rest in runs}, self.input)
            if made is not None:
                self.added[made.sentence] = None
                return self.bounded(made.text)
        if name in UNPRINTED:
            raise NetworkError(
                f"{name}: its print leaves out {UNPRINTED[name]}, so it cannot be read; write the network down, or its "
                "name where it is a known one"
            )
        if name in CLASSES and all(label for label, _ in runs):
            children = {label: self.item(rest, depth + 1) for label, rest in runs}
            children = {label: child for label, child in children.items() if child != "Sequential()"}
            form = next((form for form in CLASSES[name] if form.children == children.keys()), None)
            if form is not None:
                return self.bounded(f"Sequential({_joined(form, children)})")
        kept = "Sequential" if name in CHAINS else name
        return self.bounded(f"{kept}(\n{self.items(*inside, depth + 1)}\n)")

    def bounded(self, text: str) -> str:
        """The text; raises NetworkError where it has become too long."""
        if len(text) > MOST_WRITTEN_OUT:
            raise NetworkError(f"written out, the model's text is longer than {MOST_WRITTEN_OUT:,} characters")
        return text


def _joined(form: Form, children: dict[str, str]) -> str:
    """A form with its children put in."""
    stays = form.where_shape_stays is not None and _shape_stays(form.text.format_map(children))
    return (form.where_shape_stays if stays and form.where_shape_stays else form.text).format_map(children)


def _shape_stays(text: str) -> bool:
    """Whether layers in a row have strides of 1 and put out as many channels as go in, by what is written in them."""
    reader = LayerReader(network_tokens(text))
    reader.read()
    layers = [draft.arguments for draft in reader.placing.layers]
    given = [layer["in_channels"] for layer in layers if "in_channels" in layer]
    out = [layer["out_channels"] for layer in layers if "out_channels" in layer]
    strides = [layer["stride"] for layer in layers if "stride" in layer]
    return (
        bool(given) and given[0] == out[-1] and all(set(stride) == {1} for stride in strides if type(stride) is tuple)
    )
