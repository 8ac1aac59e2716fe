"""Reading and judging responses: each kind by itself, the import, and a hundred thousand lines."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle, islice, permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.figures import Figure
from benchmarks.measuring import python, timing
from benchmarks.processes import COMMAND
from exgen.answers import judge

RESPONSES = 240
"""So many responses are judged for each figure, no two of them alike."""
WARM = 24
"""So many more are judged before, which are not timed."""
ROUNDS = 3
LINES = 100_000
MOST_SECONDS = 20.0
IMPORTS = 15

Response = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Sample:
    """Responses of one kind to one key: each of ``written`` makes a different one for every number below 88."""

    what: str
    kind: str
    key: str
    bar: float | None
    written: tuple[Response, ...]
    options: Mapping[str, object] = field(default_factory=dict)

    def responses(self, count: int) -> list[str]:
        """So many different responses, in all spellings by turns."""
        return [self.written[number % len(self.written)](number // len(self.written)) for number in range(count)]


def _rows(number: int) -> list[list[int]]:
    """A matrix of 4 rows and 4 columns."""
    return [[(number * 7 + 5 * row + 3 * column) % 1_999 - 30 for column in range(4)] for row in range(4)]


def _latex_matrix(number: int) -> str:
    rows = r" \\ ".join(" & ".join(map(str, row)) for row in _rows(number))
    return rf"$\begin{{bmatrix}} {rows} \end{{bmatrix}}$"


def _ordered(number: int, sign: str, *terms: str) -> str:
    """Terms or factors in one of their orders."""
    orders = list(dict.fromkeys(permutations(terms)))
    return sign.join(orders[number % len(orders)])


SHAPES = {"x": ["d", 1], "W": ["h", "d"], "b": ["h", 1], "y": ["h", 1]}

SAMPLES = (
    Sample(
        "an integer", "integer", "100416", 0.03e-3,
        (lambda n: f"{100_000 + n}", lambda n: f"{100_000 + n:,}", lambda n: f"{n + 1} {400 + n}"),
    ),
    Sample(
        "an integer, as a product", "integer", "100416", None,
        (lambda n: f"({n}*7*7 + 1) * 64", lambda n: rf"$({n} \cdot 49 + 1) \cdot 64$"),
    ),
    Sample(
        "a number", "number", "0.2447", None,
        (lambda n: f"0.24{n:03}", lambda n: f"0,24{n:03}", lambda n: f"24.{n:03} %", lambda n: f"{n}/1001"),
        {"tolerance": {"absolute": "0.001"}},
    ),
    Sample(
        "a shape", "shape", "(N, 16, 64, 64)", 0.05e-3,
        (
            lambda n: f"(N, 16, {n}, 64)", lambda n: f"N x {n} x 64 x 64",
            lambda n: f"torch.Size([N, {n}, 64, 64])", lambda n: rf"$N \times {n} \times 64 \times 64$",
        ),
    ),
    Sample(
        "a set", "set", "{52, 53, 54}", None,
        (lambda n: f"{{{n}, 53, 54}}", lambda n: f"{n}..{n + 3}", lambda n: f"{n} <= M <= {n + 2}"),
    ),
    Sample(
        "an interval", "interval", "16*i-62 : 16*i+77", None,
        (lambda n: f"16i-{n} : 16i+77", lambda n: f"[16*i - 62, 16*i + {n}]", lambda n: f"16(i-4)+2 to 16i+{n}"),
    ),
    Sample(
        "a matrix, 4 x 4", "matrix", json.dumps(_rows(1)), 0.1e-3,
        (
            lambda n: json.dumps(_rows(n)), lambda n: f"np.array({_rows(n)})", _latex_matrix,
            lambda n: "\n".join("\t".join(map(str, row)) for row in _rows(n)),
        ),
    ),
    Sample(
        "a formula", "expression", "(K1*K2*C_in + 1)*C_out", 0.25e-3,
        (
            lambda n: f"({_ordered(n, '*', 'K1', 'K2', 'C_in')} + {n // 6})*C_out",
            lambda n: f"C_out + {_ordered(n, ' ', 'C_out', 'K1', 'K2', 'C_in')} + 0*{n // 24}",
            lambda n: rf"${_ordered(n, ' ', 'C_{out}', 'K_1', 'K_2', 'C_{in}')} + {n // 24} C_{{out}}$",
        ),
        {"symbols": ["K1", "K2", "C_in", "C_out"]},
    ),
    Sample(
        "a formula with a floor", "expression", "floor((W + 2*P - K)/S) + 1", 0.5e-3,
        (
            lambda n: f"floor(({_ordered(n, ' + ', 'W', 'P', 'P', f'{n // 12}S')} - K)/S) + 1 - {n // 12}",
            lambda n: f"({_ordered(n, ' + ', 'W', f'{n // 16}*P')} - K)//S + {n // 2 % 8}",
            lambda n: rf"$\left\lfloor\frac{{{_ordered(n, '+', 'W', 'P', 'P', '0')}-K}}{{S}}\right\rfloor + {n // 12}$",
        ),
        {"symbols": ["W", "P", "K", "S"]},
    ),
    Sample(
        "a gradient", "matrix_expression", "W^T (relu'(W x + b) ⊙ y)", None,
        (lambda n: f"{n}/{n} W.T @ (relu'(W @ x + b) * y)", lambda n: f"{n} W^T diag(y) relu'(Wx + b)"),
        {"shapes": SHAPES},
    ),
)  # fmt: skip


def response_figures() -> Iterator[Figure]:
    """Every kind read and judged, the import, and the lines of ``exgen compare -``."""
    for sample in SAMPLES:
        yield Figure(f"{sample.what}, read and judged", judging_time(sample), sample.bar)
    yield Figure("importing `exgen.answers`, beside a bare Python", import_time("exgen.answers"), 0.040)
    yield Figure(f"{LINES:,} responses through `exgen compare -`", lines_time(LINES), MOST_SECONDS)


def judging_time(sample: Sample) -> float:
    """The median time to read and judge one of a sample's responses, the key's own form known from earlier ones.

    Of several rounds the quickest: a round comes back to a response after all the others.
    """
    responses = sample.responses(WARM + RESPONSES)
    tasks = [partial(judge, sample.kind, sample.key, response, sample.options) for response in responses]
    timing(tasks[:WARM])
    return min(timing(tasks[WARM:]).median for _ in range(ROUNDS))


def import_time(module: str) -> float:
    """What importing a module adds to the time of a whole process, the two taken by turns, both compiled before."""
    programs = (python("-c", "pass"), python("-c", f"import {module}"))
    with TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        run = partial(subprocess.run, check=True, env=environment)
        for program in programs:
            run(program)
        bare, importing = zip(
            *(timing((partial(run, program) for program in programs), perf_counter).seconds for _ in range(IMPORTS)),
            strict=True,
        )
    return float(min(importing) - min(bare))


def lines_time(count: int) -> float:
    """The time of a process of ``exgen compare -`` for so many lines, all samples by turns."""
    with TemporaryDirectory() as folder:
        requests, answers = Path(folder) / "requests.jsonl", Path(folder) / "answers.jsonl"
        requests.write_text("".join(f"{line}\n" for line in request_lines(count)), "utf-8", newline="\n")
        rounds = []
        for _ in range(ROUNDS):
            start = perf_counter()
            with requests.open("rb") as asked, answers.open("wb") as told:
                subprocess.run([*COMMAND, "compare", "-"], stdin=asked, stdout=told, check=True)
            rounds.append(perf_counter() - start)
        told_lines = answers.read_text("utf-8").splitlines()
        assert len(told_lines) == count, f"{len(told_lines)} answers to {count} requests"
        assert not any(line.startswith('{"error"') for line in told_lines), "a request was refused"
    return min(rounds)


def request_lines(count: int) -> Iterator[str]:
    """So many requests of ``exgen compare -``; each response comes again after a few thousand others."""
    columns = [[(sample, response) for response in sample.responses(WARM + RESPONSES)] for sample in SAMPLES]
    for sample, response in islice(cycle([pair for row in zip(*columns, strict=True) for pair in row]), count):
        request = {"kind": sample.kind, "key": sample.key, "response": response, "options": sample.options}
        yield json.dumps(request, ensure_ascii=False)
