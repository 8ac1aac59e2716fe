"""Graphs that several tests look at."""

from __future__ import annotations

from exgen.engine.gradients.graph import Graph
from exgen.engine.gradients.reading import read_graph
from exgen.expressions.matrices import Shape

SHAPES: dict[str, Shape] = {
    "W1": ("h", "d"),
    "b1": ("h", 1),
    "W2": ("k", "h"),
    "b2": ("k", 1),
    "x": ("d", 1),
    "y": ("k", 1),
}


def perceptron(hidden: str = "sigmoid", last: str = "sigmoid", loss: str = "norm(o6 - y)^2") -> Graph:
    """The perceptron of theoretical exercise 8, or one with other activations or another loss."""
    lines = ["o2 = W1 x + b1", f"o4 = {hidden}(o2)", "o5 = W2 o4 + b2", f"o6 = {last}(o5)", f"l = {loss}"]
    return read_graph(lines, "l", SHAPES)


def shared_weights() -> Graph:
    """Two steps with the same weights and bias, as in a recurrent network: both are used twice."""
    shapes: dict[str, Shape] = {"W": ("n", "n"), "b": ("n", 1), "x": ("n", 1), "y": ("n", 1)}
    lines = ["s1 = W x + b", "h1 = tanh(s1)", "s2 = W h1 + b", "h2 = tanh(s2)", "l = norm(h2 - y)^2"]
    return read_graph(lines, "l", shapes)


def moving_target() -> Graph:
    """The loss compares two layers of one input, so that one name is used in three lines."""
    shapes: dict[str, Shape] = {"U": ("k", "d"), "V": ("k", "d"), "x": ("d", 1)}
    return read_graph(["o = U x", "t = V x", "s = sigmoid(t)", "l = 3 norm(o - s)^2 / 2"], "l", shapes)


def least_squares() -> Graph:
    """Linear regression, whose unknown is a vector behind the data matrix."""
    shapes: dict[str, Shape] = {"X": ("n", "d"), "w": ("d", 1), "y": ("n", 1)}
    return read_graph(["o = X w", "l = norm(o - y)^2 / 2"], "l", shapes)


def classifier(loss: str = "-sum(y ⊙ log(p))", function: str = "softmax") -> Graph:
    """Scores of one layer, made probabilities; the target is a distribution."""
    shapes: dict[str, Shape] = {"W": ("k", "d"), "b": ("k", 1), "x": ("d", 1), "y": ("k", 1)}
    return read_graph(["z = W x + b", f"p = {function}(z)", f"l = {loss}"], "l", shapes, ["y"])


def batch_of_rows(loss: str = "mean((P - Y)^2)") -> Graph:
    """A perceptron on a batch whose examples are rows."""
    shapes: dict[str, Shape] = {"X": ("n", "d"), "W1": ("d", "h"), "b1": ("h", 1), "W2": ("h", "k"), "b2": ("k", 1)}
    lines = ["A = tanh(X W1 + ones(n) b1^T)", "P = A W2 + ones(n) b2^T", f"l = {loss}"]
    return read_graph(lines, "l", shapes | {"Y": ("n", "k")}, ["Y"])


def normalised() -> Graph:
    """A batch of one feature, normalised with its own mean and variance."""
    lines = ["m = mean(x)", "c = x - m ones(n)", "v = mean(c^2)", "s = sqrt(v)", "h = c / s", "l = norm(h - y)^2"]
    return read_graph(lines, "l", {"x": ("n", 1), "y": ("n", 1)})


def normalised_rows() -> Graph:
    """Batch normalisation of several features, examples in rows, with scales and shifts that are learned."""
    shapes: dict[str, Shape] = {"X": ("n", "d"), "g": ("d", 1), "b": ("d", 1), "Y": ("n", "d")}
    lines = [
        "m = column_means(X)",
        "C = X - ones(n) m",
        "v = column_means(C^2)",
        "H = C / (ones(n) sqrt(v))",
        "O = H ⊙ (ones(n) g^T) + ones(n) b^T",
        "l = sum((O - Y)^2)",
    ]
    return read_graph(lines, "l", shapes)


def penalised() -> Graph:
    """Least squares with a penalty on the weights."""
    shapes: dict[str, Shape] = {"W": ("k", "d"), "x": ("d", 1), "y": ("k", 1), "c": (1, 1)}
    return read_graph(["o = W x", "l = norm(o - y)^2 + c norm(W)^2"], "l", shapes)


def residual() -> Graph:
    """A residual connection: what an activation makes is used twice in one line."""
    shapes: dict[str, Shape] = {"x": ("h", 1), "W": ("h", "h"), "y": ("h", 1)}
    return read_graph(["a = tanh(x)", "r = a + W a", "l = norm(r - y)^2"], "l", shapes)


def layer_normalisation() -> Graph:
    """The mean and the variance of a column, with scale and shift."""
    shapes: dict[str, Shape] = dict.fromkeys(("x", "g", "b", "t"), ("d", 1))
    lines = ["m = mean(x)", "c = x - m ones(d)", "v = mean(c^2)", "s = sqrt(v + 1/100)", "o = g ⊙ (c / s) + b"]
    return read_graph([*lines, "l = sum(o ⊙ t)"], "l", shapes)


def attention() -> Graph:
    """One query, keys and values as rows."""
    shapes: dict[str, Shape] = {"K": ("n", "d"), "q": ("d", 1), "V": ("n", "e"), "t": ("e", 1)}
    return read_graph(["s = K q / 2", "p = softmax(s)", "o = V^T p", "l = norm(o - t)^2"], "l", shapes)


def logistic() -> Graph:
    """One probability, from a product of two columns."""
    shapes: dict[str, Shape] = {"w": ("d", 1), "x": ("d", 1), "b": (1, 1), "y": (1, 1)}
    return read_graph(["s = w^T x + b", "p = sigmoid(s)", "l = -(y log(p) + (1 - y) log(1 - p))"], "l", shapes)


def hinge() -> Graph:
    """The hinge loss of a batch, with a penalty."""
    shapes: dict[str, Shape] = {"X": ("n", "d"), "w": ("d", 1), "y": ("n", 1), "c": (1, 1)}
    return read_graph(["s = X w", "l = mean(relu(1 - y ⊙ s)) + c w^T w"], "l", shapes)


def deep_residual(blocks: int = 12) -> Graph:
    """So many residual blocks that the gradients are not written out in each other."""
    lines = [f"h{block} = h{block - 1} + tanh(W{block} h{block - 1})" for block in range(1, blocks + 1)]
    shapes: dict[str, Shape] = {f"W{block}": ("n", "n") for block in range(1, blocks + 1)}
    lines.append(f"l = norm(h{blocks} - y)^2")
    return read_graph(lines, "l", {**shapes, "h0": ("n", 1), "y": ("n", 1)})


def functions() -> Graph:
    """Every function of an entry, and powers."""
    shapes: dict[str, Shape] = {"x": ("h", 1), "y": ("h", 1)}
    lines = [
        "a = exp(x) + log(3 + x) + sqrt(2 + y)",
        "b = square(a) + abs(x) + a^3",
        "c = leaky_relu(x) + gelu(y) + erf(x) + softplus(y) + sigmoid(x) + tanh(y) + relu(x)",
        "d = (b ⊙ c) / 9 + sign(x) + step(y)",
        "l = sum(d ⊙ x) + norm(d) + mean(d) + sum(d)^2",
    ]
    return read_graph(lines, "l", shapes)


def shapes_changed() -> Graph:
    """Transposes, diagonals, scalars times matrices, columns of biases, quotients."""
    shapes: dict[str, Shape] = {"X": ("h", "n"), "b": ("h", 1), "s": (1, 1), "v": ("h", 1), "Y": ("n", "h")}
    lines = [
        "Z = diag(v) X + b ones(1, n)",
        "A = (s Z)^T ⊙ Y / (3 + s^2)",
        "u = (2 + v) / (3 + b)",
        "q = norm(A) X",
        "l = norm(A)^2 + sum(u)/(4 + s) + sum(s u) + s norm(q) + sum(A^T ⊙ q) + log(sum(exp(v)))",
    ]
    return read_graph(lines, "l", shapes)


def convolution() -> Graph:
    """A kernel over an image with stride and padding, a bias, a ReLU, the largest of windows that overlap."""
    shapes: dict[str, Shape] = {"x": (5, 4), "w": (3, 4), "b": (1, 1), "y": (2, 1)}
    lines = ["z = conv(x, w, stride=2, padding=1) + b ones(3, 2)", "a = relu(z)", "p = maxpool(a, 2, stride=1)"]
    return read_graph([*lines, "l = norm(p - y)^2"], "l", shapes)


def convolution_along_a_line() -> Graph:
    """Two kernels one behind the other over a column, one of them dilated; means of windows."""
    shapes: dict[str, Shape] = {"x": (10, 1), "w1": (3, 1), "w2": (2, 1), "y": (4, 1)}
    lines = ["z = conv(x, w1, padding=1)", "a = tanh(z)", "s = conv(a, w2, dilation=2)", "p = avgpool(s, 2)"]
    return read_graph([*lines, "l = 1/2 norm(p - y)^2"], "l", shapes)


def windows_back() -> Graph:
    """A transposed convolution of turned rows, means of overlapping windows, rows taken out at every end."""
    shapes: dict[str, Shape] = {"a": (2, 3), "b": (3, 3), "w": (2, 3), "y": (3, 6)}
    lines = ["c = concat(a, b)", "u = conv_transpose(flip(c), w, stride=2)", "p = avgpool(u, 2, stride=1)"]
    lines += ["q = rows(p, 1, 3) ⊙ y + rows(p, 4, 6)", "l = norm(q)^2 + sum(rows(p, 7, 9)^3)"]
    return read_graph(lines, "l", shapes)


def attention_of_rows() -> Graph:
    """Queries, keys and values made from the same rows, divided by the root of the size."""
    shapes: dict[str, Shape] = {"X": ("n", "m"), "A": ("m", "d"), "B": ("m", "d"), "C": ("m", "e"), "Y": ("n", "e")}
    lines = ["Q = X A", "K = X B", "V = X C", "S = Q K^T / sqrt(d)", "P = softmax(S)", "O = P V"]
    return read_graph([*lines, "l = 1/2 norm(O - Y)^2"], "l", shapes)


def normalised_layers() -> Graph:
    """Layer normalisation of rows, written in few lines; what stands between is used once more."""
    shapes: dict[str, Shape] = {"X": ("n", "d"), "g": ("d", 1), "e": (1, 1), "Y": ("n", "d")}
    lines = ["m = row_means(X)", "C = X - m ones(1, d)", "H = C / (sqrt(row_means(C ⊙ C) + 1/10) ones(1, d))"]
    return read_graph([*lines, "O = H ⊙ (ones(n) g^T) + C", "l = mean((O - Y)^2) + e sum(m)"], "l", shapes)


def written_out() -> Graph:
    """Softmax over two lines with cross-entropy, a sigmoid, and their parts used once more."""
    shapes: dict[str, Shape] = {"W": ("k", "d"), "x": ("d", 1), "y": ("k", 1), "w": ("d", 1), "t": (1, 1)}
    lines = ["z = W x", "e = exp(z)", "p = e / sum(e)", "s = w^T x", "q = 1/(1 + exp(-s))"]
    loss = "l = -sum(y ⊙ log(p)) - (t log(q) + (1 - t) log(1 - q)) + sum(log(1 + exp(-p))) + log(sigmoid(s)) + mean(e)"
    return read_graph([*lines, loss], "l", shapes, ["y"])


GRAPHS = {
    "attention of rows": attention_of_rows(),
    "normalised layers": normalised_layers(),
    "written out": written_out(),
    "convolution": convolution(),
    "convolution along a line": convolution_along_a_line(),
    "windows back": windows_back(),
    "sigmoid and sigmoid": perceptron(),
    "relu and tanh": perceptron("relu", "tanh", "1/2 norm(o6 - y)^2"),
    "tanh and relu": perceptron("tanh", "relu", "(3/4) norm(y - o6)^2"),
    "shared weights": shared_weights(),
    "moving target": moving_target(),
    "least squares": least_squares(),
    "classifier": classifier(),
    "classifier of any target": read_graph(
        ["z = W x", "p = softmax(z)", "l = -y^T log(p)"], "l", {"W": ("k", "d"), "x": ("d", 1), "y": ("k", 1)}
    ),
    "probabilities with a squared norm": classifier("norm(p - y)^2"),
    "two classes": classifier("-mean(y ⊙ log(p) + (1 - y) ⊙ log(1 - p))", "sigmoid"),
    "classifier on scores": classifier("log(sum(exp(z))) - y^T z"),
    "rows": batch_of_rows(),
    "rows of probabilities": batch_of_rows("-(1/n) sum(Y ⊙ log(softmax(P)))"),
    "rows, softmax alone": batch_of_rows("sum(Y ⊙ softmax(P))"),
    "sums of rows and columns": batch_of_rows("sum(row_sums(P)^2) + sum(column_means(P)^2) + sum(abs(row_means(Y)))"),
    "every function": functions(),
    "shapes changed": shapes_changed(),
    "rows and scores": batch_of_rows("norm(softmax(P) - Y)^2"),
    "penalised": penalised(),
    "residual": residual(),
    "layer normalisation": layer_normalisation(),
    "batch normalisation": normalised(),
    "batch normalisation of rows": normalised_rows(),
    "attention": attention(),
    "logistic": logistic(),
    "hinge": hinge(),
    "deep residual": deep_residual(),
}
