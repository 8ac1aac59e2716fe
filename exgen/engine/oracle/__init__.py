"""The oracle: quantities found with no formula, to prove the rules right. It knows no rule."""

from exgen.engine.oracle.counted_quantities import CountedQuantities
from exgen.engine.oracle.counters import COUNTERS
from exgen.engine.oracle.keeping import buffers, exact, fitting_examples, moments, trained
from exgen.engine.oracle.tally import OverBudgetError, Tally

__all__ = [
    "COUNTERS",
    "CountedQuantities",
    "OverBudgetError",
    "Tally",
    "buffers",
    "exact",
    "fitting_examples",
    "moments",
    "trained",
]
