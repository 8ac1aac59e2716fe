"""What asks somebody at a terminal, or reads the lines of a pipe: questions, responses, what is said to them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from io import TextIOWrapper
from itertools import groupby

from exgen.answers import KINDS, Verdict
from exgen.cli.check_report import VERDICT_TONES, outcome_notes, points_number
from exgen.cli.layout import BLANK, markdown_blocks
from exgen.figures import in_words
from exgen.grading.outcomes import Outcome
from exgen.questions.exercise import Part
from exgen.questions.prose import ask, derivation_markdown, statement
from exgen.questions.rebuilt import RebuiltQuestion
from exgen.writers.plain_text import one_line
from exgen.writers.readable import readable
from exgen.writers.terminal import Block, Paragraph, write_blocks

HELP = "?"
LEAVE = ("q", "quit")
SHOWN_EXAMPLES = 3
_LISTED = {
    "choice": "a choice: its letter, or its text",
    "choices": "choices: their letters, or their texts, such as a, c",
    "matching": "pairs of an item's number and a letter, such as 1-b, 2-a",
    "ordering": "all of them in order, by their letters or texts, such as b, a, c",
}

Ask = Callable[[str], str]
"""Asks for a line of text with a prompt; raises EOFError where there are no more lines."""


@dataclass(frozen=True, slots=True)
class QuestionTexts:
    """A question's statement and what each of its answers asks, as Markdown."""

    statement: str
    asked: Mapping[str, str]


def typed_line(prompt: str) -> str:
    """A line from whoever types, or from a pipe; then it is printed as well, so that the output can be read.

    Raises EOFError where there are no more lines.
    """
    if sys.stdin.isatty():
        with suppress(ImportError):
            import readline  # noqa: F401  # lets input() edit the line and recall earlier ones
        return input(prompt)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    print(f"{prompt}{one_line(line)}")
    return line


def read_leniently() -> None:
    """Let a pipe bring UTF-8 with whatever is broken in it; somebody's terminal knows its own encoding."""
    if isinstance(sys.stdin, TextIOWrapper) and not sys.stdin.isatty():
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")


def question_texts(question: RebuiltQuestion) -> QuestionTexts:
    """The texts of a question; raises TemplateError where one cannot be rendered."""
    exercise = question.exercise
    return QuestionTexts(
        in_words(exercise, statement(exercise), is_solution=False),
        {answer.name: ask(exercise, answer) for answer in exercise.template.answers},
    )


def question_blocks(question: RebuiltQuestion, texts: QuestionTexts, of: int) -> Iterator[Block]:
    """A question's heading, as one of so many, and its statement."""
    template = question.exercise.template
    points = counted_points(template.points * question.scale)
    yield BLANK
    yield Paragraph(f"Question {question.number} of {of}: {one_line(template.title)} ({points})", "strong")
    yield BLANK
    yield from markdown_blocks(texts.statement)


def asked_parts(question: RebuiltQuestion, texts: QuestionTexts) -> Iterator[tuple[str, Part]]:
    """Each part that is to be answered, with its label, in order; what it asks is shown before it is handed out."""
    for answer, labelled in groupby(question.parts.items(), key=lambda item: item[1].answer):
        show_now([BLANK, *markdown_blocks(texts.asked[answer.name])])
        for label, part in labelled:
            if part.key is None:
                show_now([Paragraph(f"{label}: a person reads this one; it is not asked for here.", "quiet", 2)])
                continue
            if part.row is not None:
                show_now([Paragraph(one_line(part.row_label), "quiet", 2)])
            yield label, part


def outcome_blocks(outcome: Outcome) -> Iterator[Block]:
    """A verdict with its points, and what is to be said besides."""
    if not outcome.response:
        yield Paragraph("passed over", "quiet", 2)
        return
    if outcome.verdict is Verdict.INVALID:
        yield Paragraph(f"invalid: {outcome.reason}; try again", VERDICT_TONES[outcome.verdict], 2)
        return
    points = (
        "" if outcome.points is None else f", {points_number(outcome.points)} of {counted_points(outcome.possible)}"
    )
    tone = "good" if outcome.follows else VERDICT_TONES[outcome.verdict]
    yield Paragraph(f"{outcome.verdict}{points}", tone, 2)
    for note in outcome_notes(outcome):
        yield Paragraph(one_line(note), indent=2)


def help_blocks(part: Part) -> Iterator[Block]:
    """How a response of this kind may be written: what the kind itself gives as right examples."""
    kind = KINDS[part.answer.kind]
    if part.answer.kind in _LISTED:
        yield Paragraph(_LISTED[part.answer.kind], "quiet", 2)
        return
    options = part.options
    right = [example for example in kind.examples if example.verdict is Verdict.CORRECT]
    fitting = [example.response for example in right if example.options.keys() <= options.keys()]
    yield Paragraph(f"{kind.name.replace('_', ' ')}, for example", "quiet", 2)
    for response in fitting[:SHOWN_EXAMPLES]:
        yield Paragraph(response, "quiet", 4)


def key_notes(question: RebuiltQuestion, part: Part) -> tuple[str, ...]:
    """A part's key, and the lines of its derivation."""
    lines = (readable(line) for line in derivation_markdown(question.exercise, part))
    return (f"key: {part.key_text}", *lines)


def counted_points(points: Fraction) -> str:
    """Points with their noun.

    >>> counted_points(Fraction(1)), counted_points(Fraction(5, 2))
    ('1 point', '2.5 points')
    """
    return f"{points_number(points)} {'point' if points == 1 else 'points'}"


def end_line() -> None:
    """Begin a new line behind the prompt that nobody answered; a pipe has been shown none."""
    if sys.stdin.isatty():
        print()


def show_now(blocks: Iterable[Block]) -> None:
    """Show blocks before whatever is asked next."""
    write_blocks(blocks, sys.stdout)
