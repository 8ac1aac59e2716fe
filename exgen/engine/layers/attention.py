"""Attention of queries on given keys and values."""

from __future__ import annotations

from exgen.engine.forms import VECTOR
from exgen.engine.layers.constant_leaves import ONE
from exgen.engine.layers.kind import Kind
from exgen.engine.layers.laying import Laying, Shape
from exgen.engine.layers.parameter import Parameter
from exgen.engine.layers.probabilities import softmax
from exgen.errors import NetworkError


class ScaledDotProductAttention(Kind):
    """torch.nn.functional.scaled_dot_product_attention: a query goes in with each row, an output comes out.

    Keys and values are given as tensors ``key`` and ``value``, a row for each; nothing is learned.
    """

    parameters = (Parameter("embed_dim", "integer", least=1), Parameter("out_features", "integer", least=1))
    learned = ("key", "value")
    matrices = ("key", "value")
    leaves = ("out_features",)
    wanted = (VECTOR,)

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        return (lay.leaf("out_features"),)

    def multiplications_per_output(self, lay: Laying, given: Shape) -> int | None:
        raise NetworkError(f"{self.name}: how much it multiplies depends on how many keys there are; it is not counted")

    def scores(self, lay: Laying, tensor: int) -> int:
        """The slot of the scaled products of queries and keys."""
        return lay.step("attention_scores", M=tensor, W=lay.learned("key"), A=lay.layout.leaves[ONE])

    def shares(self, lay: Laying, tensor: int) -> int:
        """The slot of the shares of the values."""
        return softmax(lay, self.scores(lay, tensor))

    def by_hand(self, lay: Laying, tensor: int) -> int:
        return lay.step("attended", M=self.shares(lay, tensor), W=lay.learned("value"))

    def written_input(self) -> tuple[str, str]:
        return "embed_dim", "features"
