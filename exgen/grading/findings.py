"""What ``exgen lint`` found out about templates and banks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from exgen.grading.visibility import Visibility
from exgen.questions.variants import Space


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one template or bank.

    ``space`` says how many variants a template has (None for a bank); ``drawn`` how many were tried; ``proofs`` how
    many keys of a variant are proven, authored, ungraded; ``examples`` how many keys and responses of
    ``examples.toml`` (or printed answers of a bank) were checked. ``problems`` has a line for everything wrong.
    ``mistakes`` says of a template how often each mistake is hidden in the variants drawn.
    """

    kind: str
    name: str
    space: Space | None
    drawn: int
    proofs: Mapping[str, int]
    examples: int
    problems: tuple[str, ...]
    mistakes: tuple[Visibility, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The finding as ``exgen lint --json`` prints it."""
        space = None if self.space is None else {"number": self.space.size, "exact": self.space.is_exact}
        return {
            "kind": self.kind,
            "name": self.name,
            "variants": space,
            "drawn": self.drawn,
            "proofs": dict(self.proofs),
            "examples": self.examples,
            "problems": list(self.problems),
            "hidden_mistakes": [mistake.as_json() for mistake in self.mistakes if mistake.hidden],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The findings about everything that was looked at."""

    findings: tuple[Finding, ...]

    @property
    def problems(self) -> int:
        """How many things are wrong."""
        return sum(len(finding.problems) for finding in self.findings)

    def as_json(self) -> dict[str, object]:
        """What ``exgen lint --json`` prints."""
        return {"findings": [finding.as_json() for finding in self.findings], "problems": self.problems}
