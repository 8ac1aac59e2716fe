"""A network as it is written, before its names have numbers: read once, made into many networks.

Everything that needs no name is worked out and checked when the draft is made, so that ``resolve`` only fills
in what a variant changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from exgen.engine.arguments import (
    DraftArgument,
    joint_problems,
    layer_text,
    shown_argument,
    value_problems,
    whole,
)
from exgen.engine.layers import KINDS, Parameter
from exgen.engine.networks import Argument, Layer, Network, Size, single_groups
from exgen.engine.problems import network_error, placed, told
from exgen.errors import ExpressionError, NetworkError, did_you_mean
from exgen.expressions import Number, Value, compiled, evaluate, fold, literal, names_in, substitute

MOST_LAYERS = 2_000
"""How many layers a network may have, repetitions written out."""

TOO_MANY_LAYERS = f"the network has more than {MOST_LAYERS:,} layers; none that long is meant"

Formula = Callable[[Sequence[Value]], Value]


@dataclass(frozen=True, slots=True)
class LayerDraft:
    """A layer whose arguments may be formulas over names; ``count`` says how often it stands there in a row.

    ``arguments`` holds every argument its kind has, defaults filled in: a number, truth or text, a formula,
    or a tuple with a number or formula for each spatial axis. ``text`` is the layer as somebody would write
    it, ``names`` lists the names in its arguments; without any, ``layer`` is the finished layer.

    Raises NetworkError, one line for each value that is not allowed.

    >>> LayerDraft("Linear", {"in_features": 784, "out_features": 10, "bias": True}).text
    'Linear(784, 10)'
    """

    kind: str
    arguments: Mapping[str, DraftArgument]
    count: Size = 1
    text: str = field(init=False, compare=False)
    names: tuple[str, ...] = field(init=False, compare=False)
    layer: Layer | None = field(init=False, compare=False, repr=False)
    _formulas: tuple[tuple[Parameter, tuple[Formula, ...]], ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        names = _names(size for value in self.arguments.values() for size in _sizes(value))
        problems: list[str] = []
        formulas: list[tuple[Parameter, tuple[Formula, ...]]] = []
        for parameter in KINDS[self.kind].parameters:
            value = self.arguments[parameter.name]
            if _names(_sizes(value)):
                formulas.append((parameter, tuple(_formula(size, names) for size in _sizes(value))))
            else:
                problems += value_problems(parameter, cast(Argument, value))
        if problems := problems or joint_problems(self.arguments):
            raise NetworkError(*problems)
        text = layer_text(self.kind, self.arguments)
        layer = None if names else Layer(self.kind, cast(Mapping[str, Argument], self.arguments), text)
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "layer", layer)
        object.__setattr__(self, "_formulas", tuple(formulas))

    def resolve(self, names: Mapping[str, Value]) -> Layer:
        """The layer with a value for each of its names.

        Raises NetworkError, one line for each name without a value and each value that is not allowed.

        >>> from exgen.engine.reading import read_layers
        >>> read_layers("Linear(F, 2*F)")[0].resolve({"F": 5}).text
        'Linear(5, 10)'
        """
        if self.layer is not None:
            return self.layer
        if missing := [name for name in self.names if name not in names]:
            raise NetworkError(*(_unknown_name(name, names) for name in missing))
        values = [names[name] for name in self.names]
        arguments = cast(dict[str, Argument], dict(self.arguments))
        problems: list[str] = []
        for parameter, formulas in self._formulas:
            try:
                value = _computed(parameter, formulas, values)
            except (ExpressionError, NetworkError) as error:
                problems.append(told(parameter.name, error))
            else:
                arguments[parameter.name] = value
                problems += value_problems(parameter, value)
        if problems := problems or joint_problems(arguments):
            raise NetworkError(*problems)
        return Layer(self.kind, arguments, layer_text(self.kind, arguments))

    def with_numbers(self, names: Mapping[str, int]) -> LayerDraft:
        """The draft with numbers for some of its names; the others stay.

        Raises NetworkError, one line for each value that is not allowed.
        """
        arguments, problems = dict(self.arguments), []
        for parameter in KINDS[self.kind].parameters:
            name = parameter.name
            try:
                arguments[name] = _with_numbers(parameter, self.arguments[name], names)
            except (ExpressionError, NetworkError) as error:
                problems.append(told(name, error))
        if problems:
            raise NetworkError(*problems)
        return replace(self, arguments=arguments)


@dataclass(frozen=True, slots=True)
class NetworkDraft:
    """A network whose input and layers may hold names.

    ``input`` is the shape without the batch axis. ``names`` lists the names in order of appearance,
    ``count_names`` those that decide how many layers there are; without such, every variant has the layers of
    ``layers``, in the same places. ``network`` is the finished network where there are no names at all. ``batch`` may
    be a formula, ``groups`` are ranges of ``layers`` (see ``Network``).

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
    names: tuple[str, ...] = field(init=False, compare=False)
    count_names: tuple[str, ...] = field(init=False, compare=False)
    network: Network | None = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        names = dict.fromkeys(_names(self.input))
        for draft in self.layers:
            names |= dict.fromkeys((*_names([draft.count]), *draft.names))
        names |= dict.fromkeys(_names([self.batch]))
        if not self.groups:
            object.__setattr__(self, "groups", single_groups(len(self.layers)))
        object.__setattr__(self, "names", tuple(names))
        object.__setattr__(self, "count_names", _names(draft.count for draft in self.layers))
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
        return Network(shape, tuple(layers), batch, self.bytes_per_number, self._regrouped(starts))

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
        return NetworkDraft(shape, tuple(layers), batch, self.bytes_per_number, self._regrouped(starts))

    def with_input(self, input: tuple[Size, ...]) -> NetworkDraft:
        """The same layers behind another input.

        >>> from exgen.engine.reading import read_network
        >>> read_network("ReLU()", "3x8x8").with_input((3, 9, 9)).network.input
        (3, 9, 9)
        """
        return replace(self, input=input)


def _unknown_name(name: str, names: Mapping[str, Value]) -> str:
    return f'unknown name "{name}"; {did_you_mean(name, names) if names else "a number is needed"}'


def _runs(drafts: Iterable[LayerDraft]) -> list[tuple[LayerDraft, int]]:
    """The drafts, the same one several times in a row once, with how often."""
    runs: list[tuple[LayerDraft, int]] = []
    for draft in drafts:
        if runs and runs[-1][0] is draft:
            runs[-1] = (draft, runs[-1][1] + 1)
        else:
            runs.append((draft, 1))
    return runs


def _sizes(value: DraftArgument) -> tuple[DraftArgument, ...]:
    return value if isinstance(value, tuple) else (value,)


def _names(values: Iterable[DraftArgument]) -> tuple[str, ...]:
    """The names in formulas among these values, each once, in order of appearance."""
    found = [name for value in values if not isinstance(value, (int, str, tuple)) for name in names_in(value)]
    return tuple(dict.fromkeys(found))


def _formula(value: DraftArgument, names: tuple[str, ...]) -> Formula:
    assert not isinstance(value, (str, tuple))
    return compiled(Number(value) if isinstance(value, int) else value, names)


def _computed(parameter: Parameter, formulas: tuple[Formula, ...], values: Sequence[Value]) -> Argument:
    found = [formula(values) for formula in formulas]
    if parameter.form == "truth" and found[0] in (False, True):
        return bool(found[0])
    sizes = tuple([whole(value) for value in found])
    return sizes if parameter.form == "axes" else sizes[0]


def _number(size: Size, names: Mapping[str, Value], least: int, where: str, problems: list[str]) -> int:
    """A size of the input, or a number of repetitions; what is wrong with it is added to ``problems``."""
    if missing := [name for name in _names([size]) if name not in names]:
        problems += placed(where, [_unknown_name(name, names) for name in missing])
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
        value = _folded(size, names)
    except (ExpressionError, NetworkError) as error:
        problems.append(f"{where}: {told(shown_argument(size), error)}")
        return least
    if isinstance(value, int) and value < least:
        problems.append(f"{where}: {shown_argument(size)} must be at least {least}, not {value}")
        return least
    return value


def _with_numbers(parameter: Parameter, value: DraftArgument, names: Mapping[str, int]) -> DraftArgument:
    if isinstance(value, tuple):
        return tuple(_folded(size, names) for size in value)
    if isinstance(value, (int, str)):
        return value
    size = _folded(value, names)
    return bool(size) if parameter.form == "truth" and size in (0, 1) else size


def _folded(size: Size, names: Mapping[str, int]) -> Size:
    if isinstance(size, int):
        return size
    node = fold(substitute(size, {name: literal(value) for name, value in names.items()}))
    return node if names_in(node) else whole(evaluate(node, {}))
