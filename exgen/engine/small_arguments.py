"""The values that arguments take in small networks: each fits at its place, and is another in other members."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from exgen.engine.forms import Form
from exgen.engine.layers import Kind, Parameter
from exgen.engine.networks import KEPT, Argument

_CHANNELS = ((2, 4), (1, 3), (4, 2), (3, 1))
_FEATURES = (3, 5, 2, 4)


class Given(NamedTuple):
    """A layer of one member of a family, and what goes into it; channels are multiples of ``factor``."""

    member: int
    layer: int
    form: Form
    shape: tuple[int, ...]
    factor: int

    @property
    def channels(self) -> int:
        """A number of channels, another one than goes in."""
        first, second = _CHANNELS[self.member % 4]
        return self._unlike(first, second)

    @property
    def features(self) -> int:
        """A number of features, another one than goes in."""
        first, second = (_FEATURES[(self.member + self.layer + more) % 4] for more in (0, 1))
        return self._unlike(first, second)

    def _unlike(self, first: int, second: int) -> int:
        first, second = self.factor * first, self.factor * second
        return second if self.shape and self.form.channel(self.shape) == first else first

    @property
    def is_even(self) -> bool:
        """True in half of the members."""
        return (self.layer + self.member + self.member // 2) % 2 == 0

    def divisor(self, *numbers: int) -> int:
        """2 or 3, in half of the members, where it divides all of these; else 1."""
        found = [divisor for divisor in (2, 3) if all(number % divisor == 0 for number in numbers)]
        return found[0] if found and self.is_even else 1


def small_argument(kind: Kind, parameter: Parameter, given: Given) -> Argument | None:
    """A value for an argument that is no part of a window; None where it has the usual one."""
    member, layer, form, shape, _ = given
    channels = form.channel(shape)
    match parameter.name:
        case "out_channels":
            return given.channels
        case "groups" if "out_channels" in kind.leaves:
            return 1 + (layer + member // 2) % 2 if member % 2 == channels % 2 == 0 else 1
        case "out_features" | "embedding_dim" | "hidden_size" | "num_embeddings" | "dim_feedforward":
            return given.features
        case "output_size":
            kept = kind.chosen.get("output_size", ())
            assert isinstance(kept, tuple)
            sizes = [2 + (member + 2 * axis + layer) % 3 for axis in range(form.axes)]
            return tuple([KEPT if axis in kept else size for axis, size in enumerate(sizes)])
        case "bias" | "affine" | "elementwise_affine" | "count_include_pad" | "bidirectional" | "track_running_stats":
            return given.is_even
        case "num_layers":
            return 1 + member % 3
        case "num_heads" | "nhead" | "chunks" | "num_groups" | "groups":
            return given.divisor(channels)
        case "num_parameters":
            return channels if given.is_even else 1
        case "upscale_factor":
            return 2 if given.is_even and channels % 4 == 0 else 1
        case "downscale_factor":
            return given.divisor(*form.spatial(shape))
        case "padding" if parameter.form == "sides":
            return tuple([(member + side + side // 2 + layer) % 2 for side in range(2 * form.axes)])
        case "normalized_shape":
            return shape[:1] if kind.axes else shape[-kind.length_of("normalized_shape") :]
        case "unflattened_size":
            length, dim = kind.length_of("unflattened_size"), int(str(kind.chosen.get("dim", 1)))
            dealt = shape[dim if dim < 0 else dim - 1]
            turn = max(length - 1 - member, 0)
            return tuple([dealt if place == turn else 1 for place in range(length)])
        case "dim" if kind.name == "Unflatten":
            return kind.chosen.get("dim", 1)
        case "scale_factor" if "is_rounded" in kind.chosen:
            return tuple([Fraction(3 + 2 * ((member + axis) % 3), 2) for axis in range(kind.length_of("scale_factor"))])
        case "size" | "scale_factor" if parameter.name in kind.chosen:
            return tuple([2 + (member + layer + axis) % 3 for axis in range(kind.length_of(parameter.name))])
        case "dims" if parameter.name not in kind.chosen:
            axes = range(1, form.axes + 1)
            return (0, form.axes + 1, *axes) if form.channels == "last" else (0, *(axis + 1 for axis in axes), 1)
        case "proj_size" if parameter.name in kind.chosen:
            return 1 if given.is_even else given.features - 1
        case "kdim" | "vdim" if parameter.name in kind.chosen:
            return (given.features + (parameter.name == "vdim"),)
        case "add_bias_kv" | "add_zero_attn" if parameter.name in kind.chosen:
            return True
        case "num_positions":
            return shape[0]
        case "embed_dim":
            return channels
    return None


def usual(kind: Kind, parameter: Parameter, chosen: Mapping[str, Argument]) -> Argument:
    """What an argument that no rule reads is set to; a choice is what was chosen."""
    if parameter.name in kind.chosen:
        return kind.chosen[parameter.name]
    if parameter.default in chosen:
        return chosen[str(parameter.default)]
    value = parameter.usual(kind.axes or 0)
    if value is None:
        return "0.5" if parameter.form == "number" else parameter.least
    return value
