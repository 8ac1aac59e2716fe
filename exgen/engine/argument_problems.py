"""What is wrong with the arguments of a layer: with one by itself, and with several together.

The sentences begin with the argument's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import cast

from exgen.engine.arguments import DraftArgument, shown_argument
from exgen.engine.layers import Parameter
from exgen.engine.networks import Argument

DIVIDED = {"num_channels": "num_groups", "embed_dim": "num_heads", "d_model": "nhead"}
"""Arguments of which one must divide the other."""


def value_problems(parameter: Parameter, value: Argument) -> list[str]:
    """What is wrong with a value by itself.

    >>> from exgen.engine.layers import KINDS
    >>> value_problems(KINDS["Conv2d"].parameters[3], (2, 0))
    ['stride must be at least 1, not (2, 0)']
    >>> value_problems(KINDS["MaxPool2d"].parameters[4], True)
    ['return_indices=True is not supported: a second tensor would come out; allowed: False']
    """
    if parameter.only and value not in parameter.only:
        allowed = ", ".join(shown_argument(choice) for choice in parameter.only)
        why = f": {parameter.why}" if parameter.why else ""
        return [f"{parameter.name}={shown_argument(value)} is not supported{why}; allowed: {allowed}"]
    if parameter.form == "truth" and not isinstance(value, bool):
        return [f"{parameter.name} must be True or False, not {shown_argument(value)}"]
    if parameter.form == "factors" and isinstance(value, tuple) and min(cast("tuple[int, ...]", value)) <= 0:
        return [f"{parameter.name} must be above 0, not {shown_argument(value)}"]
    if parameter.form in ("integer", "axes", "sides", "sizes") and not isinstance(value, str):
        sizes: tuple[int | Fraction | str, ...] = value if isinstance(value, tuple) else (value,)
        for size in sizes:
            if not isinstance(size, str) and size < parameter.least:
                return [f"{parameter.name} must be at least {parameter.least}, not {shown_argument(value)}"]
    return []


def joint_problems(arguments: Mapping[str, DraftArgument]) -> list[str]:
    """What is wrong with a layer's arguments together; those that still hold names are passed over.

    As in torch, groups divide the channels on both sides and heads the features, the padding of a pooling layer is at
    most half of its kernel size, the output padding of a transposed convolution is smaller than its stride or its
    dilation, padding that keeps the size has a stride of 1, a normalisation without scales has no shifts, and a state
    is projected to fewer features.

    >>> joint_problems({"in_channels": 3, "out_channels": 16, "groups": 2})
    ['in_channels must be divisible by groups=2, but it is 3']
    >>> joint_problems({"kernel_size": (3, 3), "padding": (2, 2)})
    ['padding must be at most half of kernel_size=3, not 2']
    """
    if arguments.get("affine") is False and arguments.get("bias") is True:
        return ["bias must be False where affine=False"]
    if arguments.get("elementwise_affine") is False and arguments.get("bias") is True:
        return ["bias must be False where elementwise_affine=False"]
    projected, hidden = arguments.get("proj_size", 0), arguments.get("hidden_size")
    if isinstance(projected, int) and isinstance(hidden, int) and projected >= hidden:
        return [f"proj_size must be smaller than hidden_size={hidden}, not {projected}"]
    for whole, parts in DIVIDED.items():
        if whole in arguments and parts in arguments and (problem := _undivided(arguments, whole, parts)):
            return [problem]
    if "groups" not in arguments:
        return _pooling_problems(arguments) if {"padding", "kernel_size"} <= arguments.keys() else []
    problems = _output_padding_problems(arguments) if "output_padding" in arguments else []
    strides = arguments.get("stride")
    if arguments.get("padding") == "same" and isinstance(strides, tuple) and any(size != 1 for size in strides):
        problems.append(f"padding='same' keeps the size, so stride must be 1, not {shown_argument(strides)}")
    sides = [name for name in ("in_channels", "out_channels") if name in arguments]
    return problems + [problem for name in sides if (problem := _undivided(arguments, name, "groups"))]


def _undivided(arguments: Mapping[str, DraftArgument], whole: str, parts: str) -> str | None:
    """What to say where one argument does not divide another."""
    number, divisor = arguments[whole], arguments[parts]
    if not isinstance(number, int) or not isinstance(divisor, int) or number % divisor == 0:
        return None
    return f"{whole} must be divisible by {parts}={divisor}, but it is {number}"


def _output_padding_problems(arguments: Mapping[str, DraftArgument]) -> list[str]:
    strides, dilations, added = (arguments[name] for name in ("stride", "dilation", "output_padding"))
    assert isinstance(strides, tuple)
    assert isinstance(dilations, tuple)
    assert isinstance(added, tuple)
    for stride, dilation, places in zip(strides, dilations, added, strict=True):
        if not (isinstance(stride, int) and isinstance(dilation, int) and isinstance(places, int)):
            continue
        if places >= max(stride, dilation):
            least = f"stride={shown_argument(strides)} or dilation={shown_argument(dilations)}"
            return [f"output_padding must be smaller than {least}, not {shown_argument(added)}"]
    return []


def _pooling_problems(arguments: Mapping[str, DraftArgument]) -> list[str]:
    kernel, padding = arguments["kernel_size"], arguments["padding"]
    assert isinstance(kernel, tuple)
    assert isinstance(padding, tuple)
    for size, border in zip(kernel, padding, strict=True):
        if isinstance(size, int) and isinstance(border, int) and 2 * border > size:
            half = f"half of kernel_size={shown_argument(kernel)}"
            return [f"padding must be at most {half}, not {shown_argument(padding)}"]
    return []
