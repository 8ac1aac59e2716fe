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


def _called(torch: Any, name: str, value: Any) -> Any:
    if (slope := slope_of(name)) is not None:
        return torch.nn.functional.leaky_relu(value, float(slope))
    if name == "softmax":
        return torch.softmax(value, 0 if value.shape[1] == 1 else 1)
    functions = {
        "transpose": lambda: value.T,
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
