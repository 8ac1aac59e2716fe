"""What is said of a right matrix expression in which something was guessed."""

from __future__ import annotations

from exgen.answers.judgement import Judgement
from exgen.answers.matrix_meanings import is_meant_identity
from exgen.expressions import Binary, Call, Node, walk

_IDENTITY = "a number beside a diagonal matrix is taken for one times the identity: write I for it"
_ENTRYWISE = "a product of equal shapes without a sign is taken entry by entry: write ⊙ for it"


def remarked(right: Judgement, reading: Node) -> Judgement:
    """A right response, with what was guessed in it."""
    for part in walk(reading):
        if isinstance(part, Binary):
            if part.implicit and part.operator == "⊙":
                return right.remarked(_ENTRYWISE, code="entrywise")
        elif isinstance(part, Call) and is_meant_identity(part):
            return right.remarked(_IDENTITY, code="identity")
    return right
