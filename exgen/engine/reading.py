"""Networks as people write them: PyTorch's constructor calls, one per line, or what ``print(model)`` shows.

    Conv2d(3, 16, kernel_size=(3, 3), stride=2)         arguments as in torch.nn
    nn.ReLU(); torch.nn.Flatten; Linear(16*5*5, 120)    several on a line; a bare name; numbers to work out
    36 * Conv2d(3, 3, 7)                                repeated
    (features): Sequential(                             labels and containers of print(model): what a
      (0): Conv2d(3, 64, kernel_size=(3, 3))            container holds is taken as it is shown
    )
    Conv2d(3, C, K, padding=(K - 1) / 2)                names get their numbers later (``drafts``)
    Residual(Conv2d(8, 8, 3, padding=1); ReLU)          branches (``layer_reader``)

Nothing here is ever evaluated as Python, and nothing here touches a file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence as Items

from exgen.engine.arguments import MOST_DIGITS, shown_argument, size_of
from exgen.engine.drafts import NetworkDraft
from exgen.engine.layer_drafts import LayerDraft
from exgen.engine.layer_reader import AUXILIARY, EXAMPLE, LayerReader
from exgen.engine.network_tokens import network_tokens, shortened
from exgen.engine.networks import Size
from exgen.engine.placing import Placing
from exgen.engine.problems import network_error, told
from exgen.engine.spellings import FULL_WIDTH
from exgen.errors import ExpressionError, NetworkError
from exgen.expressions import Sequence, read
from exgen.expressions.patterns import pattern

MOST_CHARACTERS = 100_000
MOST_AXES = 4
_CROSSES = pattern(r"[0-9]+(?:\s*[xX×хХ]\s*[0-9]+){0,9}")  # the last two are Cyrillic
_CROSSED_LETTERS = pattern(r"(?:[0-9]+|[A-Z])(?:\s*[xX×]\s*(?:[0-9]+|[A-WYZ])){1,3}")
"""What nobody means as the product of 3 and a name such as xHxW."""
_LABEL_ENDS = "):"
"""Every print holds it; no other network's text needs it."""
_INPUT_FORMS = "write it like 3x224x224, (3, 224, 224) or 2048, without the batch axis"


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
    return tuple(_read(text).layers)


def _read(text: str, input: tuple[Size, ...] = ()) -> Placing:
    """The layers that a text names, placed behind an input."""
    if len(text) > MOST_CHARACTERS:
        raise NetworkError(f"the network's text is longer than {MOST_CHARACTERS:,} characters")
    text = text.translate(FULL_WIDTH)
    added: tuple[str, ...] = ()
    if _LABEL_ENDS in text:
        from exgen.engine.printed_models import written_out  # only what print(model) shows needs it

        text, added = written_out(text, input)
    reader = LayerReader(network_tokens(text))
    reader.read()
    reader.placing.added = added
    if reader.problems:
        raise network_error(reader.problems)
    if not reader.placing.layers:
        raise NetworkError(f"the network has no layers; write each on a line of its own, such as {EXAMPLE}")
    if reader.placing.here != len(reader.placing.layers) - 1:
        raise NetworkError(
            f"the network ends in {AUXILIARY}(...), which puts out nothing: write it before other layers"
        )
    return reader.placing


def read_input(text: str | Items[object]) -> tuple[Size, ...]:
    """The shape that goes into a network, without the batch axis; names may stand for sizes.

    Raises NetworkError for what is no shape.

    >>> read_input("3x224x224"), read_input("(3, 224, 224)"), read_input([2048])
    ((3, 224, 224), (3, 224, 224), (2048,))
    >>> read_input("(3, H, H)") == read_input("3xHxH")
    True
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
    placing = Placing()
    try:
        shape = read_input(input)
    except NetworkError as error:
        problems += error.problems
    try:
        placing = _read(text, shape)
    except NetworkError as error:
        problems += error.problems
    if problems:
        raise network_error(problems)
    layers, groups = tuple(placing.layers), tuple(placing.groups)
    return NetworkDraft(
        *(shape, layers), groups=groups, wiring=placing.wiring, assumed=tuple(placing.assumed), added=placing.added
    )


def _read_shape(text: str) -> tuple[Size, ...]:
    text = text.translate(FULL_WIDTH)
    if _CROSSES.fullmatch(text.strip()):
        numbers = re.findall("[0-9]+", text)
        if longest := max([len(number) for number in numbers if len(number) > MOST_DIGITS], default=0):
            raise NetworkError(f"the input has a number of {longest} digits; at most {MOST_DIGITS} are read")
        return tuple(map(int, numbers))
    if _CROSSED_LETTERS.fullmatch(text.strip()):
        text = re.sub("[xX×]", ",", text)
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
