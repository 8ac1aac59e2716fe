"""The kinds of losses: operations that a textbook differentiates as one, each with what it hands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exgen.engine.gradients.graph import Operation
from exgen.engine.gradients.laying import Adjoint, Kind, Laying
from exgen.expressions import Binary, Name, Node, Number


def count(_operation: Operation, inputs: Sequence[Operation]) -> Mapping[str, Node]:
    """How many entries go in, in how many rows and columns: numbers, or sizes by their letters."""
    sizes = [size for size in inputs[0].shape if size != 1]
    nodes = [Number(size) if isinstance(size, int) else Name(size) for size in sizes]
    match nodes:
        case []:
            return same_count(Number(1))
        case [one]:
            return same_count(one)
        case [Number(rows), Number(columns)]:
            return {"n": Number(rows * columns), "h": nodes[0], "w": nodes[1]}
    return {"n": Binary("*", nodes[0], nodes[1], implicit=True), "h": nodes[0], "w": nodes[1]}


def same_count(node: Node) -> Mapping[str, Node]:
    """The entries of a vector: they are no more in rows than in all."""
    return {"n": node, "h": node, "w": node}


def mean_of(at: Laying) -> int:
    """What arrives at every entry of a mean: a term of the loss, or a statistic of what goes in."""
    rule, letters = ("mean_gradient", "nhw") if at.is_of_loss else ("statistic_gradient", "n")
    return at.step(rule, c=at.full, **{letter: at.extra(letter) for letter in letters})


def _factor(at: Laying) -> int:
    """What stands in front of the loss: what arrives, over the number of entries where it is a mean."""
    is_mean = at.operation.kind.startswith("mean ")
    return mean_of(at) if is_mean else at.full


def _squared_norm(at: Laying, position: int) -> Adjoint:
    output, target = at.input(position), at.input(1 - position)
    return Adjoint(at.step("loss_gradient", c=_factor(at), o=output, y=target))


def _sum_of_squares(at: Laying, _position: int) -> Adjoint:
    rule = "penalty_gradient" if at.is_of_loss else "squares_gradient"
    return Adjoint(at.step(rule, c=_factor(at), W=at.input(0)))


def _cross_entropy(rule: str) -> Kind:
    """A cross-entropy of output and target."""

    def lay(at: Laying, position: int) -> Adjoint:
        c = _factor(at)
        return _of_target(at, c) if position else Adjoint(at.step(rule, c=c, p=at.input(0), y=at.input(1)))

    return Kind(lay, count)


def _of_scores(rule: str) -> Kind:
    """A cross-entropy and what made its output from scores, together: of scores, output and target."""
    return Kind(lambda at, _: Adjoint(at.step(rule, c=_factor(at), p=at.input(1), y=at.input(2))), count)


def _of_target(at: Laying, c: int) -> Adjoint:
    """With respect to the target: it stands before a logarithm, or before two."""
    rule = "log_odds" if "binary" in at.operation.kind else "log_likelihood"
    return Adjoint(at.step(f"{rule}_gradient", c=c, p=at.input(0)))


def _log_sum_exp(at: Laying, _position: int) -> Adjoint:
    return Adjoint(at.step("log_sum_exp_gradient", c=at.full, s=at.input(0)))


def _losses() -> dict[str, Kind]:
    entropies = {
        "cross-entropy": _cross_entropy("entropy_gradient"),
        "cross-entropy of softmax": _of_scores("softmax_cross_entropy_gradient"),
        "cross-entropy of softmax of any target": _of_scores("softmax_any_target_gradient"),
        "binary cross-entropy": _cross_entropy("binary_cross_entropy_gradient"),
        "binary cross-entropy of sigmoid": _of_scores("sigmoid_cross_entropy_gradient"),
    }
    kinds = {"squared norm": Kind(_squared_norm, count), "sum of squares": Kind(_sum_of_squares, count), **entropies}
    return {**kinds, **{f"mean {name}": kind for name, kind in kinds.items()}, "log sum exp": Kind(_log_sum_exp)}


LOSSES: dict[str, Kind] = _losses()
"""The kinds that are differentiated as one, by name."""
