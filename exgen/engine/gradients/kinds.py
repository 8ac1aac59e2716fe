"""The kinds of operations: what each hands on of the gradient that arrives at it, laid out as rules.

Adding a kind is one function here (or in ``loss_kinds``), one line in ``KINDS``, its rules, one place in ``splitting``,
and one row in the test table. The oracle needs nothing: it works every line out as it is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from exgen.engine.gradients.graph import LEAF, SCALAR, Operation
from exgen.engine.gradients.laying import Adjoint, Kind, Laying
from exgen.engine.gradients.loss_kinds import LOSSES, count, mean_of, same_count
from exgen.engine.gradients.window_kinds import WINDOWS
from exgen.engine.rules.gradients import ACTIVATIONS, SHORT_DERIVATIVES
from exgen.expressions import Binary, Call, Name, Node, Number, literal
from exgen.expressions.matrix_arithmetic import exponent_of
from exgen.expressions.matrix_tokens import ones_name

Extras: TypeAlias = "Mapping[str, Node]"


# functions of every entry


def _by_rule(name: str) -> Kind:
    """A function with a rule of its own."""

    def lay(at: Laying, _position: int) -> Adjoint:
        return at.by_entries(f"{name}_gradient", z=at.input(0), a=at.output)

    return Kind(lay)


def _function(at: Laying, _position: int) -> Adjoint:
    return at.by_entries("function_gradient", D=at.extra("D"), E=at.extra("E"), a=at.output)


def slopes(name: str, operation: Operation, inputs: Sequence[Operation]) -> Extras:
    """The derivative of a function at what goes in, and at what comes out."""
    return {letter: Call(Name(f"{name}'"), (at,)) for letter, at in (("D", inputs[0].value), ("E", operation.value))}


def _power(at: Laying, _position: int) -> Adjoint:
    return at.by_entries("power_gradient", D=at.extra("D"))


def _power_slope(_operation: Operation, inputs: Sequence[Operation]) -> Extras:
    """n x^(n-1) of x^n, where the operation's value is the power as it is written."""
    base, exponent = inputs[0].value, exponent_of(inputs[1].value)
    if exponent == 1:
        return {"D": Call(Name("ones_like"), (base,))}
    raised = base if exponent == 2 else Binary("^", base, literal(exponent - 1))
    return {"D": Binary("*", literal(exponent), raised, implicit=True)}


def _no_slope(at: Laying, _position: int) -> Adjoint:
    return Adjoint(at.step("no_gradient", A=at.input(0)))


# softmax


def _softmax(at: Laying, _position: int) -> Adjoint:
    return Adjoint(at.step("softmax_jacobian", p=at.output, G=at.full))


def _softmax_of_rows(at: Laying, _position: int) -> Adjoint:
    return Adjoint(at.step("softmax_rows_jacobian", p=at.output, G=at.full, o=at.extra("o")))


def _row_of_ones(operation: Operation, _inputs: Sequence[Operation]) -> Extras:
    return {"o": Name(ones_name(1, operation.shape[1]))}


# normalisations: shortcuts, of what is normalised, what is left of it without its mean, and its root


def _normalised(over: str) -> Kind:
    """Of a column, or ``over`` rows or columns: what comes back through mean and variance is taken away."""
    of = f"_of_{over}" if over else ""

    def lay(at: Laying, _position: int) -> Adjoint:
        ones = at.extra("o")
        mean = at.step_of_line(f"mean_share{of}_gradient", at.line_of_mean(1), G=at.full, o=ones)
        line = at.line_of_mean(2)
        variance = at.step_of_line(f"variance_share{of}_gradient", line, G=at.full, h=at.output, o=ones)
        return Adjoint(at.step("normalised_gradient", G=at.full, m=mean, v=variance, s=at.input(2)))

    def extras(operation: Operation, _inputs: Sequence[Operation]) -> Extras:
        rows, columns = operation.shape
        return {"o": Name(ones_name(1, columns) if over == "rows" else ones_name(rows))}

    return Kind(lay, extras)


# products


def _product(at: Laying, position: int) -> Adjoint:
    """W x, or X W where the examples are rows; the rules of both speak of weights and of what they are applied to."""
    rows = "row_" if at.is_by_rows else ""
    weights, given = (at.input(1), at.input(0)) if rows else (at.input(0), at.input(1))
    if (position == 0) == bool(rows):
        other, skipped = at.weights_before, at.of_activation_behind
        return Adjoint(at.step(f"{rows}input_gradient", W=weights, G=at.full, V=other, A=skipped))
    after, before, earlier = at.around
    return Adjoint(
        at.step(f"{rows}weight_gradient", G=at.full, x=given, a=after, p=before, q=earlier, L=at.of_layer_behind)
    )


def _inner_product(at: Laying, position: int) -> Adjoint:
    return Adjoint(at.step("inner_gradient", c=at.full, G=at.input(1 - position)))


def _product_of_entries(at: Laying, position: int) -> Adjoint:
    return at.by_entries("entry_factor_gradient", A=at.input(1 - position))


def _scaled(at: Laying, position: int) -> Adjoint:
    """A number or a scalar times a matrix."""
    factor, scaled = at.input(0), at.input(1)
    if at.operation.shape == SCALAR and not at.is_constant(0):
        return Adjoint(at.step("scalar_factor_gradient", c=at.input(1 - position), G=at.full))
    if position == 1:
        rule = "weighted_gradient" if at.operation.shape == SCALAR else "scaled_gradient"
        return at.kept(rule, c=factor)
    if at.arriving.uniform is not None:
        return Adjoint(at.step("scalar_total_gradient", A=scaled, c=at.arriving.uniform))
    return Adjoint(at.step("scalar_gradient", A=scaled, G=at.full))


def _quotient(at: Laying, position: int) -> Adjoint:
    divisor = at.input(1)
    is_by_scalar = at.operands[1].shape == SCALAR and at.operation.shape != SCALAR
    if position == 0:
        return (
            at.kept("dividend_gradient", B=divisor) if is_by_scalar else at.by_entries("dividend_gradient", B=divisor)
        )
    if is_by_scalar:
        return Adjoint(at.step("scalar_divisor_gradient", B=divisor, G=at.full, v=at.output))
    return at.by_entries("divisor_gradient", B=divisor, v=at.output)


def _transpose(at: Laying, _position: int) -> Adjoint:
    if at.arriving.uniform is not None:
        return at.arriving
    return Adjoint(at.step("transpose_gradient", G=at.full))


# sums


def _sum(at: Laying, position: int) -> Adjoint:
    """Of two terms; a leaf added to a product is its bias."""
    other = at.operands[1 - position]
    if at.operands[position].kind == LEAF and other.kind == "product":
        given = at.given_to(at.operation.inputs[1 - position])
        return at.kept("bias_gradient", x=given, L=at.of_layer_behind)
    return at.kept("term_gradient", A=at.input(position))


def _difference(at: Laying, position: int) -> Adjoint:
    return at.kept("subtrahend_gradient" if position else "term_gradient", A=at.input(position))


def _negative(at: Laying, _position: int) -> Adjoint:
    return at.kept("subtrahend_gradient", A=at.input(0))


def _copy(at: Laying, _position: int) -> Adjoint:
    return at.kept("term_gradient", A=at.input(0))


def _total(*, is_mean: bool) -> Kind:
    def lay(at: Laying, _position: int) -> Adjoint:
        c = mean_of(at) if is_mean else at.step("total_gradient", c=at.full, n=at.extra("n"))
        return Adjoint(c) if at.operands[0].shape == SCALAR else at.spread(c)

    return Kind(lay, count)


def _of_rows_or_columns(rule: str, is_mean: bool) -> Kind:
    def lay(at: Laying, _position: int) -> Adjoint:
        arriving = mean_of(at) if is_mean else at.full
        return Adjoint(at.step(rule, G=arriving, o=at.extra("o")))

    def extras(_operation: Operation, inputs: Sequence[Operation]) -> Extras:
        size = inputs[0].shape[1 if rule == "row_sums_gradient" else 0]
        number = Number(size) if isinstance(size, int) else Name(size)
        return {"o": Name(ones_name(size)), **same_count(number)}

    return Kind(lay, extras)


def _bias(rule: str) -> Kind:
    """A bias added to every row or column: a product with ones, of which no gradient is asked."""

    def lay(at: Laying, _position: int) -> Adjoint:
        return Adjoint(at.step(rule, G=at.full, o=at.extra("o")))

    def extras(operation: Operation, _inputs: Sequence[Operation]) -> Extras:
        return {"o": Name(ones_name(operation.shape[0 if rule == "row_bias_gradient" else 1]))}

    return Kind(lay, extras)


def _norm(at: Laying, _position: int) -> Adjoint:
    return Adjoint(at.step("norm_gradient", c=at.full, A=at.input(0), v=at.output))


def _diag(at: Laying, _position: int) -> Adjoint:
    return Adjoint(at.step("diagonal_gradient", G=at.full, A=at.input(0)))


KINDS: dict[str, Kind] = {
    **LOSSES,
    **{name: _by_rule(name) for name in (*ACTIVATIONS, *SHORT_DERIVATIVES)},
    **dict.fromkeys(("sign", "step"), Kind(_no_slope)),
    "log sigmoid": Kind(lambda at, _position: at.by_entries("log_sigmoid_gradient", z=at.input(0))),
    "power": Kind(_power, _power_slope),
    "softmax": Kind(_softmax),
    "softmax of rows": Kind(_softmax_of_rows, _row_of_ones),
    "normalised": _normalised(""),
    "normalised rows": _normalised("rows"),
    "normalised columns": _normalised("columns"),
    "product": Kind(_product),
    "inner product": Kind(_inner_product),
    "product of entries": Kind(_product_of_entries),
    "scaled": Kind(_scaled),
    "quotient": Kind(_quotient),
    "transpose": Kind(_transpose),
    "sum of terms": Kind(_sum),
    "difference": Kind(_difference),
    "negative": Kind(_negative),
    "copy": Kind(_copy),
    "sum": _total(is_mean=False),
    "mean": _total(is_mean=True),
    "row sums": _of_rows_or_columns("row_sums_gradient", is_mean=False),
    "row means": _of_rows_or_columns("row_sums_gradient", is_mean=True),
    "column sums": _of_rows_or_columns("column_sums_gradient", is_mean=False),
    "column means": _of_rows_or_columns("column_sums_gradient", is_mean=True),
    "bias of rows": _bias("row_bias_gradient"),
    "bias of columns": _bias("column_bias_gradient"),
    "flip": Kind(lambda at, _position: Adjoint(at.step("flip_gradient", G=at.full))),
    **WINDOWS,
    "norm": Kind(_norm),
    "diag": Kind(_diag),
}
"""Every kind of operation by its name; a function of every entry that is not among them has the general rule."""


def kind_of(name: str) -> Kind:
    """The kind of that name: one of ``KINDS``, or that of a function of every entry such as a leaky relu."""
    return KINDS[name] if name in KINDS else Kind(_function, lambda operation, inputs: slopes(name, operation, inputs))
