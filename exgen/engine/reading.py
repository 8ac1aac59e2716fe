"""Networks as people write them: PyTorch's constructor calls, one per line, or what ``print(model)`` shows.

    Conv2d(3, 16, kernel_size=(3, 3), stride=2)         arguments as in torch.nn
    nn.ReLU(); torch.nn.Flatten; Linear(16*5*5, 120)    several on a line; a bare name; numbers to work out
    36 * Conv2d(3, 3, 7)                                repeated
    (features): Sequential(                             labels and containers of print(model): what a
      (0): Conv2d(3, 64, kernel_size=(3, 3))            container holds is taken as it is shown
    )
    Conv2d(3, C, K, padding=(K - 1) / 2)                names get their numbers later (``drafts``)

Nothing here is ever evaluated as Python, and nothing here touches a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence as Items
from itertools import accumulate, pairwise

from exgen.engine.arguments import read_size, shown_argument, size_of
from exgen.engine.calls import Given, called_layer, without_prefix
from exgen.engine.drafts import MOST_LAYERS, TOO_MANY_LAYERS, NetworkDraft
from exgen.engine.layer_drafts import LayerDraft
from exgen.engine.network_tokens import Tokens, network_tokens, shortened
from exgen.engine.networks import Size
from exgen.engine.problems import MOST_PROBLEMS, network_error, placed, told
from exgen.errors import ExpressionError, NetworkError
from exgen.expressions import Sequence, read

MOST_CHARACTERS = 100_000
MOST_AXES = 4
DEEPEST = 20
"""How deep containers may stand in containers."""

CONTAINERS = ("Sequential", "ModuleList")

_ITEM_ENDS = frozenset({"\n", ";", ","})
_COMMA = frozenset({","})
_TIMES = frozenset({"*", "×", "·", "⋅"})
_CROSSES = re.compile(r"[0-9]{1,30}(?:\s*[xX×]\s*[0-9]{1,30}){0,9}")
_INPUT_FORMS = "write it like 3x224x224, (3, 224, 224) or 2048, without the batch axis"
_EXAMPLE = "Conv2d(3, 16, kernel_size=3)"


def read_layers(text: str) -> tuple[LayerDraft, ...]:
    """The layers a text names, in order, repetitions written out where their number is known.

    Raises NetworkError, one line for each problem, with its layer (counted from 1, repetitions written out).

    >>> [draft.text for draft in read_layers("2 * Conv2d(3, 3, 5, padding=2); nn.ReLU(inplace=True)")]
    ['Conv2d(3, 3, kernel_size=5, padding=2)', 'Conv2d(3, 3, kernel_size=5, padding=2)', 'ReLU(inplace=True)']
    >>> read_layers("Conv2D(3, 16, 5)")
    Traceback (most recent call last):
    ...
    exgen.errors.NetworkError: layer 1, Conv2D(3, 16, 5): unknown layer "Conv2D"; did you mean "Conv2d"?
    """
    return tuple([draft for line in _read_lines(text) for draft in line])


def _read_lines(text: str) -> list[list[LayerDraft]]:
    """The layers of each line (or of what stands between semicolons)."""
    if len(text) > MOST_CHARACTERS:
        raise NetworkError(f"the network's text is longer than {MOST_CHARACTERS:,} characters")
    tokens = network_tokens(text)
    reader = _LayerReader(tokens)
    lines = list(reader.lines(0, len(tokens.pieces), 0))
    if reader.problems:
        raise network_error(reader.problems)
    if not any(lines):
        raise NetworkError(f"the network has no layers; write each on a line of its own, such as {_EXAMPLE}")
    return lines


def read_input(text: str | Items[object]) -> tuple[Size, ...]:
    """The shape that goes into a network, without the batch axis; names may stand for sizes.

    Raises NetworkError for what is no shape.

    >>> read_input("3x224x224"), read_input("(3, 224, 224)"), read_input([2048])
    ((3, 224, 224), (3, 224, 224), (2048,))
    >>> read_input("(3, H, H)")
    (3, Name(name='H'), Name(name='H'))
    """
    shape = _read_shape(text) if isinstance(text, str) else _given_shape(text)
    if not 1 <= len(shape) <= MOST_AXES:
        raise NetworkError(f"the input has {len(shape)} axes, not 1 to {MOST_AXES}; {_INPUT_FORMS}")
    if any(isinstance(size, int) and size < 1 for size in shape):
        raise NetworkError(f"the input ({', '.join(map(shown_argument, shape))}) has a size below 1")
    return shape


def read_network(text: str, input: str | Items[object]) -> NetworkDraft:
    """The network a text names, behind an input such as ``"3x224x224"``, ``"(3, H, H)"`` or ``[3, 9, 9]``.

    Raises NetworkError, one line for each problem of both.

    >>> read_network("Conv2d(3, 16, 5); ReLU; Flatten", "3x32x32").network.layers[0].arguments["kernel_size"]
    (5, 5)
    """
    problems: list[str] = []
    shape: tuple[Size, ...] = ()
    lines: list[list[LayerDraft]] = []
    try:
        shape = read_input(input)
    except NetworkError as error:
        problems += error.problems
    try:
        lines = _read_lines(text)
    except NetworkError as error:
        problems += error.problems
    if problems:
        raise network_error(problems)
    layers = [draft for line in lines for draft in line]
    ends = list(accumulate(map(len, lines)))
    groups = tuple([range(start, end) for start, end in pairwise([0, *ends]) if end > start])
    return NetworkDraft(shape, tuple(layers), groups=groups)


def _read_shape(text: str) -> tuple[Size, ...]:
    if _CROSSES.fullmatch(text.strip()):
        return tuple(int(number) for number in re.findall("[0-9]+", text))
    try:
        node = read(f"({text})")
        return tuple(size_of(item) for item in (node.items if isinstance(node, Sequence) else (node,)))
    except (ExpressionError, NetworkError) as error:
        subject = f'the input "{shortened(text)}"'
        raise NetworkError(f"{told(subject, error)}; {_INPUT_FORMS}") from None


def _given_shape(sizes: Items[object]) -> tuple[Size, ...]:
    found = tuple(size for size in sizes if type(size) is int)
    if len(found) != len(sizes):
        listed = ", ".join(f'"{size}"' if isinstance(size, str) else str(size) for size in sizes)
        raise NetworkError(f"the input {shortened(f'[{listed}]')} must be whole numbers; {_INPUT_FORMS}")
    return found


class _LayerReader:
    """Goes through the pieces of a text once; ``problems`` grows, so that all of them are told together.

    An item is what stands between two line ends, semicolons or commas: ``label: count * layer``. It is held
    as the indices of its pieces outside brackets. ``number`` counts the layers so far, repetitions written
    out.
    """

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.pieces = tokens.pieces
        self.problems: list[str] = []
        self.number = 0

    def lines(self, start: int, stop: int, depth: int) -> Iterator[list[LayerDraft]]:
        """The layers from one piece to another, or those inside a container; what is repeated is one line."""
        if depth > DEEPEST:
            raise NetworkError(f"containers stand more than {DEEPEST} deep in each other")
        for item in self.runs(start, stop, _ITEM_ENDS):
            if item:
                yield from self.item(item, depth)

    def item(self, item: list[int], depth: int) -> list[list[LayerDraft]]:
        """The lines of one item, as often as it says: one of its own, or those of a container."""
        before = self.number
        where = f"layer {before + 1}, {shortened(self.text(item))}"
        try:
            count, call = self.counted(self.unlabelled(item))
        except (ExpressionError, NetworkError) as error:
            return self.refused(where, told("the number of repetitions", error))
        if not self.is_call(call):
            return self.refused(where, f"this is no layer; write one like {_EXAMPLE} on each line, or behind ;")
        times, repeats = (count, 1) if isinstance(count, int) else (1, count)
        name = self.pieces[call[0]].text
        start, stop = (call[1] + 1, self.tokens.closing[call[1]]) if len(call) > 1 else (0, 0)
        if not self.is_container(name, start, stop):
            try:
                lines = [[called_layer(name, self.arguments(start, stop), repeats)]]
            except NetworkError as error:
                return self.refused(where, *error.problems)
            self.number += 1
        elif repeats == 1:
            lines = list(self.lines(start, stop, depth + 1))
        else:
            return self.refused(where, f"a container is repeated by a number, not {shown_argument(repeats)}")
        self.number = before + (self.number - before) * times
        if self.number > MOST_LAYERS:
            raise network_error([*self.problems, TOO_MANY_LAYERS])
        return lines if times == 1 else [[draft for line in lines for draft in line] * times]

    def refused(self, where: str, *problems: str) -> list[list[LayerDraft]]:
        """No layers, but problems; the layer counts, so that those behind it keep their number."""
        self.problems += placed(where, problems)
        self.number += 1
        if len(self.problems) > MOST_PROBLEMS:
            raise NetworkError(*self.problems[:MOST_PROBLEMS], "there may be more; no further layers were read")
        return []

    def runs(self, start: int, stop: int, ends: frozenset[str]) -> Iterator[list[int]]:
        """What stands between the ends: runs of pieces outside brackets, some of them empty."""
        run: list[int] = []
        for index in self.tokens.top(start, stop):
            if self.pieces[index].text in ends:
                yield run
                run = []
            else:
                run.append(index)
        yield run

    def text(self, run: list[int]) -> str:
        """What a run of pieces says, on one line."""
        return self.tokens.text(run[0], self.tokens.closing.get(run[-1], run[-1]) + 1) if run else ""

    def unlabelled(self, item: list[int]) -> list[int]:
        """An item without the label of print(model) before it: ``(0): ``, ``(features): ``, ``(0-3): ``."""
        is_labelled = len(item) > 1 and self.pieces[item[0]].text == "(" and self.pieces[item[1]].text == ":"
        return item[2:] if is_labelled else item

    def counted(self, item: list[int]) -> tuple[Size, list[int]]:
        """How often an item stands there, and what: ``36 * Conv2d(...)``, ``D * ReLU()``, ``4 x ReLU()``."""
        for place in range(len(item) - 2, 0, -1):
            sign, behind = self.pieces[item[place]], self.pieces[item[place + 1]]
            if sign.text in _TIMES or (sign.text == "x" and behind.kind == "name"):
                count = read_size(self.text(item[:place]))
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
        """Whether a call holds layers: it is a Sequential, or labelled inside as print(model) does."""
        if without_prefix(name) in CONTAINERS:
            return True
        for run in self.runs(start, stop, _ITEM_ENDS):
            if run:
                return self.unlabelled(run) != run
        return False

    def arguments(self, start: int, stop: int) -> list[Given]:
        """What stands in a layer's brackets.

        Raises NetworkError where nothing stands before a comma.
        """
        given = []
        runs = list(self.runs(start, stop, _COMMA))
        for place, run in enumerate(runs):
            run = [index for index in run if self.pieces[index].text != "\n"]
            if not run and place < len(runs) - 1:
                raise NetworkError("an argument is missing before a comma")
            if len(run) > 1 and self.pieces[run[0]].kind == "name" and self.pieces[run[1]].text == "=":
                given.append(Given(self.pieces[run[0]].text, self.text(run[2:])))
            elif run:
                given.append(Given(None, self.text(run)))
        return given
