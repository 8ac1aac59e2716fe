"""One layer as a constructor call: which argument is which, as Python would bind them, and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from exgen.engine.arguments import DraftArgument, read_argument
from exgen.engine.layer_drafts import LayerDraft
from exgen.engine.layers import KINDS, Parameter
from exgen.engine.networks import Size
from exgen.engine.problems import told
from exgen.engine.spellings import argument_suggestion, kind_suggestion
from exgen.errors import ExpressionError, NetworkError

_PREFIXES = ("nn.", "torch.nn.")


class Given(NamedTuple):
    """An argument as it is written: by position where ``name`` is None."""

    name: str | None
    text: str


def called_layer(name: str, given: Sequence[Given], count: Size = 1) -> LayerDraft:
    """The layer that a call of this name with these arguments makes, so often in a row.

    Raises NetworkError, one line for each problem.

    >>> called_layer("nn.Conv2d", [Given(None, "3"), Given(None, "16"), Given("kernel_size", "(3, 3)")]).text
    'Conv2d(3, 16, kernel_size=3)'
    >>> called_layer("Conv2d", [Given(None, "3"), Given("filters", "16"), Given(None, "5")])
    Traceback (most recent call last):
    ...
    exgen.errors.NetworkError: unknown argument "filters"; did you mean "out_channels"?
    5 stands behind a named argument: give it a name too
    """
    return _called(name, tuple(given), count)


@lru_cache(maxsize=2048)
def _called(name: str, given: tuple[Given, ...], count: Size) -> LayerDraft:
    """The same, remembered: the networks of a course are made of few different layers."""
    kind = without_prefix(name)
    if kind not in KINDS:
        raise NetworkError(*_unknown_layer(name, given))
    parameters, axes = KINDS[kind].parameters, KINDS[kind].axes or 0
    texts, problems = _bound(parameters, given)
    arguments: dict[str, DraftArgument] = {}
    for parameter in parameters:
        text = texts.get(parameter.name)
        try:
            arguments[parameter.name] = _argument(parameter, text, arguments, axes)
        except (ExpressionError, NetworkError) as error:
            problems.append(told(parameter.name, error))
    required = [parameter.name for parameter in parameters if parameter.default is None]
    missing = [name for name in required if name not in texts]
    if missing and not problems:
        verb = "are" if len(missing) > 1 else "is"
        problems.append(f"{' and '.join(missing)} {verb} missing: {kind}({', '.join(required)}, ...)")
    if problems:
        raise NetworkError(*problems)
    return LayerDraft(kind, arguments, count)


def without_prefix(name: str) -> str:
    """A layer's name without the module PyTorch keeps it in.

    >>> without_prefix("torch.nn.ReLU"), without_prefix("nn.ReLU"), without_prefix("ReLU")
    ('ReLU', 'ReLU', 'ReLU')
    """
    for prefix in _PREFIXES:
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return name


def _argument(parameter: Parameter, text: str | None, before: dict[str, DraftArgument], axes: int) -> DraftArgument:
    """The value of one argument; without a text its default, or the value of the argument it follows."""
    default = parameter.default
    follows = default if parameter.form in ("axes", "truth") and default in before else None
    if text == default == "None":
        return "None"
    if text is not None and not (follows and text == "None"):
        return read_argument(parameter, text, axes)
    if follows:
        return before[str(follows)]
    usual = parameter.usual(axes)
    return 0 if usual is None else usual  # a missing one is told of by the caller, and goes nowhere


def _bound(parameters: Sequence[Parameter], given: Sequence[Given]) -> tuple[dict[str, str], list[str]]:
    """The text of each argument by its parameter's name, and what is wrong with how they are given."""
    names = [parameter.name for parameter in parameters]
    texts: dict[str, str] = {}
    problems: list[str] = []
    positions = 0
    has_named = False
    for argument in given:
        name = argument.name
        if name is None and has_named:
            problems.append(f"{argument.text} stands behind a named argument: give it a name too")
            continue
        if name is None:
            positions += 1
            if positions > len(names):
                continue
            name = names[positions - 1]
        else:
            has_named = True
        if name not in names:
            problems.append(f'unknown argument "{name}"; {argument_suggestion(name, names)}')
        elif name in texts:
            problems.append(f"{name} is given twice: {texts[name]} and {argument.text}")
        elif not argument.text:
            problems.append(f"{name} has no value")
        else:
            texts[name] = argument.text
    if positions > len(names):
        takes = f"at most {len(names)} ({', '.join(names)})" if names else "no arguments"
        problems.append(f"it takes {takes}, not {positions}")
    return texts, problems


def _unknown_layer(name: str, given: Sequence[Given]) -> list[str]:
    """What is wrong with an unknown layer; its named arguments are held against the kind that is meant."""
    hint, meant = kind_suggestion(name)
    problems = [f'unknown layer "{name}"; {hint}']
    if meant is not None:
        allowed = [parameter.name for parameter in KINDS[meant].parameters]
        for argument in given:
            if argument.name is not None and argument.name not in allowed:
                hint = argument_suggestion(argument.name, allowed)
                problems.append(f'unknown argument "{argument.name}" of {meant}; {hint}')
    return problems
