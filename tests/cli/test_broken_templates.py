"""Templates with typing errors: lint always ends with what is wrong in one line each, never in a traceback."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

import pytest

from exgen.cli import main

PIECES = {
    "word": r"[A-Za-z_]\w{2,}",
    "number": r"\d+",
    "value": r'= *(?:"[^"\n]*"|\[[^\]\n]*\]|\{[^}\n]*\}|\d+|true|false)',
    "line": r"(?m)^.+$",
    "character": r"[^\s]",
}
"""What is broken, each with how it is found."""

VALUES = ("", '""', "[]", "{}", "true", "3", '"x y"', '[""]', "1.5", "[[1]]", "-1", "1000000")


def broken(text: str, chance: random.Random) -> str:
    """The text with one spot broken: a word misspelt, another value, a line left out or twice, a strange character."""
    what = chance.choice(list(PIECES))
    found = list(re.finditer(PIECES[what], text))
    spot = chance.choice(found) if found else re.match("", text)
    assert spot is not None
    was, place = spot[0], chance.randrange(max(1, len(spot[0])))
    becomes = {
        "word": [was[:place] + was[place + 1 :], f"{was}x", was[:place] + was[place:].swapcase()],
        "number": ["0", "-1", "1000000", "1.5", '"a"', "[]", "10" * 20],
        "value": [f"= {value}" for value in VALUES],
        "line": ["", f"{was}\n{was}"],
        "character": list('"[]{}=()^*-,\\$<>'),
    }[what]
    return text[: spot.start()] + chance.choice(becomes) + text[spot.end() :]


def check(names: list[str], seed: int, tmp_path: Path, checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(seed)
    for number, name in enumerate(names):
        folder = tmp_path / f"t{number}"
        shutil.copytree(checkout / "templates" / name, folder)
        path = folder / chance.choice(["question.toml"] * 4 + ["statement.md", "examples.toml"])
        path.write_text(broken(path.read_text("utf-8"), chance), "utf-8")
        code = main(["lint", str(folder), "--variants", "1"])
        captured = capsys.readouterr()
        assert code in (0, 1), (seed, name, captured.err)
        assert "Traceback" not in captured.out + captured.err
        problems = [line for line in captured.out.splitlines() if line.startswith(f"    {folder}")]
        assert code == 0 or problems or "problem" in captured.out, (seed, name, captured.out)
        assert len(set(problems)) == len(problems), (seed, name, captured.out)


SMALL = ["convolution/output_size_2d", "parameters/convolution", "shapes/whole_table", "discussion/max_pooling"]


@pytest.mark.parametrize("seed", range(3))
def test_a_few_broken_templates(seed: int, tmp_path: Path, checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check(SMALL, seed, tmp_path, checkout, capsys)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 103))
def test_all_templates_broken(seed: int, tmp_path: Path, checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = checkout / "templates"
    names = sorted(path.parent.relative_to(root).as_posix() for path in root.rglob("question.toml"))
    check(names, seed, tmp_path, checkout, capsys)
