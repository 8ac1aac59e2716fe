"""What would be right somewhere else."""

from __future__ import annotations

from typing import NamedTuple

from exgen.questions.key_forms import Key


class Elsewhere(NamedTuple):
    """What is right elsewhere, or written otherwise, and the ``slip`` (its id) of whoever gives it.

    ``where`` says in words where it is right, if that is not plain.
    """

    key: Key
    slip: str
    where: str = ""
