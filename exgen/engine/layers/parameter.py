"""One argument of a layer kind's constructor."""

from __future__ import annotations

from typing import Literal, NamedTuple

from exgen.engine.networks import Argument


class Parameter(NamedTuple):
    """One argument of a layer kind's constructor.

    ``form``: ``integer``, ``axes`` (a whole number, or one for each spatial axis), ``sides`` (or one for each end of
    each axis, the last axis first, as torch has it), ``sizes`` (as many whole numbers as are written), ``factors``
    (numbers above 0, whole or fractions), ``truth``, ``text``, or ``number`` (of any kind: it changes no quantity, and
    is kept as its text);
    ``default`` None means required, a text names the parameter whose value is taken. ``least`` is the smallest
    value allowed, ``only`` the values exgen works with (empty: all) and ``why`` the reason for it, ``words`` are texts
    that may stand in the place of numbers; ``may_keep``: None may stand for an
    axis, which then keeps its size, or in the place of a whole number, which then follows what comes in.
    """

    name: str
    form: Literal["integer", "axes", "sides", "sizes", "factors", "truth", "text", "number"]
    default: Argument | None = None
    least: int = 0
    only: tuple[Argument, ...] = ()
    words: tuple[str, ...] = ()
    why: str = ""
    may_keep: bool = False

    def entries(self, axes: int) -> int | None:
        """How many numbers the argument has, for so many spatial axes; None for a single one."""
        return {"axes": axes, "sides": 2 * axes}.get(self.form)

    def usual(self, axes: int) -> Argument | None:
        """The default for so many spatial axes; None where there is none, or it follows another argument."""
        entries, default = self.entries(axes), self.default
        if entries is None or default is None:
            return None if self.form == "truth" and isinstance(default, str) else default
        return (default,) * entries if isinstance(default, int) else None
