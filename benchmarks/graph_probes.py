"""Graphs whose gradients between them use every rule of a gradient, each in a way that shows when it is broken."""

from __future__ import annotations

from exgen.expressions.matrices import Shape

_PERCEPTRON: dict[str, Shape] = {
    **{"W1": ("h", "d"), "b1": ("h", 1), "W2": ("k", "h"), "b2": ("k", 1)},
    **{"x": ("d", 1), "y": ("k", 1)},
}
_TWO_LAYERS = ["o2 = W1 x + b1", "o4 = {hidden}(o2)", "o5 = W2 o4 + b2", "o6 = {last}(o5)", "l = {loss}"]
_SHARED: dict[str, Shape] = {"W": ("n", "n"), "b": ("n", 1), "x": ("n", 1), "y": ("n", 1)}
_CLASSES: dict[str, Shape] = {"W": ("k", "d"), "b": ("k", 1), "x": ("d", 1), "y": ("k", 1)}
_BATCH: dict[str, Shape] = {"X": ("n", "d"), "W": ("d", "k"), "b": ("k", 1), "y": ("n", "k")}
_COLUMNS: dict[str, Shape] = {"x": ("h", 1), "y": ("h", 1)}
_IMAGE: dict[str, Shape] = {"x": (5, 4), "w": (3, 4), "b": (1, 1), "y": (2, 1)}
_ROWS: dict[str, Shape] = {"a": (2, 3), "b": (3, 3), "w": (2, 3), "y": (3, 6)}
_MIXED: dict[str, Shape] = {"X": ("h", "n"), "b": ("h", 1), "s": (1, 1), "v": ("h", 1), "Y": ("n", "h")}

GRAPHS: tuple[tuple[list[str], dict[str, Shape]], ...] = (
    *(
        ([line.format(hidden=hidden, last=last, loss=loss) for line in _TWO_LAYERS], _PERCEPTRON)
        for hidden, last, loss in (
            ("sigmoid", "tanh", "3 norm(o6 - y)^2"),
            ("relu", "sigmoid", "norm(y - o6)^2"),
            ("tanh", "relu", "norm(o6 - y)^2"),
        )
    ),
    (["s = W x + b", "h = tanh(s)", "t = W h + b", "o = tanh(t)", "l = norm(o - y)^2"], _SHARED),
    (["z = W x + b", "p = softmax(z)", "l = -3 sum(y ⊙ log(p)) + 5 norm(W)^2"], _CLASSES),
    (["z = W x + b", "p = softmax(z)", "q = tanh(z)", "l = norm(p - y)^2 + log(sum(exp(z)))"], _CLASSES),
    (["z = W x + b", "p = sigmoid(z)", "l = -3 mean(y ⊙ log(p) + (1 - y) ⊙ log(1 - p))"], _CLASSES),
    (["p = softmax(W x)", "l = -3 y^T log(p) + 2 log(sum(exp(x)))"], _CLASSES),
    (["Z = X W + ones(n) b^T", "l = 3 mean((Z - y)^2) + norm(softmax(Z) - y)^2"], _BATCH),
    (
        ["m = mean(x)", "c = x - m ones(4)", "s = sqrt(mean(c^2))", "l = 3 norm(c / s - y)^2"],
        {"x": (4, 1), "y": (4, 1)},
    ),
    (
        [
            *("C = X - row_means(X) ones(1, 4)", "H = C / (sqrt(row_means(C^2) + 1/10) ones(1, 4))"),
            *("D = X - ones(3) column_means(X)", "J = D / (ones(3) sqrt(column_means(D^2) + 1/10))"),
            "l = 3 norm(H - Y)^2 + 2 sum(log(sigmoid(X)) ⊙ Y) + norm(J + Y)^2",
        ],
        {"X": (3, 4), "Y": (3, 4)},
    ),
    (["A = tanh(X W)", "l = sum(row_sums(A)^2) + sum(column_means(A)^2) + sum((A V)^3)"], _BATCH | {"V": ("k", "m")}),
    (
        [
            "a = exp(x) + log(3 + x) + sqrt(2 + y)",
            "u = leaky_relu(x) + gelu(y) + erf(x) + softplus(y) + sigmoid(x) + tanh(y) + relu(x) - square(a) / 9",
            "d = u ⊙ (abs(x) + a^3)",
            "l = (sum(d ⊙ x) + norm(d)) (2 + mean(d)) + sum(d)^2",
        ],
        _COLUMNS,
    ),
    (
        [
            "Z = diag(v) X + b ones(1, n)",
            "A = (s Z)^T ⊙ Y / (3 + s^2)",
            "u = (2 + v) / (3 + b)",
            "q = norm(A) X",
            "l = norm(A)^2 + sum(u) / (4 + s) + 2 sum(s u) + 3 (s norm(q)) + sum(A^T ⊙ q) + 3 (v^T b)",
        ],
        _MIXED,
    ),
    (
        [
            "z = conv(x, w, stride=2, padding=1) + b ones(3, 2)",
            "a = relu(z)",
            "p = maxpool(a, 2, stride=1)",
            "l = norm(p - y)^2",
        ],
        _IMAGE,
    ),
    (
        [
            "c = concat(a, b)",
            "u = conv_transpose(flip(c), w, stride=2)",
            "q = avgpool(u, 2, stride=1)",
            "r = rows(q, 1, 3) ⊙ y + rows(q, 4, 6)",
            "l = norm(r)^2 + sum(rows(q, 7, 9)^3)",
        ],
        _ROWS,
    ),
)
"""Lines with the loss l, and the shapes of their leaves; where there is a p, y is a distribution."""
