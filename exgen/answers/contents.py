"""What formulas hold that matters to how they are compared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from exgen import expressions
from exgen.answers.bounds import bounds, is_positive
from exgen.answers.setting import Setting
from exgen.expressions import Binary, Call, Name, Node, Number
from exgen.expressions.real_values import needs_balls

_EFFORT_AT_MOST = 24_000
_WALKS_AT_LEAST = 24
_WALKING_AT_MOST = 1_200
_DIVIDING = ("/", "//", "%", "^")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a formula holds, together with the givens it needs.

    ``effort`` is how much it takes to work it out, a sum being 1; ``has_steps``: it has floors, remainders, maxima or
    other functions; ``may_divide_by_zero``: it does so perhaps at some point of the domain; ``needs_balls``: it has
    functions or powers that only reals have, where the letters are some.
    """

    names: frozenset[str]
    constants: frozenset[int]
    effort: int
    has_steps: bool
    may_divide_by_zero: bool
    needs_balls: bool

    def affordable(self, points: int, at_least: int) -> slice:
        """Which of so many points are tried, spread over all: fewer for a long formula, so that none takes long."""
        wanted = max(at_least, _EFFORT_AT_MOST // (self.effort + 1))
        return slice(None, None, max(1, points // wanted))

    @property
    def affordable_walks(self) -> int:
        """How many walks to points at which several steps are taken at once."""
        return max(_WALKS_AT_LEAST, _WALKING_AT_MOST // (self.effort + 1))


@lru_cache(maxsize=512)
def contents(node: Node, setting: Setting) -> Contents:
    """What a formula holds."""
    formulas = [node, *(given for _, given in setting.needed_givens(node))]
    names, constants, operations = set[str](), set[int](), list[Binary]()
    effort, has_calls = 0, False
    for part in (part for formula in formulas for part in expressions.walk(formula)):
        match part:
            case Name(name=name):
                names.add(name)
            case Number(value=int() as value):
                constants.add(value)
            case Binary():
                operations.append(part)
                effort += _effort(part)
            case Call():
                has_calls = True
                effort += 1
    signs = {part.operator for part in operations}
    return Contents(
        frozenset(names),
        frozenset(constants),
        effort,
        has_calls or not signs.isdisjoint(("//", "%")),
        not signs.isdisjoint(_DIVIDING) and any(_may_divide_by_zero(part, setting) for part in operations),
        setting.is_real and any(map(needs_balls, formulas)),
    )


def _may_divide_by_zero(part: Binary, setting: Setting) -> bool:
    """Whether a ratio or a power has no value perhaps at some point."""
    if part.operator == "^":
        return not isinstance(part.right, Number) and bounds(part.left, setting)[0] <= 0
    return part.operator in ("/", "//", "%") and not is_positive(part.right, setting)


def _effort(part: Binary) -> int:
    """How much work one operation is; long fractions make ratios and powers slow."""
    exponent = part.right.value if isinstance(part.right, Number) else 8
    return {"/": 3, "%": 3, "//": 3, "^": 2 + min(int(exponent), 400) // 4}.get(part.operator, 1)
