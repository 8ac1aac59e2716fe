"""Graphs that Hypothesis draws: any operations on whatever fits, and any of the losses."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from exgen.engine.gradients.graph import Graph
from exgen.engine.gradients.reading import read_graph
from exgen.errors import ExpressionError
from exgen.expressions.matrices import Shape, Size, shape_of
from exgen.expressions.matrix_reader import read_matrices
from exgen.expressions.matrix_windows import LARGEST_SIZE

SIZES: tuple[Size, ...] = ("d", "h", "k")
FUNCTIONS = ("sigmoid", "tanh", "relu", "leaky_relu", "softplus", "gelu", "erf", "square", "abs")
OF_ENTRIES = ("{0}({1})", "exp(tanh({1}))", "log(2 + {1} ⊙ {1})", "sqrt(1 + ({1})^2)", "({1})^3", "-({1})", "2({1})")
WHOLE = (
    "softmax({0})",
    "({0})^T",
    "{0} sum({0})",
    "{0} / (3 + norm({0}))",
    "mean({0}) {0}",
    "{0} - row_means({0}) {row}",
)
WINDOWS = (
    *("maxpool({0}, 2, stride=1)", "avgpool({0}, 2, stride=1)"),
    *("flip({0})", "concat({0}, 2 {0})", "rows({0}, 2, 3)"),
)
OF_TWO = ("{0} + {1}", "{0} - {1}", "{0} ⊙ {1}", "{0} / (2 + ({1})^2)", "({0} + 2 {1}) / 3")


@dataclass
class Drawing:
    """What has been drawn so far: lines, and the shapes of all names."""

    draw: st.DrawFn
    lines: list[str] = field(default_factory=list)
    shapes: dict[str, Shape] = field(default_factory=dict)
    leaves: dict[str, Shape] = field(default_factory=dict)
    distributions: list[str] = field(default_factory=list)

    def leaf(self, shape: Shape, begin: str = "W") -> str:
        """A leaf of a shape: one that there is already, or a new one."""
        alike = [name for name, other in self.leaves.items() if other == shape and name not in self.distributions]
        if alike and begin == "W" and self.draw(st.booleans()):
            return self.draw(st.sampled_from(alike))
        name = f"{begin}{len(self.leaves)}"
        self.leaves[name] = self.shapes[name] = shape
        return name

    def line(self, text: str) -> None:
        name = f"v{len(self.lines)}"
        known = {**self.shapes, **_ones(), **{str(size): (1, 1) for size in SIZES}}
        self.shapes[name] = shape_of(read_matrices(text), known)
        self.lines.append(f"{name} = {text}")

    def line_that_fits(self, text: str) -> str | None:
        """The name of a line, where the windows of its right side fit."""
        try:
            self.line(text)
        except ExpressionError:
            return None
        return list(self.shapes)[-1]

    def any_name(self) -> str:
        """A name, more often one that a line worked out last."""
        names = list(self.shapes)
        return self.draw(st.sampled_from([*names, *names[-2:], *names[-1:]]))


def _ones() -> dict[str, Shape]:
    ones: dict[str, Shape] = {}
    for size in SIZES:
        ones |= {f"ones({size})": (size, 1), f"ones(1, {size})": (1, size), "ones(1)": (1, 1)}
    for number in range(1, LARGEST_SIZE + 1):
        ones |= {f"ones({number})": (number, 1), f"ones(1, {number})": (1, number)}
    return ones


def _one_more(drawing: Drawing) -> str:
    """The right side of a line."""
    draw = drawing.draw
    name = drawing.any_name()
    rows, columns = drawing.shapes[name]
    size = draw(st.sampled_from(SIZES))
    form = draw(st.sampled_from(("function", "layer", "rows", "whole", "two", "bias", "inner")))
    if form == "function":
        return draw(st.sampled_from(OF_ENTRIES)).format(draw(st.sampled_from(FUNCTIONS)), name)
    if form == "layer":
        weight = drawing.leaf((size, rows))
        bias = f" + {drawing.leaf((size, columns))}" if draw(st.booleans()) else ""
        inner = f"{weight} {name}{bias}"
        return f"{draw(st.sampled_from(FUNCTIONS))}({inner})" if draw(st.booleans()) else inner
    if form == "rows":
        return f"{name} {drawing.leaf((columns, size))}"
    if form == "whole":
        return draw(st.sampled_from(WHOLE)).format(name, row=f"ones(1, {columns})" if columns != 1 else "ones(1)")
    if form == "bias" and rows != 1 and columns != 1:
        if draw(st.booleans()):
            return f"{name} + ones({rows}) {drawing.leaf((columns, 1))}^T"
        return f"{name} + {drawing.leaf((rows, 1))} ones(1, {columns})"
    if form == "inner":
        return f"({name})^T {drawing.leaf((rows, columns))}"
    alike = [other for other, shape in drawing.shapes.items() if shape == (rows, columns)]
    return draw(st.sampled_from(OF_TWO)).format(name, draw(st.sampled_from(alike)))


def _written_out(drawing: Drawing) -> None:
    """A softmax, a normalisation or a sigmoid over one line or several; what stands between may be used again."""
    name = drawing.any_name()
    rows, columns = drawing.shapes[name]
    row = f"ones(1, {columns})" if columns != 1 else "ones(1)"
    if columns == 1:
        total, mean, left, right = "sum({0})", "mean({0})", f"ones({rows})", f"ones({rows})"
    else:
        total, mean, left, right = f"row_sums({{0}}) {row}", "row_means({0})", f"ones({rows})", row
    form = drawing.draw(st.sampled_from(("softmax", "one line", "rows", "columns", "sigmoid")))

    def line(text: str, *others: str) -> str:
        drawing.line(text.format(*others))
        return list(drawing.shapes)[-1]

    def maybe_a_line(text: str, *others: str) -> str:
        return line(text, *others) if drawing.draw(st.booleans()) else f"({text.format(*others)})"

    if form in ("softmax", "one line"):
        grown = line("exp({0})", line("tanh({0})", name)) if form == "softmax" else f"exp({line('tanh({0})', name)})"
        drawing.line(f"{grown} / {maybe_a_line(total, grown)}")
    elif form == "sigmoid":
        small = line("tanh({0})", name)
        texts = ("1/(1 + exp(-{0}))", "exp({0})/(exp({0}) + 1)", "log(1 + exp(-{0}))", "log(sigmoid({0}))")
        drawing.line(drawing.draw(st.sampled_from(texts)).format(small))
    else:
        if form == "columns" and columns != 1:
            mean, spread = "column_means({0})", f"{left} {{0}}"
        else:
            spread = f"{{0}} {right}"
        centred = line("{0} - {1}", name, spread.format(maybe_a_line(mean, name)))
        squared = maybe_a_line(mean, f"{centred}^2")
        root = maybe_a_line("sqrt({0} + 1/10)", squared)
        drawing.line(f"{centred} / {root if columns == 1 else '(' + spread.format(root) + ')'}")


def _windowed(drawing: Drawing) -> None:
    """One to three lines with windows, over a leaf of sizes in numbers."""
    draw = drawing.draw
    name = drawing.leaf((draw(st.integers(3, 7)), draw(st.sampled_from((1, 2, 3, 5)))), "x")
    for _ in range(draw(st.integers(1, 3))):
        sizes = [size for size in drawing.shapes[name] if isinstance(size, int)]
        form = draw(st.sampled_from(("conv", "conv", "conv_transpose", "whole")))
        if form == "whole":
            texts = [draw(st.sampled_from(WINDOWS)).format(name)]
        else:
            kernel = drawing.leaf((draw(st.integers(1, 3)), 1 if sizes[1] == 1 else draw(st.integers(1, 3))))
            stride, padding, dilation = (
                draw(st.sampled_from(numbers)) for numbers in ((1, 1, 2, 3), (0, 0, 1), (1, 2))
            )
            parameters = f"stride={stride}, padding={padding}, dilation={dilation}"
            texts = [f"{form}({name}, {kernel}, {parameters})", f"{form}({name}, {kernel})", f"tanh({name})"]
        name = next(found for text in (*texts, f"2 {name}") if (found := drawing.line_that_fits(text)))


def _loss(drawing: Drawing) -> str:
    draw = drawing.draw
    name = list(drawing.shapes)[-1]
    shape = drawing.shapes[name]
    form = draw(st.sampled_from(range(11)))
    total = draw(st.sampled_from(("sum", "mean")))
    if form in (7, 8):
        target = drawing.leaf(shape, "p")
        drawing.distributions.append(target)
        if form == 8:
            drawing.line(f"softmax({name})")
            return f"-{total}({target} ⊙ log({list(drawing.shapes)[-1]}))"
        return f"-{total}({target} ⊙ log(softmax({name})))"
    target = drawing.leaf(shape, "y")
    return (
        f"{draw(st.sampled_from(('', '1/2 ', f'(1/{shape[0]}) ')))}norm({name} - {target})^2",
        f"{total}(({name} - {target})^2)",
        f"{total}({name} ⊙ {target})",
        f"{total}(abs({name} - {target}))",
        f"{total}(relu(1 - {target} ⊙ {name}))",
        f"-{total}({target} ⊙ log(sigmoid({name})) + (1 - {target}) ⊙ log(1 - sigmoid({name})))",
        f"-{total}({target} ⊙ log(softmax({name})))",
        "",
        "",
        f"{total}(softplus({name}) - {target} ⊙ {name})",
        f"norm({name}) / (1 + {total}(({target})^2))",
    )[form]


@st.composite
def random_graphs(draw: st.DrawFn) -> Graph:
    """A graph of two to six lines and a loss, perhaps with a penalty; windows move over some."""
    drawing = Drawing(draw)
    if draw(st.booleans()):
        _windowed(drawing)
    else:
        drawing.leaf((draw(st.sampled_from(SIZES)), draw(st.sampled_from((1, 1, *SIZES)))), "x")
    for _ in range(draw(st.integers(1, 5))):
        if draw(st.sampled_from((False, False, True))):
            _written_out(drawing)
        else:
            drawing.line(_one_more(drawing))
    loss = _loss(drawing)
    if draw(st.booleans()):
        loss += f" + 1/3 norm({draw(st.sampled_from(list(drawing.leaves)))})^2"
    used = " ".join([*drawing.lines, loss])
    leaves = {name: shape for name, shape in drawing.leaves.items() if name in used}
    return read_graph([*drawing.lines, f"L = {loss}"], "L", drawing.leaves | leaves, drawing.distributions)
