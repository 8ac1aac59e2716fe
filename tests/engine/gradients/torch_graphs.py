"""Lines of a graph worked out by PyTorch, whose autograd then differentiates them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exgen.engine.gradients.graph import Graph
from exgen.engine.oracle.finite_differences import Values, constant, sizes
from exgen.expressions import Binary, Call, Name, Node, Unary
from exgen.expressions.matrices import is_number
from exgen.expressions.matrix_arithmetic import exponent_of
from exgen.expressions.matrix_functions import slope_of
from exgen.expressions.matrix_parameters import WINDOWED, matrices_of


def gradients_by_autograd(torch: Any, graph: Graph, values: Values) -> dict[str, Any]:
    """The gradient with respect to every name that the loss depends on, from the leaves' values."""
    numbers = sizes(graph)
    tensors = {name: torch.tensor(values[name], dtype=torch.float64, requires_grad=True) for name, _ in graph.leaves}
    constants = {
        name: torch.tensor(constant(name, shape, numbers), dtype=torch.float64) for name, shape in graph.constants
    }
    for line in graph.lines:
        worked_out = tensor_value(torch, line.node, {**constants, **tensors})
        tensors[line.name] = worked_out.clone()  # a line that is only a name is a node of its own
        if worked_out.requires_grad:
            tensors[line.name].retain_grad()
    tensors[graph.loss].sum().backward()
    return {name: tensor.grad for name, tensor in tensors.items() if tensor.grad is not None and name != graph.loss}


def tensor_value(torch: Any, node: Node, values: Mapping[str, Any]) -> Any:
    """The value of a matrix expression whose names have these tensors as values."""
    match node:
        case Name(name):
            return values[name]
        case Unary("-", inner):
            return -tensor_value(torch, inner, values)
        case Call(Name(name), (argument,)):
            return _called(torch, name, tensor_value(torch, argument, values))
        case Call(Name(name), arguments) if name in WINDOWED:
            matrices = [tensor_value(torch, part, values) for part in matrices_of(name, arguments)]
            return _windowed(torch, name, matrices, [int(exponent_of(part)) for part in arguments[len(matrices) :]])
        case Binary("^", base, exponent):
            return tensor_value(torch, base, values) ** float(exponent_of(exponent))
        case Binary(operator, left, right):
            one, other = tensor_value(torch, left, values), tensor_value(torch, right, values)
            if operator == "*":
                is_product = not (is_number(left) or is_number(right)) and one.numel() > 1 and other.numel() > 1
                is_product = is_product or (one.dim() == other.dim() == 2 and one.shape[1] == other.shape[0])
                return one @ other if is_product else one * other
            functions = {"+": torch.add, "-": torch.sub, "⊙": torch.mul, "/": torch.div}
            return functions[operator](one, other)
    return torch.tensor(float(exponent_of(node)), dtype=torch.float64)


def _windowed(torch: Any, name: str, matrices: list[Any], parameters: list[int]) -> Any:
    """Convolutions and poolings of PyTorch, with one channel; along a line windows are one wide across it."""
    if name == "concat":
        return torch.cat(matrices)
    first = matrices[0]
    if name == "rows":
        return first[parameters[0] - 1 : parameters[1]]
    functions = torch.nn.functional
    if name in ("maxpool", "avgpool"):
        size, stride = ([1 if length == 1 else number for length in first.shape] for number in parameters)
        pool = functions.max_pool2d if name == "maxpool" else functions.avg_pool2d
        return pool(first[None, None], size, stride)[0, 0]
    is_flat = [one == other == 1 for one, other in zip(first.shape, matrices[1].shape, strict=True)]
    neutral = (1, 0, 1)
    stride, padding, dilation = (
        [plain if flat else number for flat in is_flat] for number, plain in zip(parameters, neutral, strict=True)
    )
    convolve = functions.conv2d if name == "conv" else functions.conv_transpose2d
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    return convolve(first[None, None], matrices[1][None, None], **options)[0, 0]


def _called(torch: Any, name: str, value: Any) -> Any:
    if (slope := slope_of(name)) is not None:
        return torch.nn.functional.leaky_relu(value, float(slope))
    if name == "softmax":
        return torch.softmax(value, 0 if value.shape[1] == 1 else 1)
    functions = {
        "transpose": lambda: value.T,
        "flip": lambda: value.flip((0, 1)),
        "norm": lambda: torch.linalg.norm(value).reshape(1, 1),
        "sum": lambda: value.sum().reshape(1, 1),
        "mean": lambda: value.mean().reshape(1, 1),
        "diag": lambda: torch.diag(value.flatten()),
        "row_sums": lambda: value.sum(1, keepdim=True),
        "row_means": lambda: value.mean(1, keepdim=True),
        "column_sums": lambda: value.sum(0, keepdim=True),
        "column_means": lambda: value.mean(0, keepdim=True),
        "softplus": lambda: torch.nn.functional.softplus(value),
        "gelu": lambda: torch.nn.functional.gelu(value),
        "step": lambda: torch.heaviside(value.detach(), torch.zeros((), dtype=torch.float64)),
    }
    return functions[name]() if name in functions else getattr(torch, name)(value)
