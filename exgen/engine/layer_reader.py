"""The items of a network's text, one after the other: layers, containers, branches, repetitions, labels.

Sequential(...)                     a chain; so is every container of print(model)
Residual(...)                       a chain, and what went in is added to what comes out of it
Residual(..., shortcut: ...)        the same with layers on the way around
Concat(...), Add(...), Multiply(...)    a branch on each line (or between commas), its layers between semicolons;
                                    all of them read what arrives; dim=2 among them is an argument
TransformerEncoder(layer, 6)        a layer so often in a row, and a norm behind all of them, if one is given
Auxiliary(...)                      a chain beside the others: what arrives goes on, what comes out of it goes nowhere
x: MaxPool2d(2)  ...  Concat(x)     a label for what comes out; a join of one branch takes what arrives as well
x: Conv2d(8, 8, 3)  ...  Reuse(x)   the same layers once more, with the same weights
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exgen.engine.arguments import read_size, shown_argument
from exgen.engine.calls import Given, called_layer, without_prefix
from exgen.engine.drafts import MOST_LAYERS, TOO_MANY_LAYERS
from exgen.engine.encoder_stacks import ENCODER, WITH_HEADS, refuse_without_heads, stack
from exgen.engine.layer_drafts import LayerDraft
from exgen.engine.layers import KINDS
from exgen.engine.network_tokens import ITEM_ENDS, Tokens, shortened
from exgen.engine.networks import Size
from exgen.engine.placing import Placing
from exgen.engine.problems import MOST_PROBLEMS, network_error, placed, told
from exgen.errors import ExpressionError, NetworkError, did_you_mean

DEEPEST = 20
"""How deep containers may stand in containers."""
EXAMPLE = "Conv2d(3, 16, kernel_size=3)"
CONTAINERS = ("Sequential", "ModuleList")
RESIDUAL, AUXILIARY, REUSE, PASSING = "Residual", "Auxiliary", "Reuse", "Identity"
SHORTCUTS = ("shortcut", "downsample")
"""The labels of the way around, in a text and in torchvision."""

_BRANCH_ENDS = frozenset({"\n", ","})
_CHAIN_ENDS = frozenset({";"})
_COMMA = frozenset({","})
_TIMES = frozenset({"*", "×", "·", "⋅"})


class LayerReader:
    """Goes through the pieces of a text once; ``problems`` grows, so that all of them are told together.

    An item is what stands between two line ends, semicolons or commas: ``label: count * layer``. It is held
    as the indices of its pieces outside brackets. ``number`` counts the layers so far, repetitions written
    out.
    """

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.pieces = tokens.pieces
        self.placing = Placing()
        self.problems: list[str] = []
        self.number = 0
        self.known: dict[str, tuple[LayerDraft, int]] = {}
        """The layers that stood there so far as they were written, and how often: deep networks repeat theirs."""

    def read(self) -> None:
        """Place everything that the text names."""
        self.chain(0, len(self.pieces), 0)

    def chain(self, start: int, stop: int, depth: int) -> None:
        """The layers from one piece to another, or those inside a container, one after the other."""
        self.items(self.tokens.runs(start, stop, ITEM_ENDS), depth)

    def items(self, runs: Iterator[list[int]], depth: int) -> None:
        """Items one after the other; labels that stand deeper are not known outside."""
        for item in runs:
            if item:
                self.item(item, depth)

    def item(self, item: list[int], depth: int) -> None:
        """One item, as often as it says."""
        written = self.tokens.written(item)
        if written in self.known:
            draft, times = self.known[written]
            self.placing.layer(draft, self.counted_up(times, item))
            return None
        before, start, entry = self.number, len(self.placing.layers), self.placing.here
        where = self.where(item)
        label, rest = self.tokens.labelled(item)
        if label in self.placing.labels and self.pieces[item[0]].kind == "name":
            return self.refused(where, f'the label "{label}" is given twice: take another one here')
        try:
            count, call = self.counted(rest)
        except (ExpressionError, NetworkError) as error:
            return self.refused(where, told("the number of repetitions", error))
        if not self.is_call(call):
            return self.refused(where, f"this is no layer; write one like {EXAMPLE} on each line, or behind ;")
        times, repeats = (count, 1) if isinstance(count, int) else (1, count)
        name = without_prefix(self.pieces[call[0]].text)
        inside = (call[1] + 1, self.tokens.closing[call[1]]) if len(call) > 1 else (0, 0)
        if not self.is_container(name, *inside):
            try:
                draft = called_layer(name, self.arguments(*inside), repeats)
            except NetworkError as error:
                return self.refused(where, *error.problems)
            if KINDS[draft.kind].is_join:
                return self.refused(where, f"nothing is joined: write {name}(x) with a label, or with branches inside")
            self.placing.layer(draft, self.counted_up(times, item))
            if not label:
                self.known[written] = (draft, times)
        elif repeats == 1:
            labels = dict(self.placing.labels)
            self.container(name, *inside, depth + 1, where)
            self.placing.labels = labels
            self.times(times, start, entry, before, item)
            if times != 1:
                self.placing.as_one_line(start)
        else:
            return self.refused(where, f"a container is repeated by a number, not {shown_argument(repeats)}")
        if label:
            self.placing.labels[label] = self.placing.block(start, entry)
        return None

    def where(self, item: list[int]) -> str:
        """The layer with which an item begins, and its text, for messages."""
        return f"layer {self.number + 1}, {shortened(self.tokens.said(item))}"

    def counted_up(self, layers: int, item: list[int]) -> int:
        """So many layers, which an item adds; raises NetworkError as soon as there are too many."""
        if self.number + layers > MOST_LAYERS:
            raise network_error([*self.problems, f"{self.where(item)}: {TOO_MANY_LAYERS}"])
        self.number += max(layers, 0)
        return layers

    def container(self, name: str, start: int, stop: int, depth: int, where: str) -> None:
        """What stands inside a container, placed as its name says.

        Every way down leads through here. Raises NetworkError where containers stand too deep in each other, and for a
        print of attention, which leaves out its heads.
        """
        if depth > DEEPEST:
            raise NetworkError(f"{where}: containers stand more than {DEEPEST} deep in each other")
        if name in WITH_HEADS:
            refuse_without_heads(where, name, self.tokens.text(start, stop))
        elif name == REUSE:
            self.reuse(start, stop, where)
        elif name == RESIDUAL and not any(self.tokens.runs(start, stop, ITEM_ENDS)):
            self.refused(where, "nothing stands inside: write the layers that the way around goes past")
        elif name == RESIDUAL:
            self.residual(start, stop, depth)
        elif name == AUXILIARY:
            entry = self.placing.here
            self.chain(start, stop, depth)
            self.placing.here = entry
        elif name == ENCODER and not self.tokens.has_labels(start, stop):
            self.stacked(start, stop, depth, where)
        elif name in KINDS and KINDS[name].is_join:
            runs = [run for run in self.tokens.runs(start, stop, _BRANCH_ENDS) if run]
            given = [Given(self.pieces[run[0]].text, self.tokens.said(run[2:])) for run in runs if self.is_named(run)]
            branches = [run for run in runs if not self.is_named(run)]
            self.joined(name, given, [self.branch(run, self.placing.here, depth) for run in branches], where)
        else:
            self.chain(start, stop, depth)
            if name not in (CONTAINERS[0], ENCODER):
                self.placing.assumed[name] = None

    def residual(self, start: int, stop: int, depth: int) -> None:
        """A chain and the way around it, added."""
        entry, around = self.placing.here, list[list[int]]()
        for item in self.tokens.runs(start, stop, ITEM_ENDS):
            if item and self.tokens.labelled(item)[0] in SHORTCUTS:
                around.append(self.tokens.labelled(item)[1])
            elif item:
                self.item(item, depth)
        ends = [self.placing.here]
        self.placing.here = entry
        self.items(iter(around), depth)
        self.place_join(called_layer("Add", []), [*ends, self.placing.here])

    def stacked(self, start: int, stop: int, depth: int, where: str) -> None:
        """A layer so often in a row, and what stands behind all of them."""
        try:
            layer, times, norm = stack(self.tokens, start, stop)
        except NetworkError as error:
            return self.refused(where, *error.problems)
        before, begun, entry = self.number, len(self.placing.layers), self.placing.here
        self.item(layer, depth)
        self.times(times, begun, entry, before, layer)
        return self.items(iter([norm]), depth)

    def times(self, times: int, start: int, entry: int, before: int, item: list[int]) -> None:
        """What was placed since, so often in a row; ``before`` is the number of the layer before it."""
        inner, self.number = self.number - before, before
        self.counted_up(inner * times, item)
        self.placing.repeat(self.placing.block(start, entry), times)

    def branch(self, run: list[int], entry: int, depth: int) -> tuple[int, bool]:
        """One branch of a join, from the tensor that arrives; returns the tensor at its end, and if it is a label's.

        A branch may begin with a label: its layers then read what came out there.
        """
        first, *others = self.tokens.cut(run, _CHAIN_ENDS)
        _, named = self.tokens.labelled(first)
        alone = self.pieces[named[0]].text if len(named) == 1 else ""
        is_label = alone in self.placing.labels
        self.placing.here = self.placing.labels[alone].end if is_label else entry
        is_passing = without_prefix(self.pieces[named[0]].text) == PASSING and len(named) <= 2 if named else False
        begun, read = len(self.placing.layers), self.placing.here
        if alone and not is_label and not is_passing and alone.islower() and alone not in KINDS:
            self.refused(f"layer {self.number + 1}, {alone}", self.unknown_label(alone))
        else:
            self.items(iter(others if is_label or is_passing else [first, *others]), depth)
        if is_label:
            self.placing.by_label |= {
                (layer, read) for layer in range(begun, len(self.placing.layers)) if read in self.placing.reads[layer]
            }
        end, self.placing.here = self.placing.here, entry
        return end, is_label and end == read

    def is_named(self, run: list[int]) -> bool:
        """Whether a run is an argument with its name: ``dim=1``."""
        return len(run) > 1 and self.pieces[run[0]].kind == "name" and self.pieces[run[1]].text == "="

    def joined(self, name: str, given: list[Given], ends: list[tuple[int, bool]], where: str) -> None:
        """Place a join behind its branches; a single one joins what arrives."""
        if not ends:
            self.refused(where, "nothing is joined: write a branch on each line inside")
            return
        try:
            draft = called_layer(name, given)
        except NetworkError as error:
            self.refused(where, *error.problems)
            return
        tensors = [end for end, _ in ends] if len(ends) > 1 else [self.placing.here, ends[0][0]]
        self.place_join(draft, tensors, [end for end, is_label in ends if is_label])

    def place_join(self, draft: LayerDraft, tensors: list[int], by_label: Iterable[int] = ()) -> None:
        self.number += 1
        self.placing.join(draft, tensors, by_label)

    def reuse(self, start: int, stop: int, where: str) -> None:
        """The layers of a label once more, with the same weights."""
        label = self.tokens.said(list(range(start, stop)))
        if label not in self.placing.labels:
            self.refused(where, self.unknown_label(label))
            return
        block = self.placing.labels[label]
        self.counted_up(block.stop - block.start, [start - 2, start - 1])
        begun = len(self.placing.layers)
        self.placing.again(block, is_shared=True)
        self.placing.as_one_line(begun)

    def unknown_label(self, label: str) -> str:
        """What to say about a label that was not given before."""
        if not self.placing.labels:
            return f'"{label}" is no label: no layer before has one, such as {label}: {EXAMPLE}'
        return f'"{label}" is no label given before; {did_you_mean(label, self.placing.labels)}'

    def refused(self, where: str, *problems: str) -> None:
        """No layers, but problems; the layer counts, so that those behind it keep their number."""
        self.problems += placed(where, problems)
        self.number += 1
        if len(self.problems) > MOST_PROBLEMS:
            raise NetworkError(*self.problems[:MOST_PROBLEMS], "there may be more; no further layers were read")

    def counted(self, item: list[int]) -> tuple[Size, list[int]]:
        """How often an item stands there, and what: ``36 * Conv2d(...)``, ``D * ReLU()``, ``4 x ReLU()``."""
        for place in range(len(item) - 2, 0, -1):
            sign, behind = self.pieces[item[place]], self.pieces[item[place + 1]]
            if sign.text in _TIMES or (sign.text == "x" and behind.kind == "name"):
                count = read_size(self.tokens.said(item[:place]))
                if isinstance(count, int) and not 0 <= count <= MOST_LAYERS:
                    raise NetworkError(f"must be from 0 to {MOST_LAYERS:,}, not {count}")
                return count, item[place + 1 :]
        return 1, item

    def is_call(self, item: list[int]) -> bool:
        """Whether an item is a name, alone or with brackets behind it."""
        if not 1 <= len(item) <= 2 or self.pieces[item[0]].kind != "name":
            return False
        return len(item) == 1 or self.pieces[item[1]].text == "("

    def is_container(self, name: str, start: int, stop: int) -> bool:
        """Whether a call holds layers: it is a container or a join, or labelled inside as print(model) does."""
        if name in (*CONTAINERS, RESIDUAL, AUXILIARY, REUSE, ENCODER):
            return True
        if name in KINDS and KINDS[name].is_join:
            return start < stop
        return self.tokens.has_labels(start, stop)

    def arguments(self, start: int, stop: int) -> list[Given]:
        """What stands in a layer's brackets.

        Raises NetworkError where nothing stands before a comma.
        """
        given = []
        runs = list(self.tokens.runs(start, stop, _COMMA))
        for place, run in enumerate(runs):
            run = [index for index in run if self.pieces[index].text != "\n"]
            if not run and place < len(runs) - 1:
                raise NetworkError("an argument is missing before a comma")
            if self.is_named(run):
                given.append(Given(self.pieces[run[0]].text, self.tokens.said(run[2:])))
            elif run:
                given.append(Given(None, self.tokens.said(run)))
        return given
