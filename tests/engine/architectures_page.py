"""docs/architectures.md, made from the known networks: ``make architectures`` writes it.

Every number is worked out as the page is made; who published a total stands in ``published_networks``. A test says when
the page is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from exgen.engine.architectures import ARCHITECTURES, FAMILIES, architecture, family
from exgen.engine.architectures.known import Known
from exgen.engine.network_report import network_report
from tests.engine.published_networks import PUBLISHED

PAGE = Path(__file__).parents[2] / "docs" / "architectures.md"

INTRODUCTION = """\
# Known networks

These {count} networks are asked for by name wherever a network is: `exgen network resnet50`, `layers = "resnet50"` in a
question template. Each has the input it was made for; `--input` gives it another one.

Every layer is a row: activations, dropout and what a forward pass does by a function (`torch.flatten`, `torch.cat`, an
addition) too. Networks named as in torchvision are built as torchvision builds them; auxiliary heads are in those whose
name ends in `_aux`. A network is a text in the same language as anybody's, which a few lines put together from a table
of numbers (`exgen/engine/architectures/`). Which of them people take for each other (ResNet-50 of torchvision and of
its paper, AlexNet in groups or without, GoogLeNet with its heads) stands there too: a wrong response that is right for
such another network is [met with it](mistakes.md#slips).

Parameters are weights and biases; what BatchNorm keeps without learning it is not among them. Multiplications are
those of convolutions and dense layers, without biases, for one input. "Total by" says who published the same total of
parameters; the tests compare all of them, and shapes and parameters of every row with PyTorch's. This page is made by
`make architectures`.
"""


def thousands(number: int) -> str:
    """A number in groups of three digits."""
    return f"{number:,}"


def row(name: str, known: Known) -> str:
    """A known network as a line of the table."""
    report = network_report(architecture(name).resolve({}))
    cells = (
        f"`{name}`",
        known.input,
        str(len(report.rows)),
        thousands(report.parameters),
        thousands(report.multiplications),
        known.source,
        PUBLISHED[name].source,
    )
    return f"| {' | '.join(cells)} |"


def table(known_networks: Mapping[str, Known]) -> Iterator[str]:
    """The table of one family."""
    yield "| name | input | rows | parameters | multiplications | built as by | total by |"
    yield "| --- | --- | ---: | ---: | ---: | --- | --- |"
    for name, known in known_networks.items():
        yield row(name, known)
    yield ""


def page() -> str:
    """The whole page."""
    lines = [INTRODUCTION.format(count=len(ARCHITECTURES))]
    for title in FAMILIES:
        lines += [f"## {title}", "", *table(family(title))]
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
