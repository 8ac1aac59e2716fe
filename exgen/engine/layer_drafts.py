"""A layer as it is written, before its names have numbers: read once, made into many layers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import cast

from exgen.engine.argument_problems import joint_problems, value_problems
from exgen.engine.arguments import DraftArgument, layer_text, whole
from exgen.engine.layers import KINDS, Parameter
from exgen.engine.networks import KEPT, Argument, Layer, Size
from exgen.engine.problems import told
from exgen.errors import ExpressionError, NetworkError, did_you_mean
from exgen.expressions import Value, compiled, evaluate, fold, literal, names_in, substitute

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
        names = names_of(size for value in self.arguments.values() for size in _sizes(value))
        problems: list[str] = []
        formulas: list[tuple[Parameter, tuple[Formula, ...]]] = []
        kind = KINDS[self.kind]
        for parameter in kind.parameters:
            value = self.arguments[parameter.name]
            is_choice = parameter.name in kind.choices and parameter.name not in kind.open_choices
            if is_choice and names_of(_sizes(value)):
                problems.append(f"{parameter.name} decides how the layer is counted: write a value, not a letter")
            elif names_of(_sizes(value)):
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
            raise NetworkError(*(unknown_name(name, names) for name in missing))
        values = [names[name] for name in self.names]
        arguments = cast(dict[str, Argument], dict(self.arguments))
        problems: list[str] = []
        for parameter, formulas in self._formulas:
            try:
                are_whole = not any(isinstance(size, Fraction) for size in _sizes(self.arguments[parameter.name]))
                value = _computed(parameter, formulas, values, are_whole=are_whole)
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


def _sizes(value: DraftArgument) -> tuple[DraftArgument, ...]:
    return value if isinstance(value, tuple) else (value,)


_PLAIN = (int, str, tuple, Fraction)
"""What is no formula."""


def names_of(values: Iterable[DraftArgument]) -> tuple[str, ...]:
    """The names in formulas among these values, each once, in order of appearance."""
    found = [name for value in values if not isinstance(value, _PLAIN) for name in names_in(value)]
    return tuple(dict.fromkeys(found))


def _formula(value: DraftArgument, names: tuple[str, ...]) -> Formula:
    if value == KEPT:
        return lambda _: KEPT
    assert not isinstance(value, (str, tuple))
    return compiled(literal(value) if isinstance(value, (int, Fraction)) else value, names)


def _computed(
    parameter: Parameter, formulas: tuple[Formula, ...], values: Sequence[Value], *, are_whole: bool
) -> Argument:
    """The value of an argument; fractions stand only where one is written, since they are counted by another rule."""
    found = [formula(values) for formula in formulas]
    if parameter.form == "truth" and found[0] in (False, True):
        return bool(found[0])
    if not are_whole:
        return tuple([cast("int | Fraction", value) for value in found])
    sizes = tuple([cast("int", value) if value == KEPT else whole(value) for value in found])
    return sizes if parameter.form in ("axes", "sides", "sizes", "factors") else sizes[0]


def _with_numbers(parameter: Parameter, value: DraftArgument, names: Mapping[str, int]) -> DraftArgument:
    if isinstance(value, tuple):
        return tuple(size if isinstance(size, (Fraction, str)) else with_numbers_in(size, names) for size in value)
    if isinstance(value, (int, str, Fraction)):
        return value
    size = with_numbers_in(value, names)
    return bool(size) if parameter.form == "truth" and size in (0, 1) else size


def with_numbers_in(size: Size, names: Mapping[str, int]) -> Size:
    if isinstance(size, int):
        return size
    node = fold(substitute(size, {name: literal(value) for name, value in names.items()}))
    return node if names_in(node) else whole(evaluate(node, {}))


def unknown_name(name: str, names: Mapping[str, Value]) -> str:
    return f'unknown name "{name}"; {did_you_mean(name, names) if names else "a number is needed"}'
