"""What ``print`` shows of modules, put together as ``torch.nn.Module.__repr__`` does: from names and children."""

from __future__ import annotations

from collections.abc import Iterable

RELU, RELU6, SILU = "ReLU(inplace=True)", "ReLU6(inplace=True)", "SiLU(inplace=True)"
HARDSWISH = "Hardswish()"


def module(name: str, **children: str) -> str:
    """A module with its children, each on its own lines, two blanks further in."""
    lines = [f"({label}): {text}".replace("\n", "\n  ") for label, text in children.items()]
    return f"{name}(\n  " + "\n  ".join(lines) + "\n)"


def sequential(*children: str, name: str = "Sequential") -> str:
    """Children counted from 0."""
    return module(name, **{str(number): child for number, child in enumerate(children)})


def pair(size: int | tuple[int, int]) -> str:
    return str(size if isinstance(size, tuple) else (size, size))


def conv(
    given: int,
    out: int,
    kernel: int | tuple[int, int],
    stride: int = 1,
    padding: int | tuple[int, int] = 0,
    groups: int = 1,
    bias: bool = False,
) -> str:
    text = f"Conv2d({given}, {out}, kernel_size={pair(kernel)}, stride={pair(stride)}"
    text += f", padding={pair(padding)}" if pair(padding) != "(0, 0)" else ""
    text += f", groups={groups}" if groups != 1 else ""
    return f"{text}{'' if bias else ', bias=False'})"


def norm(channels: int, eps: str = "1e-05", momentum: str = "0.1") -> str:
    return f"BatchNorm2d({channels}, eps={eps}, momentum={momentum}, affine=True, track_running_stats=True)"


def dense(given: int, out: int) -> str:
    return f"Linear(in_features={given}, out_features={out}, bias=True)"


def max_pool(kernel: int, stride: int, padding: int = 0, ceil: bool = False) -> str:
    return f"MaxPool2d(kernel_size={kernel}, stride={stride}, padding={padding}, dilation=1, ceil_mode={ceil})"


def dropout(p: str, inplace: bool = False) -> str:
    return f"Dropout(p={p}, inplace={inplace})"


def average(size: str) -> str:
    return f"AdaptiveAvgPool2d(output_size={size})"


def activated(convolution: str, normalisation: str, *activation: str) -> str:
    """torchvision's Conv2dNormActivation."""
    return sequential(convolution, normalisation, *activation, name="Conv2dNormActivation")


def numbered(name: str, label: str, children: Iterable[str]) -> str:
    """Children that are counted from 1 behind a name."""
    return module(name, **{f"{label}{number}": child for number, child in enumerate(children, 1)})
