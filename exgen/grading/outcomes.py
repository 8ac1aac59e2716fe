"""What becomes of one response: verdict, points, the mistake by name, and whether it follows from an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from exgen.answers import Verdict
from exgen.grading.diagnosis import Misconception


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one part.

    ``label`` is the part's printed name; ``verdict`` is against the key; ``points`` of ``possible`` are exact and None
    where nobody but a person can give them. ``follows`` names the student's own wrong earlier parts from which this
    response is right: it gets its points. ``builds_on`` names those from which it is right but for ``misconceptions``.
    ``reason`` never tells the key. ``remarks`` are sentences about a response that is right, but not quite as asked.
    """

    label: str
    response: str
    verdict: Verdict
    points: Fraction | None
    possible: Fraction
    read_as: str
    reason: str
    misconceptions: tuple[Misconception, ...] = ()
    convention: str | None = None
    follows: tuple[str, ...] = ()
    builds_on: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The outcome as JSON: exact points as text; ``remarks`` only where there are some."""
        told: dict[str, object] = {
            "question": self.label,
            "response": self.response,
            "verdict": str(self.verdict),
            "points": None if self.points is None else str(self.points),
            "possible": str(self.possible),
            "read_as": self.read_as,
            "reason": self.reason,
            "misconceptions": [misconception.as_json() for misconception in self.misconceptions],
            "convention": self.convention,
            "follows": list(self.follows),
            "builds_on": list(self.builds_on),
        }
        return {**told, "remarks": list(self.remarks)} if self.remarks else told
