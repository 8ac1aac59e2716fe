"""Inside one process: building variants, diagnosing their totals, and the same done in slower ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from statistics import median

from benchmarks.figures import Figure
from benchmarks.measuring import timing, timing_in_loops
from benchmarks.random_answers import explanations, near_misses
from exgen.engine.calculation import Calculation
from exgen.engine.formulas import Quantity, formula
from exgen.engine.mal_rules import MAL_RULES, MalRule
from exgen.engine.missteps import Misstep, missteps
from exgen.engine.rules import RULES
from exgen.engine.runs import Run
from exgen.errors import ExpressionError
from exgen.expressions import Value
from exgen.grading.exercise_check import checked_exercise
from exgen.questions import Library
from exgen.questions.exercise import Exercise, Exercises, Part

TEMPLATE = "parameters/vgg"
CONFIGURATIONS = ("vgg_a", "vgg_a_lrn", "vgg_b", "vgg_c", "vgg_d", "vgg_e")
RANDOM = 30
"""So many random answers to each total are diagnosed."""


def variant_figures(library: Library) -> Iterator[Figure]:
    """What the engine does for one variant of the VGG template."""
    made = Exercises(library.template(TEMPLATE))
    tasks = [partial(_all_keys, made, name) for name in CONFIGURATIONS]
    first = timing(tasks).median
    yield Figure("a VGG variant with all keys, no proof", timing(tasks * 20).median, 0.002)
    yield Figure("the first variant of each network, which reads and lays it too", first)
    exercises = [made.exercise({"configuration": name}) for name in CONFIGURATIONS]
    yield from _diagnosis_figures(exercises)
    yield _tries_figure(exercises[CONFIGURATIONS.index("vgg_d")])
    yield _rule_figure()


def _all_keys(made: Exercises, configuration: str) -> list[str]:
    return [part.key_text for part in made.exercise({"configuration": configuration}).parts]


def _diagnosis_figures(exercises: Sequence[Exercise]) -> Iterator[Figure]:
    """A wrong total read, judged and explained."""
    explained: list[float] = []
    unexplained: list[float] = []
    for exercise in exercises:
        total = exercise.parts[-1]
        assert total.name == "total"
        wrong = dict.fromkeys(value for value in explanations(exercise, total) if isinstance(value, int) and value >= 0)
        explained += timing([partial(_checked, exercise, total, value) for value in wrong]).seconds
        random = near_misses(total, f"{exercise.parameters}", RANDOM)
        unexplained += timing([partial(_checked, exercise, total, value) for value in random]).seconds
    yield Figure("diagnosis of a VGG total", median(explained + unexplained), 0.010)
    yield Figure("- of one that mistakes explain", median(explained))
    yield Figure("- of a random one, for which all pairs of mistakes are tried too", median(unexplained))


def _checked(exercise: Exercise, part: Part, value: int) -> object:
    return checked_exercise(exercise, {"total": part}, {"total": str(value)})


def _tries_figure(exercise: Exercise) -> Figure:
    """All single mistakes tried on a VGG-16 total, only dirty steps run, against every step run each time."""
    run = exercise.runs["network"]
    slots = exercise.parts[-1].laid
    assert slots is not None
    upstream = run.calculation.upstream(slots.slots)
    steps = missteps(run, MAL_RULES.values(), upstream)

    def rerun() -> None:
        for step in steps:
            run.rerun([step], within=upstream)

    def anew() -> None:
        for step in steps:
            _values_anew(run, step)

    for step in steps:
        found = _values_anew(run, step)
        assert found is None or found == [run.rerun([step])[slot] for slot in range(len(run.values))]
    name = f"{len(steps)} mistakes tried on a VGG-16 total"
    return Figure(name, timing([rerun] * 5).median, peer=timing([anew] * 3).median, peer_name="every step run anew")


def _values_anew(run: Run, step: Misstep) -> list[Quantity] | None:
    """The values of all slots under a mistake, every step worked out; None where one has no value."""
    calculation: Calculation = run.calculation
    touched: Mapping[int, tuple[MalRule, ...]] = calculation.touched(step)
    values = list(run.values[: calculation.first])
    try:
        for slot, laid in enumerate(calculation.steps, calculation.first):
            made = formula(laid.rule.name, laid.lengths, touched.get(slot, ()))
            values.append(made.with_formulas([values[source] for source in laid.sources]))
    except ExpressionError:
        return None
    return values


def _rule_figure() -> Figure:
    """The output size's line at one point, ours and as a SymPy expression."""
    import sympy

    rule = RULES["output_size"]
    numbers: tuple[Value, ...] = (78, 5, 3, 2, 1)
    H, K, S, P, D = symbols = sympy.symbols("H K S P D", integer=True, positive=True)
    expression = sympy.floor((H + 2 * P - D * (K - 1) - 1) / S) + 1
    point = dict(zip(symbols, numbers, strict=True))
    assert rule.value(*numbers) == int(expression.subs(point)) == 26
    return Figure(
        "the rule of the output size at one point",
        timing_in_loops(lambda: rule.value(*numbers), 20_000).median,
        peer=timing_in_loops(lambda: expression.subs(point), 50).median,
        peer_name="SymPy's subs",
    )
