"""A network as it is written, before its names have numbers: read once, made into many networks.

Everything that needs no name is worked out and checked when the draft is made, so that ``resolve`` only fills
in what a variant changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from exgen.engine.arguments import shown_argument, whole
from exgen.engine.conventions import OWN, Conventions
from exgen.engine.layer_drafts import LayerDraft, names_of, unknown_name, with_numbers_in
from exgen.engine.networks import Layer, Network, Size, single_groups
from exgen.engine.problems import network_error, placed, told
from exgen.engine.wiring import UNWIRED, Wiring, chain, repeated
from exgen.errors import ExpressionError, NetworkError
from exgen.expressions import Value, evaluate

MOST_LAYERS = 100_000
"""How many layers a network may have, repetitions written out."""

TOO_MANY_LAYERS = f"with it the network has more than {MOST_LAYERS:,} layers; none that long is meant"


@dataclass(frozen=True, slots=True)
class NetworkDraft:
    """A network whose input and layers may hold names.

    ``input`` is the shape without the batch axis. ``names`` lists the names in order of appearance,
    ``count_names`` those that decide how many layers there are; without such, every variant has the layers of
    ``layers``, in the same places. ``network`` is the finished network where there are no names at all. ``batch`` may
    be a formula, ``groups`` are ranges of ``layers``, ``wiring`` joins these, ``assumed`` and ``added`` are what
    prints do not show, ``conventions`` are kept to, and ``known_as`` is its name if it has one (see ``Network``).

    >>> from exgen.engine.reading import read_network
    >>> draft = read_network("Conv2d(3, 16, K, padding=P); ReLU()", "(3, H, H)")
    >>> draft.names, draft.count_names
    (('H', 'K', 'P'), ())
    >>> draft.resolve({"H": 32, "K": 5, "P": 2}).layers[0].text
    'Conv2d(3, 16, kernel_size=5, padding=2)'
    >>> draft.layers[0].arguments["kernel_size"]
    (Name(name='K'), Name(name='K'))
    """

    input: tuple[Size, ...]
    layers: tuple[LayerDraft, ...]
    batch: Size = 1
    bytes_per_number: int = 4
    groups: tuple[range, ...] = field(default=(), compare=False)
    wiring: Wiring = UNWIRED
    assumed: tuple[str, ...] = field(default=(), compare=False)
    added: tuple[str, ...] = field(default=(), compare=False)
    conventions: Conventions = OWN
    known_as: str = field(default="", compare=False)
    names: tuple[str, ...] = field(init=False, compare=False)
    count_names: tuple[str, ...] = field(init=False, compare=False)
    network: Network | None = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        names = dict.fromkeys(names_of(self.input))
        for draft in self.layers:
            if draft.names or type(draft.count) is not int:
                names |= dict.fromkeys((*names_of([draft.count]), *draft.names))
        names |= dict.fromkeys(names_of([self.batch]))
        if self.wiring is UNWIRED:
            object.__setattr__(self, "wiring", chain(len(self.layers)))
        if not self.groups:
            object.__setattr__(self, "groups", single_groups(len(self.layers)))
        object.__setattr__(self, "names", tuple(names))
        object.__setattr__(self, "count_names", names_of(draft.count for draft in self.layers))
        object.__setattr__(self, "network", None)
        if not names:
            object.__setattr__(self, "network", self.resolve({}))

    def resolve(self, names: Mapping[str, Value]) -> Network:
        """The network with a value for each name; names that the draft does not use are passed over.

        Raises NetworkError, one line for each name without a value and each value that is not allowed, with
        its layer (counted from 1).
        """
        if self.network is not None:
            return self.network
        problems: list[str] = []
        shape = tuple([_number(size, names, 1, "input", problems) for size in self.input])
        batch = _number(self.batch, names, 1, "batch", problems)
        layers: list[Layer] = []
        starts = [0]
        number = 1
        for draft, times in _runs(self.layers):
            where = f"layer {number}, {draft.text}"
            count = times if draft.count == 1 else times * _number(draft.count, names, 0, where, problems)
            if number + count > MOST_LAYERS + 1:
                raise network_error([*problems, f"{where}: {TOO_MANY_LAYERS}"])
            try:
                layers += [draft.resolve(names)] * count
            except NetworkError as error:
                problems += placed(where, error.problems)
            number += count
            starts += [starts[-1] + count // times * done for done in range(1, times + 1)]
        if problems or not layers:
            raise network_error(problems or ["the network has no layers"])
        wiring = repeated(self.wiring, [end - start for start, end in pairwise(starts)])
        groups = self._regrouped(starts)
        sized = (shape, tuple(layers), batch, self.bytes_per_number, groups)
        unprinted = (self.assumed, self.added)
        return Network(*sized, None, wiring, *unprinted, self.conventions, self.known_as)

    def _regrouped(self, starts: Sequence[int]) -> tuple[range, ...]:
        """The groups where draft number i begins with layer ``starts[i]``."""
        return tuple([range(starts[group.start], starts[group.stop]) for group in self.groups])

    def with_numbers(self, names: Mapping[str, int]) -> NetworkDraft:
        """The draft with numbers for some of its names; the others stay, so that a formula can be asked for.

        Raises NetworkError, one line for each value that is not allowed, with its layer.

        >>> from exgen.engine.reading import read_network
        >>> draft = read_network("Conv2d(3, 16, K, padding=(K - 1)/2)", "(3, H, W)")
        >>> draft = draft.with_numbers({"K": 5, "H": 9})
        >>> draft.input, draft.layers[0].text
        ((3, 9, Name(name='W')), 'Conv2d(3, 16, kernel_size=5, padding=2)')
        """
        problems: list[str] = []
        shape = tuple(_put_in(size, names, 1, "input", problems) for size in self.input)
        batch = _put_in(self.batch, names, 1, "batch", problems)
        layers: list[LayerDraft] = []
        starts = [0]
        for draft, times in _runs(self.layers):
            where = f"layer {len(layers) + 1}, {draft.text}"
            count = _put_in(draft.count, names, 0, where, problems)
            try:
                draft = draft.with_numbers(names)
            except NetworkError as error:
                problems += placed(where, error.problems)
            if not isinstance(count, int):
                layers += [replace(draft, count=count)] * times
            elif len(layers) + count * times > MOST_LAYERS:
                raise network_error([*problems, f"{where}: {TOO_MANY_LAYERS}"])
            else:
                layers += [replace(draft, count=1)] * (count * times)
            each = count if isinstance(count, int) else 1
            starts += [starts[-1] + each * done for done in range(1, times + 1)]
        if problems:
            raise network_error(problems)
        wiring = repeated(self.wiring, [end - start for start, end in pairwise(starts)])
        groups = self._regrouped(starts)
        unprinted = (self.assumed, self.added)
        numbers = (batch, self.bytes_per_number, groups)
        return NetworkDraft(shape, tuple(layers), *numbers, wiring, *unprinted, self.conventions, self.known_as)

    def with_input(self, input: tuple[Size, ...]) -> NetworkDraft:
        """The same layers behind another input.

        >>> from exgen.engine.reading import read_network
        >>> read_network("ReLU()", "3x8x8").with_input((3, 9, 9)).network.input
        (3, 9, 9)
        """
        return replace(self, input=input)


def _runs(drafts: Iterable[LayerDraft]) -> list[tuple[LayerDraft, int]]:
    """The drafts, the same one several times in a row once, with how often."""
    runs: list[tuple[LayerDraft, int]] = []
    for draft in drafts:
        if runs and runs[-1][0] is draft:
            runs[-1] = (draft, runs[-1][1] + 1)
        else:
            runs.append((draft, 1))
    return runs


def _number(size: Size, names: Mapping[str, Value], least: int, where: str, problems: list[str]) -> int:
    """A size of the input, or a number of repetitions; what is wrong with it is added to ``problems``."""
    if missing := [name for name in names_of([size]) if name not in names]:
        problems += placed(where, [unknown_name(name, names) for name in missing])
        return least
    try:
        value = size if isinstance(size, int) else whole(evaluate(size, names))
    except (ExpressionError, NetworkError) as error:
        problems.append(f"{where}: {told(shown_argument(size), error)}")
        return least
    if value < least:
        problems.append(f"{where}: {shown_argument(size)} must be at least {least}, not {value}")
    return max(value, least)


def _put_in(size: Size, names: Mapping[str, int], least: int, where: str, problems: list[str]) -> Size:
    """The same where some names may stay."""
    try:
        value = with_numbers_in(size, names)
    except (ExpressionError, NetworkError) as error:
        problems.append(f"{where}: {told(shown_argument(size), error)}")
        return least
    if isinstance(value, int) and value < least:
        problems.append(f"{where}: {shown_argument(size)} must be at least {least}, not {value}")
        return least
    return value
