"""Layers on sequences (places, features): embeddings, recurrent layers, attention, the parts of a transformer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from exgen.engine.forms import SEQUENCE, Form
from exgen.engine.layers.constant_leaves import FOUR, ONE, THREE, ZERO
from exgen.engine.layers.kind import Kind
from exgen.engine.layers.laying import Laying, Shape
from exgen.engine.layers.parameter import Parameter
from exgen.engine.layout import Leaf
from exgen.engine.networks import Argument
from exgen.errors import NetworkError


class OnSequences(Kind):
    """Takes a sequence; its output values differ in what they take, so only totals are counted."""

    wanted = (SEQUENCE,)

    def multiplications_per_output(self, lay: Laying, given: Shape) -> int:
        raise NetworkError(f"{self.name}: its output values are no plain sums of products; ask for multiplications")

    def additions_per_output(self, lay: Laying, given: Shape) -> int:
        raise NetworkError(f"{self.name}: its output values are no plain sums of products; ask for additions")

    def multiplications(self, lay: Laying, given: Shape, out: Shape) -> int | None:
        products = self.products(lay, given, out)
        return None if products is None else lay.step("counted_multiplications", M=products)

    def field_problem(self, arguments: Mapping[str, object], given: tuple[object, ...], form: Form) -> str | None:
        return "every place reads all others, or all before it,"


class Recurrent(OnSequences):
    """torch.nn.RNN, LSTM (4 gates) and GRU (3): at every place all gates read the input and the state before.

    Each gate has, as in PyTorch, two matrices and two vectors of biases; layers on top read the states of all
    directions below. The elementwise products of gates and states are not counted. With ``proj_size`` an LSTM's states
    are projected to so many features, by one more matrix for each layer and direction.
    """

    multiplies_weights = True
    leaves: tuple[str, ...] = ("hidden_size", "num_layers", "bias", "bidirectional")
    choices = ("proj_size",)
    open_choices = choices

    def __init__(self, name: str, gates: Literal[1, 3, 4]) -> None:
        super().__init__(name)
        self._gates: Leaf = {1: ONE, 3: THREE, 4: FOUR}[gates]
        nonlinearity = (Parameter("nonlinearity", "text", "tanh", only=("tanh", "relu")),) if gates == 1 else ()
        projection = (Parameter("proj_size", "integer", 0),) if gates == 4 else ()
        self.parameters = (
            Parameter("input_size", "integer", least=1),
            Parameter("hidden_size", "integer", least=1),
            Parameter("num_layers", "integer", 1, least=1),
            *nonlinearity,
            Parameter("bias", "truth", True),
            Parameter("batch_first", "truth", False),
            Parameter("dropout", "number", "0"),
            Parameter("bidirectional", "truth", False),
            *projection,
        )

    def choices_of(self, arguments: Mapping[str, object]) -> tuple[tuple[str, Argument], ...]:
        return (("proj_size", 1),) if arguments.get("proj_size", 0) != 0 else ()

    def choosing(self, chosen: Mapping[str, Argument]) -> Kind:
        kind = super().choosing(chosen)
        kind.leaves = (*self.leaves, *chosen)
        return kind

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        both = lay.leaf("bidirectional")
        if self.chosen:
            return (given[0], lay.step("projected_features", P=lay.leaf("proj_size"), R=both))
        return (given[0], lay.step("recurrent_features", H=lay.leaf("hidden_size"), R=both))

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step(self._rule("weights"), F_in=given[1], **self._letters(lay), **self._projected(lay))

    def biases(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("recurrent_biases", B=lay.leaf("bias"), **self._letters(lay))

    def products(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("recurrent_multiplications", L=given[0], w=self.weights(lay, given, out))

    def additions(self, lay: Laying, given: Shape, out: Shape) -> int:
        letters = {"w": self.weights(lay, given, out), "B": lay.leaf("bias"), **self._letters(lay)}
        return lay.step(self._rule("additions"), L=given[0], **letters, **self._projected(lay))

    def _rule(self, count: str) -> str:
        """The rule that counts weights or additions, which a projection changes."""
        return f"projected_{count}" if self.chosen else f"recurrent_{count}"

    def _projected(self, lay: Laying) -> dict[str, int]:
        return {"P": lay.leaf("proj_size")} if self.chosen else {}

    def bias_additions(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("recurrent_bias_additions", L=given[0], B=lay.leaf("bias"), **self._letters(lay))

    def written_input(self) -> tuple[str, str]:
        return "input_size", "features"

    def _letters(self, lay: Laying) -> dict[str, int]:
        gates = lay.layout.leaves[self._gates]
        leaves = {"H": "hidden_size", "N": "num_layers", "R": "bidirectional"}
        return {"G": gates, **{letter: lay.leaf(name) for letter, name in leaves.items()}}


class Attention(OnSequences):
    """torch.nn.MultiheadAttention of a sequence with itself: queries, keys and values are projected from it.

    Counted are the three projections, the products of queries with keys, those of their weights with values, and the
    projection at the end. The softmax and its scale are not. With ``kdim`` or ``vdim`` keys or values come from other
    sequences with so many features, taken to be as long as this one. With ``add_bias_kv`` a key and a value are learned
    that stand behind all others; with ``add_zero_attn`` zeros do. Neither is projected.
    """

    multiplies_weights = True
    parameters = (
        Parameter("embed_dim", "integer", least=1),
        Parameter("num_heads", "integer", least=1),
        Parameter("dropout", "number", "0"),
        Parameter("bias", "truth", True),
        Parameter("add_bias_kv", "truth", False),
        Parameter("add_zero_attn", "truth", False),
        Parameter("kdim", "sizes", "None", least=1),
        Parameter("vdim", "sizes", "None", least=1),
        Parameter("batch_first", "truth", False),
    )
    leaves: tuple[str, ...] = ("num_heads", "bias")
    choices: ClassVar[tuple[str, ...]] = ("add_bias_kv", "add_zero_attn", "kdim", "vdim")
    open_choices: ClassVar[tuple[str, ...]] = ("kdim", "vdim")

    def choices_of(self, arguments: Mapping[str, object]) -> tuple[tuple[str, Argument], ...]:
        return tuple([(name, 1) for name in self.choices if arguments.get(name, "None") not in ("None", False)])

    def choosing(self, chosen: Mapping[str, Argument]) -> Kind:
        kind = super().choosing(chosen)
        kind.leaves = (*self.leaves, *chosen)
        return kind

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        if self.chosen:
            return lay.step("wide_attention_weights", **self._features(lay, given))
        return lay.step("attention_weights", E=given[1])

    def biases(self, lay: Laying, given: Shape, out: Shape) -> int:
        if self.chosen:
            return lay.step("wide_attention_biases", E=given[1], A=self._more(lay, "add_bias_kv"), B=lay.leaf("bias"))
        return lay.step("attention_biases", E=given[1], B=lay.leaf("bias"))

    def products(self, lay: Laying, given: Shape, out: Shape) -> int:
        if self.chosen:
            letters = {"L": given[0], "L_k": self._keys(lay, given), **self._features(lay, given)}
            return lay.step("wide_attention_multiplications", **letters)
        return lay.step("attention_multiplications", L=given[0], E=given[1])

    def additions(self, lay: Laying, given: Shape, out: Shape) -> int:
        if self.chosen:
            letters = {"L": given[0], "L_k": self._keys(lay, given), **self._features(lay, given)}
            return lay.step("wide_attention_additions", N=self.heads(lay), B=lay.leaf("bias"), **letters)
        return lay.step("attention_additions", L=given[0], E=given[1], N=self.heads(lay), B=lay.leaf("bias"))

    def bias_additions(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("attention_bias_additions", L=given[0], E=given[1], B=lay.leaf("bias"))

    def form_problem(self, arguments: Mapping[str, object], form: Form) -> str | None:
        for name in self.open_choices:
            if isinstance(written := arguments.get(name), tuple) and len(written) > 1:
                return f"{name} is one number, not {len(written)}"
        return None

    def _features(self, lay: Laying, given: Shape) -> dict[str, int]:
        """The letters E, E_k and E_v: the features of queries, keys and values."""
        own = {"E_k": "kdim", "E_v": "vdim"}
        return {"E": given[1]} | {
            letter: lay.leaf(name, 0) if name in self.chosen else given[1] for letter, name in own.items()
        }

    def _keys(self, lay: Laying, given: Shape) -> int:
        """The slot of how many keys there are."""
        more = {"A": self._more(lay, "add_bias_kv"), "Z": self._more(lay, "add_zero_attn")}
        return lay.step("attention_keys", L=given[0], **more)

    def _more(self, lay: Laying, name: str) -> int:
        return lay.leaf(name) if name in self.chosen else lay.layout.leaves[ZERO]

    def heads(self, lay: Laying) -> int:
        """The slot of how many heads there are."""
        return lay.leaf("num_heads")

    def written_input(self) -> tuple[str, str]:
        return "embed_dim", "features"


class TransformerEncoder(Attention):
    """torch.nn.TransformerEncoderLayer: attention, then two dense layers at each place; a LayerNorm beside each.

    Parameters: 4 matrices and vectors of the attention, 2 of the dense layers, scales and shifts of two LayerNorms.
    Multiplications and additions: those of the attention and of the dense layers; adding what goes around is not
    counted, as in ``Add``.
    """

    parameters = (
        Parameter("d_model", "integer", least=1),
        Parameter("nhead", "integer", least=1),
        Parameter("dim_feedforward", "integer", 2048, least=1),
        Parameter("dropout", "number", "0.1"),
        Parameter("activation", "text", "relu", only=("relu", "gelu"), why="torch has these names"),
        Parameter("layer_norm_eps", "number", "0.00001"),
        Parameter("batch_first", "truth", False),
        Parameter("norm_first", "truth", False),
        Parameter("bias", "truth", True),
    )
    leaves = ("nhead", "dim_feedforward", "bias")
    choices = ()
    open_choices = ()

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        attention, hidden = super().weights(lay, given, out), lay.leaf("dim_feedforward")
        return lay.step("encoder_weights", w_A=attention, E=given[1], F=hidden)

    def biases(self, lay: Laying, given: Shape, out: Shape) -> int:
        attention, hidden = super().biases(lay, given, out), lay.leaf("dim_feedforward")
        return lay.step("encoder_biases", b_A=attention, E=given[1], F=hidden, B=lay.leaf("bias"))

    def products(self, lay: Laying, given: Shape, out: Shape) -> int:
        attention, hidden = super().products(lay, given, out), lay.leaf("dim_feedforward")
        return lay.step("encoder_multiplications", M_A=attention, L=given[0], E=given[1], F=hidden)

    def additions(self, lay: Laying, given: Shape, out: Shape) -> int:
        attention, hidden = super().additions(lay, given, out), lay.leaf("dim_feedforward")
        return lay.step("encoder_additions", A_A=attention, L=given[0], E=given[1], F=hidden, B=lay.leaf("bias"))

    def bias_additions(self, lay: Laying, given: Shape, out: Shape) -> int:
        attention, hidden = super().bias_additions(lay, given, out), lay.leaf("dim_feedforward")
        return lay.step("encoder_bias_additions", U_A=attention, L=given[0], E=given[1], F=hidden, B=lay.leaf("bias"))

    def heads(self, lay: Laying) -> int:
        return lay.leaf("nhead")

    def written_input(self) -> tuple[str, str]:
        return "d_model", "features"
