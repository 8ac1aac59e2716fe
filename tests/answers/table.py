"""The table of responses: what each kind reads and says, in ``rows/*.toml``, one file a kind or a topic.

It is the test (``test_table.py``) and the documentation (``docs/responses.md``, made by ``page.py``). A file holds
groups; a group has a ``kind``, a ``key``, perhaps ``options``, and

- ``shows``: what its rows show, in half a sentence;
- ``rows``: ``[response, verdict]``, ``[response, verdict, read_as]``, or ``{ response = ..., verdict = ..., read_as =
  ..., code = ..., remark = ..., suggestion = ..., note = ... }`` where more is to be said: the stable code of the
  reason, a part of a remark and of the suggestion, and a note for the reader of the page. A partial verdict carries
  its score: ``"partial 2/3"``;
- ``read_as``: what its correct rows are read as, unless they say so themselves (an invalid row is never read as
  anything, unless it says so);
- ``note``: a sentence or two for the reader of the page;
- ``elsewhere``: what another checker makes of the same responses, where that is something else;
- ``tags``: what all of its rows are examples of, see `TAGS`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("rows")

TAGS = {
    "latex": "written in LaTeX",
    "python": "pasted from PyTorch, NumPy or Python",
    "unicode": "pasted with characters of a word processor, a PDF or a phone",
    "german": "written the German way",
    "french": "written the French way",
    "near miss": "a hair from the right answer, or from one that can be read",
    "attack": "typed to break the checker",
    "elsewhere": "a situation that another checker tests",
}


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
    code: str = ""
    remark: str = ""
    suggestion: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()

    def __str__(self) -> str:
        response = self.response if len(self.response) <= 60 else self.response[:57] + "..."
        return f"{self.kind}: {self.shows}: {response!a}"


@dataclass(frozen=True)
class Group:
    """Rows that show one thing about one key."""

    file: str
    shows: str
    kind: str
    key: str
    options: dict[str, Any]
    note: str
    elsewhere: str
    tags: tuple[str, ...]
    rows: tuple[Row, ...]

    def __str__(self) -> str:
        return f"{self.file}: {self.kind}: {self.shows}"


def _group(file: str, said: dict[str, Any]) -> Group:
    """A group as its file says it; `ValueError` for a field or a tag that nothing reads."""
    allowed = {"shows", "kind", "key", "options", "read_as", "note", "elsewhere", "tags", "rows"}
    if unknown := [*(said.keys() - allowed), *(set(said.get("tags", ())) - TAGS.keys())]:
        raise ValueError(f"{file}: {said['shows']}: nothing reads {unknown[0]!r}")
    options, tags = said.get("options", {}), tuple(said.get("tags", ()))
    shared = {"kind": said["kind"], "key": said["key"], "shows": said["shows"], "options": options, "tags": tags}
    rows = []
    for row in said["rows"]:
        fields = row if isinstance(row, dict) else dict(zip(("response", "verdict", "read_as"), row, strict=False))
        expected = {"invalid": "", "correct": said.get("read_as")}.get(fields["verdict"])
        told: dict[str, Any] = {"read_as": expected} | shared | fields
        rows.append(Row(**told))
    remarks = said.get("note", ""), said.get("elsewhere", "")
    return Group(file, said["shows"], said["kind"], said["key"], options, *remarks, tags, tuple(rows))


def groups_of(path: Path) -> list[Group]:
    """The groups of one file."""
    return [_group(path.stem, said) for said in tomllib.loads(path.read_text("utf-8"))["group"]]


GROUPS = [group for path in sorted(FOLDER.glob("*.toml")) for group in groups_of(path)]
ROWS = [row for group in GROUPS for row in group.rows]
