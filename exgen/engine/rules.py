"""The rules: one line each, in our own expression language. Value, symbols, derivation and mistakes come from it.

Letters (of torch.nn and of most lectures)
    H          size of one spatial axis going in (height, width or length, one axis at a time)
    O          size of one spatial axis coming out
    K S P D    kernel size, stride, padding (on each side), dilation (1 = ordinary) on that axis
    C_in C_out channels in and out;  G  groups;  B  1 if there is a bias, else 0
    F_in F_out features of a dense layer in and out
    I X        all spatial sizes going in, coming out: tuples;  K  of a count is the tuple of all kernel sizes

A rule is a pure function of its letters: it knows no network, no place, no cache. Its line may leave letters
unused: a mistake's line (``mal_rules``) may use every letter the rule declares.

Sources: shapes as documented for ``torch.nn.Conv2d`` and ``torch.nn.MaxPool2d``, and in Dumoulin & Visin, "A guide
to convolution arithmetic for deep learning" (2016), relationship 6 and section 5.1; the inverse of it solves
``S(O - 1) <= H + 2P - D(K - 1) - 1 <= S O - 1`` for H. Counts: one multiplication for each weight that an output
value reads, n - 1 additions to sum n products and one more for the bias.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from exgen.expressions import Node, Value, compiled, read


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A named rule: ``line`` computes ``result`` from ``letters``.

    ``title`` is what a derivation calls the result; ``neutral`` lists for a letter the values at which a printed
    derivation leaves it out (an ordinary convolution has D = 1).

    >>> RULES["output_size"].value(78, 5, 3, 2, 1)
    26
    """

    name: str
    title: str
    result: str
    letters: tuple[str, ...]
    line: str
    neutral: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    node: Node = field(init=False)
    function: Callable[[Sequence[Value]], Value] = field(init=False)

    def __post_init__(self) -> None:
        node = read(self.line)
        object.__setattr__(self, "node", node)
        object.__setattr__(self, "function", compiled(node, self.letters))

    def value(self, *arguments: Value) -> Value:
        """The rule's exact value for arguments in the order of its letters."""
        return self.function(arguments)


_BIAS = {"B": (0, 1)}
_WINDOW = ("H", "K", "S", "P", "D")
_INVERSE = ("O", "K", "S", "P", "D")

_ALL = (
    # shapes
    Rule("output_size", "output size", "O", _WINDOW, "floor((H + 2P - D(K - 1) - 1) / S) + 1", {"D": (1,)}),
    Rule("smallest_input", "smallest input size", "H_min", _INVERSE, "S(O - 1) - 2P + D(K - 1) + 1", {"D": (1,)}),
    Rule("possible_size", "smallest possible input size", "H_min", ("n",), "max(1, n)"),
    Rule("largest_input", "largest input size", "H_max", _INVERSE, "S*O - 2P + D(K - 1)", {"D": (1,)}),
    Rule("flattened_size", "flattened size", "F", ("C", "I"), "C * product(I)"),
    # learned parameters
    Rule(
        "convolution_weights",
        "weights",
        "w",
        ("C_in", "C_out", "K", "G"),
        "C_in / G * product(K) * C_out",
        {"G": (1,)},
    ),
    Rule("convolution_biases", "biases", "b", ("C_out", "B", "C_in", "K", "X"), "B * C_out", _BIAS),
    Rule("linear_weights", "weights", "w", ("F_in", "F_out"), "F_in * F_out"),
    Rule("linear_biases", "biases", "b", ("F_out", "B", "F_in"), "B * F_out", _BIAS),
    Rule("normalisation_weights", "scales", "w", ("C", "B"), "B * C", _BIAS),
    Rule("normalisation_biases", "shifts", "b", ("C", "B"), "B * C", _BIAS),
    Rule("pooling_weights", "weights", "w", ("C", "K"), "0"),
    Rule("parameters", "parameters", "n", ("w", "b"), "w + b"),
    Rule("nothing", "nothing to count", "n", (), "0"),
    # the dense layer that would replace a convolution
    Rule("flattened_input", "features in", "F_in", ("C_in", "I"), "C_in * product(I)"),
    Rule("flattened_output", "features out", "F_out", ("C_out", "X"), "C_out * product(X)"),
    Rule("dense_weights", "weights of the dense layer", "w", ("F_in", "F_out"), "F_in * F_out"),
    Rule(
        "dense_biases",
        "biases of the dense layer",
        "b",
        ("F_out", "B", "C_out", "K"),
        "B * F_out",
        _BIAS,
    ),
    # operations
    Rule(
        "products_per_output",
        "multiplications per output value",
        "m",
        ("C_in", "K", "G", "B"),
        "C_in / G * product(K)",
        {"G": (1,)},
    ),
    Rule("features_per_output", "multiplications per output value", "m", ("F_in", "B"), "F_in"),
    Rule("additions_per_output", "additions per output value (B = 1 for its bias)", "a", ("m", "B"), "m - 1 + B"),
    Rule("positions", "positions of the kernel", "N", ("X", "I"), "product(X)"),
    Rule("output_values", "output values", "V", ("C_out", "N"), "C_out * N", {"N": (1,)}),
    Rule("multiplications", "multiplications", "M", ("m", "V"), "m * V"),
    Rule("additions", "additions", "A", ("a", "V"), "a * V"),
    # sums over layers; a layer's share is a step of its own, so that a sum can lose a row
    Rule("share", "share of the total", "n", ("n",), "n"),
    Rule("total", "total", "T", ("terms",), "sum(terms)"),
)

RULES: dict[str, Rule] = {rule.name: rule for rule in _ALL}
"""All rules by name, in the order in which a derivation goes through a layer."""
