"""The mistakes exgen knows by name, as data: what a student did with a rule, and what is right.

A mal-rule changes one or several rules: it replaces an argument (``P -> 0``) or the whole formula. It is applied
everywhere or at one place. A *convention* has the same form but is no mistake: under it another answer is right.
"""

from __future__ import annotations

from collections.abc import Mapping

from exgen.engine.mal_rules.biases import BIASES
from exgen.engine.mal_rules.by_hand import BY_HAND
from exgen.engine.mal_rules.conventions import CONVENTIONS as _CONVENTIONS
from exgen.engine.mal_rules.counts import COUNTS
from exgen.engine.mal_rules.depth import DEPTH
from exgen.engine.mal_rules.freezing import FREEZING
from exgen.engine.mal_rules.gradients import GRADIENTS
from exgen.engine.mal_rules.hand_conventions import HAND_CONVENTIONS as _HAND_CONVENTIONS
from exgen.engine.mal_rules.hand_gradients import HAND_GRADIENTS
from exgen.engine.mal_rules.hand_matrices import HAND_MATRICES
from exgen.engine.mal_rules.hand_normalisation import HAND_NORMALISATION
from exgen.engine.mal_rules.hand_probabilities import HAND_PROBABILITIES
from exgen.engine.mal_rules.mal_rule import Change, MalRule
from exgen.engine.mal_rules.memory import MEMORY
from exgen.engine.mal_rules.phases import PHASES
from exgen.engine.mal_rules.ratios import RATIOS
from exgen.engine.mal_rules.receptive_fields import NETWORK_RULES, RECEPTIVE_FIELDS
from exgen.engine.mal_rules.same_padding import SAME_PADDING
from exgen.engine.mal_rules.sequences import ROUNDED_RULES, ROUNDING, SEQUENCES
from exgen.engine.mal_rules.sizes import SIZE_RULES, SIZES
from exgen.engine.mal_rules.training import TRAINING
from exgen.engine.mal_rules.transposed import TRANSPOSED, TRANSPOSED_SIZE_RULES

__all__ = ["CONVENTIONS", "INSEPARABLE", "MAL_RULES", "SUBJECTS", "TOGETHER", "Change", "MalRule"]

SUBJECTS: Mapping[str, tuple[MalRule, ...]] = {
    "Receptive fields": RECEPTIVE_FIELDS,
    "Receptive fields where maps grow, and single values": PHASES,
    "Sizes": SIZES,
    "Padding that keeps a size": SAME_PADDING,
    "Transposed convolutions": TRANSPOSED,
    "Weights, features and operations": COUNTS,
    "Frozen layers": FREEZING,
    "Biases and sums": BIASES,
    "Recurrent layers, attention and transformers": SEQUENCES,
    "Padding layers, rounding up and buffers": ROUNDING,
    "Cost against a plain convolution": RATIOS,
    "Memory": (*MEMORY, *TRAINING),
    "Depth and repeated layers": DEPTH,
    "Work by hand": BY_HAND,
    "Gradients by hand": HAND_GRADIENTS,
    "Softmax, cross-entropy and attention by hand": HAND_PROBABILITIES,
    "Batch normalisation by hand": HAND_NORMALISATION,
    "Layers as matrices, dense layers as convolutions": HAND_MATRICES,
    "Gradients of a graph": GRADIENTS,
}
"""The mistakes by what they are about; of equally likely ones the one that stands here first is told first."""

MAL_RULES: dict[str, MalRule] = {mal_rule.id: mal_rule for subject in SUBJECTS.values() for mal_rule in subject}
CONVENTIONS: dict[str, MalRule] = {convention.id: convention for convention in (*_CONVENTIONS, *_HAND_CONVENTIONS)}

INSEPARABLE = frozenset(
    (
        *(*SIZE_RULES, *ROUNDED_RULES, *TRANSPOSED_SIZE_RULES, *NETWORK_RULES),
        *("normalisation_weights", "normalisation_biases"),
    )
)
"""Rules that nobody gets wrong without the others of a mal-rule: the ends of one range, a layer's two parameters."""

TOGETHER: Mapping[str, str] = {
    f"{what}_end": f"{what}_start" for what in ("field", "read", "spread", "scaled", "interpolated")
}
"""Rules that are got wrong together with another one, if at all apart from the rest of a mal-rule."""
