"""Functions with windows: shapes, values worked out by hand, how they are written, what is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from exgen.errors import ExpressionError
from exgen.expressions import Call, Name, Number
from exgen.expressions.matrices import Matrix, Shape, read_matrices, shape_of, show_matrices, value_of
from exgen.expressions.matrix_arithmetic import Rows
from exgen.expressions.matrix_balls import BallMatrices

IMAGE: Rows[int] = ((1, 2, 0), (0, 1, -1), (2, 0, 1))
KERNEL: Rows[int] = ((1, 2), (3, -1))
LINE: Rows[int] = ((1,), (5,), (2,), (4,))
TIED: Rows[int] = ((3, 3, 0), (3, 1, 2))
KNOWN: dict[str, Rows[int]] = {
    **{"x": IMAGE, "w": KERNEL, "v": LINE, "u": ((2,), (-1,))},
    **{"t": TIED, "g": ((1, 0), (2, -1))},
}

VALUES = [
    ("conv(x, w)", ((1 + 4 + 0 - 1, 2 + 0 + 3 + 1), (0 + 2 + 6 - 0, 1 - 2 + 0 - 1))),
    ("conv(v, u)", ((-3,), (8,), (0,))),
    ("conv(v, u, stride=2)", ((-3,), (0,))),
    ("conv(v, u, dilation=2)", ((0,), (6,))),
    ("conv(v, u, padding=1)", ((-1,), (-3,), (8,), (0,), (8,))),
    ("conv(v^T, u^T)", ((-3, 8, 0),)),
    ("conv_transpose(g, w)", ((1, 2, 0), (3 + 2, -1 + 4 - 1, -2), (6, -2 - 3, 1))),
    ("conv_transpose(u, u, stride=2)", ((4,), (-2,), (-2,), (1,))),
    ("conv_transpose(v, u, padding=1)", ((10 - 1,), (4 - 5,), (8 - 2,))),
    ("flip(w)", ((-1, 3), (2, 1))),
    ("maxpool(v, 2)", ((5,), (4,))),
    ("maxpool(v, 2, stride=1)", ((5,), (5,), (4,))),
    ("maxpool(x, 2, stride=1)", ((2, 2), (2, 1))),
    ("maxpool(x, 3)", ((2,),)),
    ("avgpool(v, 2)", ((3,), (3,))),
    ("avgpool(w, 2)", ((Fraction(5, 4),),)),
    ("maxunpool(g, x, 2, stride=1)", ((0, 1, 0), (0, -1, 0), (2, 0, 0))),  # of two ones the first
    ("maxunpool(u, v, 2)", ((0,), (2,), (0,), (-1,))),
    ("maxunpool(u^T, t, 2, stride=1)", ((2, -1, 0), (0, 0, 0))),  # the first of those that are equal
    ("unpool(u, v, 2)", ((2,), (2,), (-1,), (-1,))),
    ("unpool(g, x, 2, stride=1)", ((1, 1, 0), (3, 2, -1), (2, 1, -1))),
    ("concat(u, v, u)", ((2,), (-1,), (1,), (5,), (2,), (4,), (2,), (-1,))),
    ("concat(w^T, g^T)^T", ((1, 2, 1, 0), (3, -1, 2, -1))),
    ("rows(x, 2, 3)", ((0, 1, -1), (2, 0, 1))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), VALUES, ids=[text for text, _ in VALUES])
def test_values_are_those_worked_out_by_hand(text: str, value: Rows[Fraction]) -> None:
    node = read_matrices(text)
    assert BallMatrices(KNOWN.__getitem__).value(node) == value
    floats: dict[str, Matrix] = {name: tuple(tuple(map(float, row)) for row in rows) for name, rows in KNOWN.items()}
    assert value_of(node, floats) == value


@pytest.mark.parametrize(("text", "value"), VALUES, ids=[text for text, _ in VALUES])
def test_shapes_are_those_of_the_values(text: str, value: Rows[Fraction]) -> None:
    shapes = {name: (len(rows), len(rows[0])) for name, rows in KNOWN.items()}
    assert shape_of(read_matrices(text), shapes) == (len(value), len(value[0]))


@pytest.mark.parametrize("text", [text for text, _ in VALUES])
def test_what_is_shown_reads_back(text: str) -> None:
    node = read_matrices(text)
    assert read_matrices(show_matrices(node)) == node


WRITTEN = [
    ("conv(x, w)", "conv(x, w)", r"\operatorname{conv}(x, w)"),
    ("conv(x, w, 2, 1)", "conv(x, w, stride=2, padding=1)", r"\operatorname{conv}(x, w, S = 2, P = 1)"),
    ("conv(x, w, P = 1, S = 1)", "conv(x, w, padding=1)", r"\operatorname{conv}(x, w, P = 1)"),
    ("maxpool(a, kernel_size=2, stride=2)", "maxpool(a, 2)", r"\operatorname{maxpool}(a, K = 2)"),
    ("avgpool(a, 3, 1)", "avgpool(a, 3, stride=1)", r"\operatorname{avgpool}(a, K = 3, S = 1)"),
    ("rows(a + b, 1, 2)", "rows(a + b, 1, 2)", "(a + b)_{1:2}"),
    ("rows(a, 1, 2)", "rows(a, 1, 2)", "a_{1:2}"),
    ("conv_transpose(2(a - y), w)", "conv_transpose(2(a - y), w)", r"\operatorname{conv\_transpose}(2 (a - y), w)"),
]


@pytest.mark.parametrize(("text", "plain", "latex"), WRITTEN)
def test_parameters_are_named_where_they_are_not_the_usual_ones(text: str, plain: str, latex: str) -> None:
    node = read_matrices(text)
    assert (show_matrices(node), show_matrices(node, "latex")) == (plain, latex)


def test_all_parameters_stand_in_the_tree() -> None:
    arguments = (Name("x"), Name("w"), Number(2), Number(0), Number(1))
    assert read_matrices("conv(x, w, stride=2)") == Call(Name("conv"), arguments)


SHAPES: dict[str, Shape] = {
    **{"x": (5, 4), "w": (3, 4), "a": (2, 1), "b": (3, 1)},
    **{"n": ("m", 1), "X": (20, 20), "q": (12, 12)},
}

REFUSED = [
    ("conv(x, w, strid=2)", "unknown_keyword", 'conv has no strid; did you mean "stride"?', 12),
    ("concat(a, b, stride=2)", "unknown_keyword", "concat has no stride; it has none", 14),
    ("conv(x)", "wrong_number_of_arguments", "conv is written conv(x, w, stride=1, padding=0, dilation=1)", 1),
    ("maxpool(x)", "wrong_number_of_arguments", "maxpool is written maxpool(a, size)", 1),
    ("maxpool(x, 2, size=3)", "wrong_number_of_arguments", "maxpool is written maxpool(a, size)", 1),
    ("rows(x, 1)", "wrong_number_of_arguments", "rows is written rows(a, first, last)", 1),
    (
        "unpool(g, 2)",
        "wrong_number_of_arguments",
        "unpool is written unpool(g, a, size): a is what was pooled, whose shape it has",
        1,
    ),
    ("conv(x, w, stride=2, 1)", "unexpected_token", '"1" cannot stand behind ",": the name of a parameter is', 22),
    ("conv(x, w, stride=0)", "parameter", "conv: stride is a whole number from 1 on", 19),
    ("conv(x, w, padding=1/2)", "parameter", "conv: padding is a whole number from 0 on", 21),
    ("conv(x, w, stride=a)", "parameter", "conv: stride is a whole number from 1 on", 19),
    ("conv(w, x)", "shapes_differ", "conv: a kernel of (5,4) does not fit into (3,4)", 1),
    ("conv(x, w, 4, 1)", "shapes_differ", "conv: windows of (3,4) over (5,4) with stride 4 leave 2 over", 1),
    ("conv(a^T, w)", "shapes_differ", "conv: a kernel of (3,4) does not fit into (1,2)", 1),
    ("conv_transpose(a, b, 1, 2)", "shapes_differ", "conv_transpose: (2,1) with a kernel of (3,1) would be (0,1)", 1),
    ("concat(x, a)", "shapes_differ", "concat: (5,4) and (2,1) have not as many columns", 1),
    ("concat(n, a)", "shapes_differ", "concat: sizes are numbers here, and one is (m,1)", 1),
    ("maxpool(x, 6)", "shapes_differ", "maxpool: a window of 6 is larger than (5,4)", 1),
    ("maxpool(x, 2)", "shapes_differ", "maxpool: windows of (2,2) over (5,4) with stride 2 leave 1 over", 1),
    ("maxunpool(w, x, 2, 1)", "shapes_differ", "maxunpool: the windows of (5,4) are (4,3), and (3,4) is put there", 1),
    ("rows(x, 3, 9)", "shapes_differ", "rows: (5,4) has no rows 3 to 9; the first one is 1", 1),
    ("conv(X, w)", "too_large", "conv: (20,20) is too large; at most 12 rows and columns are read", 1),
    ("concat(q, w)", "shapes_differ", "concat: (12,12) and (3,4) have not as many columns", 1),
    ("concat(q, q)", "too_large", "concat: (24,12) is too large", 1),
    ("maxpool(q, 3, 1)", "too_large", "maxpool: 10800 products are too many to be worked out here", 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "sentence", "column"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_refused(text: str, code: str, sentence: str, column: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        shape_of(read_matrices(text), SHAPES)
    assert (caught.value.code, caught.value.column) == (code, column)
    assert caught.value.sentence.startswith(sentence)
