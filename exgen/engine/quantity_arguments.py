"""What stands in brackets behind a quantity: ``input_sizes(16)``, ``largest_batch(12 * 2^30, "largest_tensor")``.

A number or size becomes a leaf of the calculation, so that it can vary; a word chooses what is laid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Literal, NamedTuple

from exgen.errors import NetworkError, did_you_mean
from exgen.expressions import Value

KEEPS = ("outputs", "largest_tensor", "input_and_output", "activations", "activations_and_gradients", "largest_live")
"""What is in memory at once.

All layers' outputs; the largest tensor alone, be it the input; the input and the output of one layer, where they are
largest together; all activations, the input too; these and as many gradients; the tensors that are alive together where
nothing is trained, when they are most: each from when its layer works until the last layer that reads it is done.
"""

OPTIMISERS: Mapping[str, int] = {"sgd": 0, "momentum": 1, "adam": 2, "adamw": 2}
"""How many numbers an optimiser keeps for each parameter that is trained; ``momentum`` is SGD with momentum."""

REACHED = ("exactly", "at_most")
"""When a size counts as reached: when it is that size, or as soon as it is no larger."""

PADDED = ("layer", "tensorflow")
"""Whose padding: the layer's own, PyTorch's where it says 'same', or TensorFlow's SAME in its place."""

MOST_WINDOWS = 10_000
"""So many windows are tried at most where all that fit are asked for."""

READ = ("inside", "padding_too")
"""Which inputs an output value reads: those there are, or those in padding too, as if no map had a border."""

Settled = Mapping[str, "tuple[int, ...] | int | str | None"]
"""The value of every argument a quantity takes, by name; None for one that may be left out and was."""


class Argument(NamedTuple):
    """One argument: a ``size`` has a number for each spatial axis (``is_spread``: one number may stand for all), and so
    has a ``place``, counted from 0.

    ``is_needed`` says whether it must be given; a word that is left out is the first one allowed.
    """

    name: str
    meaning: str
    form: Literal["size", "place", "limits", "number", "word"]
    words: tuple[str, ...] = ()
    is_needed: bool = True
    is_spread: bool = False


BY_HAND = (
    "output",
    "input_gradient",
    "weight_gradient",
    "bias_gradient",
    "attention_scores",
    "attention_shares",
)
"""The quantities of work by hand that can be asked to so many decimals."""

LAID_NUMBERS = ("frozen",)
"""The arguments that are numbers and all the same decide what is laid: they have no leaf."""

_FROZEN = Argument("frozen", "how many layers are frozen, from the first one on", "number", is_needed=False)
_DECIMALS = Argument("decimals", "how many decimals there are", "number", is_needed=False)
_OPTIMISER = Argument("optimiser", "how the parameters are changed", "word", tuple(OPTIMISERS))
_UNIT = Argument("unit", "how many bytes the unit has", "number", is_needed=False)

ARGUMENTS: Mapping[str, tuple[Argument, ...]] = {
    "input_sizes": (Argument("wanted", "the output size asked for", "size"),),
    "depth": (
        Argument("until", "the size to be reached", "size", is_spread=True),
        Argument("how", "when it counts as reached", "word", REACHED, is_needed=False),
    ),
    "trainable_parameters": (_FROZEN,),
    "non_trainable_parameters": (_FROZEN,),
    "phase_field": (Argument("phase", "the phase of the output values", "place", is_spread=True),),
    "inputs_read": (
        Argument("index", "the index of the output value", "place", is_spread=True),
        Argument("how", "whether padding counts", "word", READ, is_needed=False),
    ),
    "windows": (
        Argument("wanted", "the output size asked for", "size", is_spread=True),
        Argument("limits", "the largest kernel size, stride, padding and, where it may be above 1, dilation", "limits"),
    ),
    **dict.fromkeys(
        ("padding_before", "padding_behind"), (Argument("how", "whose padding", "word", PADDED, is_needed=False),)
    ),
    "memory": (Argument("keeps", "what is in memory", "word", KEEPS, is_needed=False), _UNIT),
    "parameter_memory": (_UNIT,),
    "optimiser_memory": (_OPTIMISER, _UNIT),
    "training_memory": (_OPTIMISER, _UNIT),
    **dict.fromkeys(BY_HAND, (_DECIMALS,)),
    "largest_batch": (
        Argument("available", "how many bytes there are", "number"),
        Argument("keeps", "what is in memory", "word", KEEPS),
    ),
}
"""The arguments of each quantity that takes some."""

EXAMPLES: Mapping[str, str] = {
    "input_sizes": "input_sizes(16)",
    "depth": "depth(8)",
    "optimiser_memory": 'optimiser_memory("adam")',
    "training_memory": 'training_memory("adam")',
    "largest_batch": 'largest_batch(12 * 2^30, "largest_tensor")',
    "phase_field": "phase_field(0)",
    "inputs_read": "inputs_read(3)",
    "windows": "layers[0].windows(16, (7, 3, 3))",
}
"""How a quantity that cannot do without arguments is written."""


def settled(quantity: str, given: Sequence[Value] | None, axes: int) -> Settled:
    """The arguments of a quantity, held to what they may be; ``given`` is None where there are no brackets.

    Words and numbers are told apart, so that one that may be left out can be. Raises NetworkError.

    >>> settled("largest_batch", [12 * 2**30, "largest_tensor"], 2)
    {'available': 12884901888, 'keeps': 'largest_tensor'}
    >>> settled("depth", [8], 2), settled("memory", [2**20], 2)
    ({'until': (8, 8), 'how': 'exactly'}, {'keeps': 'outputs', 'unit': 1048576})
    """
    takes = ARGUMENTS.get(quantity, ())
    if given is not None and not takes:
        raise NetworkError(f'"{quantity}" takes no argument in brackets; a part of a shape is {quantity}[0]')
    waiting = list(given or ())
    found: dict[str, tuple[int, ...] | int | str | None] = {}
    for argument in takes:
        is_it = bool(waiting) and (argument.is_needed or isinstance(waiting[0], str) == (argument.form == "word"))
        if is_it:
            found[argument.name] = _checked(quantity, argument, waiting.pop(0), axes)
        elif argument.is_needed:
            raise NetworkError(f"{quantity} needs {argument.meaning}: network.{EXAMPLES[quantity]}")
        else:
            found[argument.name] = argument.words[0] if argument.words else None
    if waiting:
        order = ", ".join(argument.meaning for argument in takes)
        raise NetworkError(f"{quantity} takes in its brackets, in this order: {order}; left over: {waiting[0]}")
    return found


def check_frozen(frozen: int | None, layers: Sequence[str]) -> int:
    """How many of these layers are frozen; raises NetworkError where they are not so many.

    >>> check_frozen(None, ["ReLU()"]), check_frozen(1, ["ReLU()"])
    (0, 1)
    """
    if frozen is not None and frozen > len(layers):
        last = f"it ends with layer {len(layers)}, {layers[-1]}; activations and pooling count too"
        raise NetworkError(f"{frozen} layers of the network cannot be frozen: {last}")
    return frozen or 0


def _limits(quantity: str, numbers: Sequence[Value], whole: tuple[int, ...]) -> tuple[int, ...]:
    """The largest kernel size, stride, padding and, if there are four, dilation; there may not be too many to try."""
    if len(whole) != len(numbers) or len(whole) not in (3, 4) or 0 in (*whole[:2], *whole[3:]):
        raise NetworkError(
            f"{quantity} needs as limits three or four whole numbers: the largest kernel size, stride, padding and, "
            "where it may be above 1, dilation, all from 1 but the padding, which may be 0"
        )
    if prod(whole[:2]) * (whole[2] + 1) * prod(whole[3:]) > MOST_WINDOWS:
        raise NetworkError(f"{quantity}: up to these limits there are more than {MOST_WINDOWS} windows to try")
    return whole


def _checked(quantity: str, argument: Argument, value: Value, axes: int) -> tuple[int, ...] | int | str:
    if argument.form == "word":
        if not isinstance(value, str) or value not in argument.words:
            raise NetworkError(f'{quantity}: unknown word "{value}"; {did_you_mean(str(value), argument.words)}')
        return value
    numbers = value if isinstance(value, tuple) else (value,)
    least = 1 if argument.form in ("size", "number") else 0
    whole = tuple([number for number in numbers if type(number) is int and number >= least])
    shown = value if isinstance(value, tuple) else f"({value})"
    if argument.form == "number":
        if len(numbers) != 1 or isinstance(value, tuple) or not whole:
            raise NetworkError(f"{quantity}{shown} needs a whole number from 1: {argument.meaning}")
        return whole[0]
    if argument.form == "limits":
        return _limits(quantity, numbers, whole)
    if argument.is_spread and not isinstance(value, tuple):
        whole, numbers = whole * axes, numbers * axes
    if len(whole) != len(numbers) or len(whole) != axes or not axes:
        needs = f"a whole number from {least}" if axes == 1 else f"{axes} whole numbers from {least}, one for each axis"
        raise NetworkError(f"{quantity}{shown} needs {needs} in its brackets")
    return whole
