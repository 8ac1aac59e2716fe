"""Every sentence of the engine stands in one file for each language: none elsewhere, and another reaches them all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Formatter

import pytest

import exgen
from exgen.cli.check_report import outcome_notes
from exgen.cli.network_table import row_blocks
from exgen.engine.conventions import setting_sentence, settings
from exgen.engine.mal_rules import CONVENTIONS, MAL_RULES
from exgen.engine.mal_rules.mal_rule import MalRule
from exgen.engine.network_report import finished_network, network_report
from exgen.engine.reading import read_network
from exgen.engine.row_derivation import row_derivation
from exgen.engine.rules import RULES
from exgen.engine.wording import LANGUAGES, Wording, speaking, wording
from exgen.grading.exercise_check import checked_exercise
from exgen.grading.outcomes import Outcome
from exgen.grading.slips import SLIPS
from exgen.questions.drawing import draw
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.library import Library, own_place
from exgen.questions.loading import template_from_sources
from exgen.questions.prose import hint_markdown
from exgen.questions.rejections import rejection
from exgen.questions.variants import pinned_variant
from exgen.writers.terminal import plain_blocks
from tests.grading.shown_mistakes import exercise_of

ROOT = Path(exgen.__file__).parent
LIBRARY = Library([own_place()])

# --- none stands elsewhere

MESSAGES = (
    "absent_layers.py",
    "argument_problems.py",
    "arguments.py",
    "calls.py",
    "drafts.py",
    "field_problems.py",
    "fitting.py",
    "forms.py",
    "laid_matrices.py",
    "laid_quantities.py",
    "laid_ratios.py",
    "layer_drafts.py",
    "layer_reader.py",
    "naming.py",
    "network_tokens.py",
    "printed_classes.py",
    "problems.py",
    "quantity_arguments.py",
    "reading.py",
    "size_problems.py",
    "unvalued.py",
    "spellings.py",
    "by_hand/checks.py",
    "by_hand/matrices.py",
    "by_hand/rows.py",
    "by_hand/tensors.py",
    "gradients/kinds.py",
    "gradients/numbers.py",
    "gradients/layer_lines.py",
    "gradients/reading.py",
    "gradients/splitting.py",
    "layers/embeddings.py",
    "layers/features.py",
    "layers/kind.py",
    "layers/joins.py",
    "layers/normalisation.py",
    "layers/padding.py",
    "layers/pass_through.py",
    "layers/pooling.py",
    "layers/probabilities.py",
    "layers/resizing.py",
    "layers/sequences.py",
    "layers/transposed.py",
)
"""Files whose sentences are parts of messages about wrong input."""

PROOFS_AND_NAMES = (
    "gradients/loss_kinds.py",
    "gradients/patterns.py",
    "gradients/surroundings.py",
    "proof.py",
    "proof_subjects.py",
    "shrinking.py",
    "quantities.py",
    "row_derivation.py",
    "single_layers.py",
    "oracle/counters.py",
    "oracle/sequence_counters.py",
    "mal_rules/__init__.py",
    "mal_rules/mal_rule.py",
)
"""Files whose sentences nobody is told who asks a question: of proofs that fail, sources, headings, names in JSON."""

SPEAKING_OUTSIDE = ("diagnosis.py", "follow_through.py", "mistake_places.py", "mistake_search.py", "slips.py")
"""The files of grading that say what went wrong."""

SENTENCE = re.compile(r"[a-z]{2,},? [a-z]{2,}")


def literals(node: ast.AST) -> Iterator[str]:
    """The texts in a module that are no docstrings and in nothing that is raised; sources and examples left aside."""
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.Raise() | ast.Assert() | ast.Expr(ast.Constant()) | ast.keyword(arg="source"):
                continue
            case ast.Constant(str() as text):
                yield text
        yield from literals(child)


def sentences(path: Path) -> list[str]:
    """The texts in a file that look like words of a sentence."""
    return [text for text in literals(ast.parse(path.read_text("utf-8"))) if SENTENCE.search(text)]


def test_no_sentence_stands_outside_the_wording() -> None:
    engine = ROOT / "engine"
    others = {*MESSAGES, *PROOFS_AND_NAMES}
    files = {path.relative_to(engine).as_posix(): path for path in engine.rglob("*.py")}
    assert not others - set(files)
    checked = {name: path for name, path in files.items() if name not in others and name.split("/")[0] != "wording"}
    checked = {name: path for name, path in checked.items() if not name.startswith("architectures/")}  # papers' authors
    checked |= {f"grading/{name}": ROOT / "grading" / name for name in SPEAKING_OUTSIDE}
    assert {name: found for name, path in checked.items() if (found := sentences(path))} == {}


def test_files_that_may_hold_sentences_hold_some() -> None:
    assert [name for name in (*MESSAGES, *PROOFS_AND_NAMES) if not sentences(ROOT / "engine" / name)] == []


def test_a_sentence_is_told_from_a_name() -> None:
    lines = [
        "def f():",
        '    """A doc string."""',
        '    raise ValueError("not told")',
        'g("a told sentence", "no_sentence")',
    ]
    module = "\n".join(lines)
    assert [text for text in literals(ast.parse(module)) if SENTENCE.search(text)] == ["a told sentence"]


# --- the words that are there are those that are asked for


def test_every_rule_mistake_convention_and_slip_has_its_words_and_nothing_else_has() -> None:
    told = wording()
    assert set(told.rules) == set(RULES)
    assert set(told.mistakes) == set(MAL_RULES)
    assert set(told.conventions) == {name for allowed in settings().values() for name in allowed.values()}
    assert set(told.settings) == {f"{name}.{value}" for name, allowed in settings().items() for value in allowed}
    assert set(told.slips) == set(SLIPS)


def asked_phrases() -> Iterator[str]:
    """The texts in the code, any of which may be the name of a phrase."""
    for path in ROOT.rglob("*.py"):
        if path.parent.name != "wording":
            yield from literals(ast.parse(path.read_text("utf-8")))


def test_every_phrase_is_used() -> None:
    named = {*asked_phrases()}
    named |= {f"row.{name}" for name in named}
    assert [phrase for phrase in wording().phrases if phrase not in named] == []


# --- another language reaches everything

FULL_WIDTH = {code: code + 0xFEE0 for code in (*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1))}
"""Letters of another alphabet for those of English."""


def in_other_letters(text: str) -> str:
    """A phrase in another language: every letter another one, the slots as they are."""
    parts = Formatter().parse(text)
    return "".join(
        words.translate(FULL_WIDTH) + (f"{{{slot}}}" if slot is not None else "") for words, slot, *_ in parts
    )


def made_up() -> Wording:
    """A language that nobody speaks."""
    told = wording()
    return Wording(**{name: _translated(words) for name, words in told._asdict().items()})


def _translated(words: Mapping[str, str]) -> dict[str, str]:
    return {name: in_other_letters(text) for name, text in words.items()}


MADE_UP = made_up()

NOT_WORDS = re.compile(r"\w+ = .*|\$[^$]*\$|`[^`]*`|[A-Z][A-Za-z0-9]*\([^()]*(?:\([^()]*\)[^()]*)*\)|\b[A-Za-z]\b")
"""What is the same in every language: lines of a graph, formulas, code, layers, letters."""


def english(texts: Iterable[str]) -> list[str]:
    """What of some texts is still in English."""
    return [text for text in texts if re.search(r"[A-Za-z]{2,}", NOT_WORDS.sub("", text))]


def drawn(name: str) -> Exercise:
    exercises = Exercises(LIBRARY.template(name))
    accepts = exercises.exercise
    variant = draw(exercises.template, name, 0, "", accepts=lambda values: rejection(accepts(values)))
    return exercises.exercise(variant.parameters)


@pytest.mark.parametrize("name", LIBRARY.templates())
def test_another_language_reaches_every_derivation(name: str) -> None:
    exercise = drawn(name)
    cells = [cell for part in exercise.parts for cell in part.cells]
    with speaking(MADE_UP):
        told = [line.words for cell in cells for line in exercise.derivation(cell)]
        hints = [hint for part in exercise.parts for hint in hint_markdown(exercise, part)]
    assert english(told) == []
    assert english(hints) == []
    with speaking("en"):
        assert [line.words for cell in cells for line in exercise.derivation(cell)] != told or not told


def outcome(mal_rule: MalRule) -> Outcome:
    exercise = exercise_of(mal_rule.example)
    (part,) = exercise.parts
    return checked_exercise(exercise, {"1": part}, {"1": mal_rule.example.wrong})[0]


@pytest.mark.parametrize("mal_rule", [*MAL_RULES.values(), *CONVENTIONS.values()], ids=[*MAL_RULES, *CONVENTIONS])
def test_another_language_reaches_every_diagnosis(mal_rule: MalRule) -> None:
    with speaking(MADE_UP):
        found = outcome(mal_rule)
        told = [*outcome_notes(found)]
    assert found.misconceptions or found.convention
    assert english(one.feedback for one in found.misconceptions) == []
    assert english(one.where for one in found.misconceptions) == []
    assert english(note for note in told if note not in (found.reason, *found.remarks)) == []


def test_another_language_reaches_slips_settings_and_what_follows() -> None:
    exercise = exercise_with_two_parts()
    parts = {part.name: part for part in exercise.parts}
    with speaking(MADE_UP):
        assert english(slip.sentence for slip in SLIPS.values()) == []
        told = [setting_sentence(name, value) for name, allowed in settings().items() for value in allowed]
        assert english(told) == []
        responses = {"outputs": "1000", "total": "27000"}
        _, total = checked_exercise(exercise, parts, responses)
        notes = list(outcome_notes(total))
    assert total.follows == ("outputs",)
    assert notes == [MADE_UP.phrases["follows"].format(answers="outputs")]


def exercise_with_two_parts() -> Exercise:
    """An exercise whose second key follows from the first."""
    question = """
        title = "Two parts"
        topics = ["wording"]
        [network]
        input = "(3, 20, 20)"
        layers = "Conv2d(3, 16, 3, bias=False)"
        [[answers]]
        name = "outputs"
        kind = "integer"
        ask = "Values that come out?"
        value = "network.activations"
        [[answers]]
        name = "total"
        kind = "integer"
        ask = "Multiplications?"
        value = "network.multiplications"
        follows = "27 * outputs"
    """
    template = template_from_sources("two", {"question.toml": question, "statement.md": "Count."}, "two")
    return Exercises(template).exercise(pinned_variant(template, {}).parameters)


@pytest.mark.parametrize("index", [0, 2, 4])
def test_another_language_reaches_the_rows_of_a_network(index: int) -> None:
    network = finished_network(
        "Conv2d(3, 8, 3, padding=1); ReLU; Residual(Conv2d(8, 8, 3, padding=1)); ReLU; Dropout", "3x9x9"
    )
    report = network_report(network)
    with speaking(MADE_UP):
        derived = row_derivation(network, report, index, has_field=True)
        told = [line.words for one in derived for line in one.lines] + [one.remark for one in derived]
        titles = [one.title for one in derived]
        shown = plain_blocks(row_blocks(report, index, derived))
    assert english(told) == []
    assert english(titles) == []
    assert MADE_UP.phrases["row.output shape"] in shown


def test_another_language_reaches_what_letters_leave_open() -> None:
    network = read_network("Flatten(); Linear(100, 10)", "(64, H, 3)")
    with speaking(MADE_UP):
        (remark,) = network_report(network).remarks
    assert "ｌａｙｅｒ" in remark
    assert english([remark]) == []


def test_every_language_has_all_words_with_the_slots_that_are_filled() -> None:
    own = wording()
    for language in LANGUAGES:
        with speaking(language):
            for one in Wording._fields:
                if one != "endings":
                    mine, theirs = getattr(own, one), getattr(wording(), one)
                    assert set(mine) == set(theirs)
                    assert [name for name in mine if slots(mine[name]) != slots(theirs[name])] == []


def slots(text: str) -> set[str | None]:
    return {slot for _, slot, *_ in Formatter().parse(text)} - {None}
