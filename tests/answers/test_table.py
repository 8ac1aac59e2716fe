"""The table of what each kind reads and says, row by row, and what it has to hold."""

from __future__ import annotations

from collections import Counter

import pytest

from exgen.answers import KINDS, Judgement, Verdict, judge
from tests.answers.page import PAGE, page
from tests.answers.table import GROUPS, ROWS, Group, Row

PARTIAL = ("set", "matrix", "choices", "matching", "ordering", "table")
"""The kinds that give a part of the score without being asked to."""

ROWS_AT_LEAST = {
    "latex": 40,
    "python": 40,
    "unicode": 30,
    "german": 30,
    "french": 15,
    "near miss": 80,
    "attack": 14,
    "elsewhere": 150,
}


def described(judgement: Judgement) -> str:
    """The verdict, with the score where it is a share."""
    verdict = judgement.verdict.value
    return f"{verdict} {judgement.score}" if judgement.verdict is Verdict.PARTIAL else verdict


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_response_gets_its_verdict(row: Row) -> None:
    judgement = judge(row.kind, row.key, row.response, row.options)
    assert described(judgement) == row.verdict, judgement
    assert row.read_as in (None, judgement.read_as)
    assert row.code in ("", judgement.code)
    assert row.suggestion in judgement.suggestion
    assert not row.remark or any(row.remark in remark for remark in judgement.remarks), judgement.remarks


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_score_goes_with_the_verdict(row: Row) -> None:
    judgement = judge(row.kind, row.key, row.response, row.options)
    score = judgement.score
    expected = {"correct": score == 1, "incorrect": score == 0, "partial": score is not None and 0 < score < 1}
    assert expected.get(row.verdict.split()[0], score is None)
    if judgement.verdict is Verdict.INVALID:
        assert judgement.reason
        assert judgement.code


@pytest.mark.parametrize("group", GROUPS, ids=str)
def test_the_key_of_a_group_is_right_as_it_stands(group: Group) -> None:
    expected = Verdict.CORRECT if KINDS[group.kind].is_graded else Verdict.UNGRADED
    assert judge(group.kind, group.key, group.key, group.options).verdict is expected


@pytest.mark.parametrize("kind", KINDS)
def test_every_verdict_a_kind_can_give_has_a_row(kind: str) -> None:
    found = {row.verdict.split()[0] for row in ROWS if row.kind == kind}
    if not KINDS[kind].is_graded:
        assert found == {"ungraded"}
        return
    assert found - {"partial"} == {"correct", "incorrect", "invalid"}
    assert "partial" in found or kind not in PARTIAL


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.is_graded])
def test_every_kind_has_near_misses(kind: str) -> None:
    assert sum(row.kind == kind and "near miss" in row.tags for row in ROWS) >= 5


@pytest.mark.parametrize(("tag", "least"), ROWS_AT_LEAST.items())
def test_what_is_typed_comes_from_everywhere(tag: str, least: int) -> None:
    assert Counter(tag for row in ROWS for tag in row.tags)[tag] >= least


def test_rows_are_what_their_tags_say() -> None:
    latex = [row.response for row in ROWS if "latex" in row.tags]
    pasted = [row.response for row in ROWS if "unicode" in row.tags]
    assert sum(not set("\\$~^_&{").isdisjoint(response) for response in latex) > len(latex) * 0.95
    assert sum(not response.isascii() for response in pasted) > len(pasted) * 0.95


def test_no_row_stands_twice() -> None:
    seen = Counter((row.kind, row.key, row.response, str(row.options)) for row in ROWS)
    assert [row for row, times in seen.items() if times > 1] == []
    assert len(seen) >= 600


def test_the_page_shows_the_table_as_it_is() -> None:
    assert PAGE.read_text("utf-8") == page(), "docs/responses.md is stale: run make responses"
