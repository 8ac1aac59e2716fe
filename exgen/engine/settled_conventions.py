"""What conventions do to rules: the changes that hold from the start, and those that lead to another convention.

Some conventions are settled by changes of rules: whoever leaves biases out has another rule for them. Others are
``WRITTEN`` into what goes into the rules, such as how a dilation is written; there the rules are the same, and only
somebody who reads the question under another convention changes them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from exgen.engine.conventions import Conventions, settings
from exgen.engine.mal_rules import CONVENTIONS
from exgen.engine.missteps import Misstep

WRITTEN = ("convolution", "dilation", "units")
"""The fields that are settled by what stands in a network: ``flips``, its dilations, the units of what is asked."""


class Alternative(NamedTuple):
    """Another convention: its name, and all changes of rules that hold under it on the same network."""

    name: str
    missteps: tuple[Misstep, ...]


def settled(conventions: Conventions) -> tuple[Misstep, ...]:
    """The changes of rules that hold under these conventions.

    >>> [misstep.mal_rule.id for misstep in settled(Conventions(biases="left_out", dilation="from_zero"))]
    ['without_bias']
    """
    names = (allowed[conventions.value(name)] for name, allowed in settings().items() if name not in WRITTEN)
    return tuple(Misstep(CONVENTIONS[name]) for name in names if name in CONVENTIONS)


@lru_cache(maxsize=64)
def alternatives(conventions: Conventions) -> tuple[Alternative, ...]:
    """The other conventions under which a response may be right.

    >>> [other.name for other in alternatives(Conventions(biases="left_out")) if "bias" in other.name][:1]
    ['with_bias']
    """
    found = []
    for name, field, other in conventions.others():
        told = (Misstep(CONVENTIONS[name]),) if field in WRITTEN and name in CONVENTIONS else ()
        if field not in WRITTEN or told:
            found.append(Alternative(name, (*settled(other), *told)))
    return tuple(found)
