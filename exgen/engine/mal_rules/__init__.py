"""The mistakes exgen knows by name, as data: what a student did with a rule, and what is right.

A mal-rule changes one or several rules: it replaces an argument (``P -> 0``) or the whole formula. It is applied
everywhere or at one place. A *convention* has the same form but is no mistake: under it another answer is right.
"""

from __future__ import annotations

from exgen.engine.mal_rules.biases import BIASES
from exgen.engine.mal_rules.conventions import CONVENTIONS as _CONVENTIONS
from exgen.engine.mal_rules.counts import COUNTS
from exgen.engine.mal_rules.mal_rule import Change, MalRule
from exgen.engine.mal_rules.sizes import SIZE_RULES, SIZES

__all__ = ["CONVENTIONS", "INSEPARABLE", "MAL_RULES", "Change", "MalRule"]

MAL_RULES: dict[str, MalRule] = {mal_rule.id: mal_rule for mal_rule in (*SIZES, *COUNTS, *BIASES)}
CONVENTIONS: dict[str, MalRule] = {convention.id: convention for convention in _CONVENTIONS}

INSEPARABLE = frozenset((*SIZE_RULES, "normalisation_weights", "normalisation_biases"))
"""Rules that nobody gets wrong without the others of a mal-rule: the ends of one range, a layer's two parameters."""
