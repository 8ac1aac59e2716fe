"""Layers that give a sequence its places: learned vectors for tokens, for a class, for each position."""

from __future__ import annotations

from collections.abc import Mapping

from exgen.engine.forms import SEQUENCE, Form
from exgen.engine.layers.kind import Kind
from exgen.engine.layers.laying import Laying, Shape
from exgen.engine.layers.parameter import Parameter
from exgen.engine.problems import arriving_count


class Embedding(Kind):
    """torch.nn.Embedding: a learned vector for each number that a token can be."""

    parameters = (
        Parameter("num_embeddings", "integer", least=1),
        Parameter("embedding_dim", "integer", least=1),
        Parameter("padding_idx", "text", "None"),
        Parameter("max_norm", "text", "None"),
        Parameter("norm_type", "number", "2"),
        Parameter("scale_grad_by_freq", "truth", False),
        Parameter("sparse", "truth", False),
    )
    leaves = ("num_embeddings", "embedding_dim")
    wanted = tuple([Form(axes, "none") for axes in (1, 2, 3)])

    def gives(self, form: Form) -> Form:
        return Form(form.axes, "last")

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        return (*given, lay.leaf("embedding_dim"))

    def strides(self, arguments: Mapping[str, object], given: tuple[object, ...]) -> tuple[object, ...]:
        return (1,) * len(given)

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("embedding_weights", V=lay.leaf("num_embeddings"), E=lay.leaf("embedding_dim"))


class ClassToken(Kind):
    """A learned place put in front of a sequence, as in a vision transformer: ``ClassToken(768)``."""

    parameters = (Parameter("embed_dim", "integer", least=1),)
    wanted = (SEQUENCE,)

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        return (lay.step("length_with_token", L=given[0]), given[1])

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("token_weights", E=given[1], L=given[0])

    def input_range(self, lay: Laying, axis: int, smallest: int, largest: int) -> tuple[int, int]:
        raise self.no_axis(lay)

    def written_input(self) -> tuple[str, str]:
        return "embed_dim", "features"

    def field_problem(self, arguments: Mapping[str, object], given: tuple[object, ...], form: Form) -> str | None:
        return "its first place reads nothing,"


class PositionEmbedding(Kind):
    """A learned vector added at each place of a sequence: ``PositionEmbedding(197, 768)``."""

    parameters = (Parameter("num_positions", "integer", least=1), Parameter("embed_dim", "integer", least=1))
    leaves = ("num_positions",)
    wanted = (SEQUENCE,)

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("position_weights", L=lay.leaf("num_positions"), E=given[1])

    def written_places(self) -> str:
        return "num_positions"

    def written_input(self) -> tuple[str, str]:
        return "embed_dim", "features"

    def misfit(self, arguments: Mapping[str, object], given: tuple[int, ...], form: Form) -> str | None:
        written = arguments["num_positions"]
        return None if written == given[0] else f"num_positions is {written}, but {arriving_count(given[0], 'places')}"
