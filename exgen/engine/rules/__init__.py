"""The rules: one line each, in our own expression language. Value, symbols, derivation and mistakes come from it.

Letters (of torch.nn and of most lectures)
    P_1 P_2    places put before and behind an axis by a padding layer;  F  of a size is the factor it grows by
    H          size of one spatial axis going in (height, width or length, one axis at a time)
    O          size of one spatial axis coming out
    K S P D    kernel size, stride, padding (on each side), dilation (1 = ordinary) on that axis
    Q          output padding of a transposed convolution on that axis
    C_in C_out channels in and out;  G  groups;  B  1 if there is a bias, else 0
    F_in F_out features of a dense layer in and out
    I X        all spatial sizes going in, coming out: tuples;  K  of a count is the tuple of all kernel sizes

A rule is a pure function of its letters: it knows no network, no place, no cache. Its line may leave letters
unused: a mistake's line (``mal_rules``) may use every letter the rule declares.

Sources: shapes as documented for ``torch.nn.Conv2d`` and ``torch.nn.MaxPool2d``, and in Dumoulin & Visin, "A guide
to convolution arithmetic for deep learning" (2016), relationship 6 and section 5.1; the inverse of it solves
``S(O - 1) <= H + 2P - D(K - 1) - 1 <= S O - 1`` for H. Counts: one multiplication for each weight that an output
value reads, n - 1 additions to sum n products and one more for the bias.
"""

from __future__ import annotations

from collections.abc import Mapping

from exgen.engine.registry import Registry
from exgen.engine.rules.depth import DEPTH
from exgen.engine.rules.fitting import FITTING
from exgen.engine.rules.joins import JOINS
from exgen.engine.rules.memory import MEMORY
from exgen.engine.rules.operations import OPERATIONS
from exgen.engine.rules.parameters import PARAMETERS
from exgen.engine.rules.phases import PHASES
from exgen.engine.rules.ratios import RATIOS
from exgen.engine.rules.receptive_fields import RECEPTIVE_FIELDS
from exgen.engine.rules.rule import Rule
from exgen.engine.rules.same_padding import SAME_PADDING
from exgen.engine.rules.sequences import SEQUENCES
from exgen.engine.rules.sizes import SIZES
from exgen.engine.rules.totals import TOTALS
from exgen.engine.rules.transposed import TRANSPOSED

__all__ = ["RULES", "Rule"]

_OF_NUMBERS = (
    *SIZES,
    *SAME_PADDING,
    *FITTING,
    *TRANSPOSED,
    *JOINS,
    *RECEPTIVE_FIELDS,
    *PHASES,
    *PARAMETERS,
    *OPERATIONS,
    *SEQUENCES,
    *MEMORY,
    *DEPTH,
    *TOTALS,
    *RATIOS,
)


def _of_matrices() -> Mapping[str, Rule]:
    """The rules of work by hand and of gradients, with all that is done to matrices: tables of networks need none."""
    from exgen.engine.rules.by_hand import ASKED, BY_HAND
    from exgen.engine.rules.gradients import GRADIENTS
    from exgen.engine.rules.hand_gradients import HAND_GRADIENTS
    from exgen.engine.rules.hand_statistics import EQUALS, HAND_STATISTICS

    rules = (*BY_HAND, *HAND_GRADIENTS, *HAND_STATISTICS, *EQUALS, *ASKED, *GRADIENTS)
    return {rule.name: rule for rule in rules}


RULES = Registry({rule.name: rule for rule in _OF_NUMBERS}, {"matrices": _of_matrices})
"""All rules by name, in the order in which a derivation goes through a layer."""
