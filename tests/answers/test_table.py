"""The table of what each kind reads and says, row by row."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from exgen.answers import KINDS, Judgement, Verdict, judge

GROUPS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("table.toml").read_text("utf-8"))["group"]


@dataclass(frozen=True)
class Row:
    """One response and what is said about it; ``read_as`` None: the row doesn't say."""

    kind: str
    key: str
    response: str
    verdict: str
    read_as: str | None
    shows: str
    options: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.kind}: {self.shows}: {self.response!a}"


def rows_of(group: dict[str, Any]) -> list[Row]:
    rows = []
    for response, verdict, *read_as in group["rows"]:
        expected = "" if verdict == "invalid" else group.get("read_as") if verdict == "correct" else None
        if read_as:
            expected = read_as[0]
        options = group.get("options", {})
        rows.append(Row(group["kind"], group["key"], response, verdict, expected, group["shows"], options))
    return rows


ROWS = [row for group in GROUPS for row in rows_of(group)]


def described(judgement: Judgement) -> str:
    """The verdict, with the score where it is a share."""
    verdict = judgement.verdict.value
    return f"{verdict} {judgement.score}" if judgement.verdict is Verdict.PARTIAL else verdict


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_response_gets_its_verdict(row: Row) -> None:
    judgement = judge(row.kind, row.key, row.response, row.options)
    assert described(judgement) == row.verdict, judgement
    assert row.read_as in (None, judgement.read_as)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_score_goes_with_the_verdict(row: Row) -> None:
    judgement = judge(row.kind, row.key, row.response, row.options)
    score = judgement.score
    expected = {"correct": score == 1, "incorrect": score == 0, "partial": score is not None and 0 < score < 1}
    assert expected.get(row.verdict.split()[0], score is None)
    if judgement.verdict is Verdict.INVALID:
        assert judgement.reason


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: f"{group['kind']}: {group['shows']}")
def test_the_key_of_a_group_is_right_as_it_stands(group: dict[str, Any]) -> None:
    expected = Verdict.CORRECT if KINDS[group["kind"]].is_graded else Verdict.UNGRADED
    assert judge(group["kind"], group["key"], group["key"], group.get("options")).verdict is expected


@pytest.mark.parametrize("kind", KINDS)
def test_every_verdict_a_kind_can_give_has_a_row(kind: str) -> None:
    found = {row.verdict.split()[0] for row in ROWS if row.kind == kind}
    graded = {"correct", "incorrect", "invalid"} | ({"partial"} if kind in ("set", "matrix") else set())
    assert found == (graded if KINDS[kind].is_graded else {"ungraded"})


def test_no_row_stands_twice() -> None:
    seen = [(row.kind, row.key, row.response, str(row.options)) for row in ROWS]
    assert len(set(seen)) == len(seen)
