"""``exgen practice``: questions one after the other, a wrong response tried again, and ever new variants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from exgen.answers import Verdict
from exgen.cli.asking import (
    HELP,
    LEAVE,
    Ask,
    QuestionTexts,
    asked_parts,
    end_line,
    help_blocks,
    key_notes,
    outcome_blocks,
    question_blocks,
    question_texts,
    show_now,
    typed_line,
)
from exgen.cli.layout import BLANK, cells
from exgen.grading.exercise_check import ExerciseCheck
from exgen.grading.practice import Practice, PracticeQuestion
from exgen.questions.exercise import Part
from exgen.questions.prose import hint_markdown
from exgen.questions.rebuilt import RebuiltQuestion
from exgen.writers.plain_text import one_line
from exgen.writers.readable import readable
from exgen.writers.terminal import Block, Column, Paragraph, Table

HINT, NEW, SHOW = "hint", "new", "show"
COMMANDS = (HINT, NEW, SHOW, HELP, *LEAVE)
"""What may stand on a line of its own instead of a response."""

COUNTED = ("variants", "tried", "right", "at once", "hints", "shown")
"""What the summary counts of each question."""

BETWEEN = "next> "
"""The prompt behind the last part of a question."""


class _Leave(Exception):
    """Whoever practises wants to leave."""


class _Anew(Exception):
    """Another variant of this question is wanted."""


@dataclass(slots=True)
class _Count:
    """What became of the parts of one question, over all its variants."""

    title: str
    variants: int = 0
    tried: int = 0
    right: int = 0
    at_once: int = 0
    hints: int = 0
    shown: int = 0

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers under the names of `COUNTED`."""
        return self.variants, self.tried, self.right, self.at_once, self.hints, self.shown


@dataclass(slots=True)
class Practised:
    """What somebody has practised: counts by the questions' numbers, mistakes by what is said of them."""

    counts: dict[int, _Count] = field(default_factory=dict)
    mistakes: Counter[str] = field(default_factory=Counter)
    is_interrupted: bool = False


def practised(practice: Practice, seed: int, typed: Ask = typed_line) -> Practised:
    """Ask all questions, each in as many variants as are wanted, until the last one is done or somebody leaves.

    Raises TemplateError where a question has no variant or a text cannot be rendered.
    """
    log = Practised()
    show_now(_beginning(practice, seed))
    try:
        for question in practice.questions:
            _Asking(question, len(practice.questions), seed, log, typed).ask()
    except _Leave:
        pass
    except EOFError:
        end_line()
    except KeyboardInterrupt:
        log.is_interrupted = True
        end_line()
    return log


def practised_blocks(log: Practised) -> Iterator[Block]:
    """The summary: how many parts were right, at once or later, and which mistakes were made."""
    yield BLANK
    counts = [(number, count) for number, count in log.counts.items() if count.tried or count.hints]
    if not counts:
        yield Paragraph("Nothing was answered.", "quiet")
        return
    tried, right = sum(count.tried for _, count in counts), sum(count.right for _, count in counts)
    at_once = sum(count.at_once for _, count in counts)
    yield Paragraph(f"{right} of {tried} parts right, {at_once} of them at once", "strong")
    columns = (Column("question"), *(Column(name, "number") for name in COUNTED))
    rows = (cells(f"{number}: {one_line(count.title)}", *map(str, count.numbers)) for number, count in counts)
    yield Table(columns, tuple(rows))
    if log.mistakes:
        yield BLANK
        yield Paragraph("Mistakes that explain wrong responses", "strong")
        for sentence, times in log.mistakes.most_common():
            yield Paragraph(f"{times} x {sentence}", indent=2, hang=len(f"{times} x "))


def _beginning(practice: Practice, seed: int) -> Iterator[Block]:
    yield Paragraph(one_line(practice.title), "strong")
    yield Paragraph(f"seed {seed}: the same seed asks the same variants", "quiet")
    yield BLANK
    yield Paragraph(
        "Type your response and press Enter; a wrong one may be tried again. An empty line goes on. On a line of its "
        f"own: {HINT} (a step of the way, without numbers), {SHOW} (the key and how it comes about), {NEW} (the same "
        f"question with other numbers), {HELP} (how a response may be written), {LEAVE[1]}."
    )


class _Asking:
    """One question as it is asked, in one variant after the other."""

    def __init__(self, question: PracticeQuestion, of: int, seed: int, log: Practised, typed: Ask) -> None:
        self._question, self._of, self._seed, self._typed = question, of, seed, typed
        self._log = log
        self._count = log.counts.setdefault(question.number, _Count(question.template.title))

    def ask(self) -> None:
        """Ask until somebody goes on to the next question; raises _Leave, or EOFError where no more lines come."""
        while True:
            variant, is_new = self._question.variant(self._seed)
            texts = question_texts(variant)
            self._count.variants += 1
            show_now(question_blocks(variant, texts, self._of))
            if not is_new:
                show_now([BLANK, Paragraph("There is no other variant: you have seen this one.", "doubtful")])
            try:
                self._ask_variant(variant, texts)
                return
            except _Anew:
                continue

    def _ask_variant(self, variant: RebuiltQuestion, texts: QuestionTexts) -> None:
        check = ExerciseCheck(variant.exercise, variant.scale)
        for label, part in asked_parts(variant, texts):
            self._ask_part(variant, label, part, check)
        self._pause()

    def _ask_part(self, variant: RebuiltQuestion, label: str, part: Part, check: ExerciseCheck) -> None:
        """Ask until the part is right, shown or passed over."""
        hints = iter(hint_markdown(variant.exercise, part))
        is_helped = is_tried = False
        while True:
            response = self._typed(f"{label}> ").strip()
            outcome = check.outcome(label, part, response)
            if not response:
                show_now(outcome_blocks(outcome))
                return
            command = response.lower()
            if outcome.verdict is Verdict.INVALID and command in COMMANDS:
                is_helped = is_helped or command == HINT
                if command == SHOW:
                    check.forget(label)
                    self._count.tried += not is_tried
                    self._count.shown += 1
                    show_now(Paragraph(line, "quiet", 2) for line in key_notes(variant, part))
                    return
                self._obey(command, part, hints)
                continue
            show_now(outcome_blocks(outcome))
            if outcome.verdict is Verdict.INVALID:
                continue
            self._count.tried += not is_tried
            self._log.mistakes.update({mistake.feedback for mistake in outcome.misconceptions if mistake.group == 0})
            if outcome.verdict is Verdict.CORRECT or outcome.follows:
                self._count.right += 1
                self._count.at_once += not (is_helped or is_tried)
                return
            is_tried = True

    def _obey(self, command: str, part: Part, hints: Iterator[str]) -> None:
        """Do what was told instead of a response; raises _Leave or _Anew."""
        if command in LEAVE:
            raise _Leave
        if command == NEW:
            raise _Anew
        if command == HELP:
            show_now(help_blocks(part))
            return
        hint = next(hints, None)
        self._count.hints += hint is not None
        told = f"there are no more hints; {SHOW} tells the key" if hint is None else readable(hint)
        show_now([Paragraph(told, "quiet", 2)])

    def _pause(self) -> None:
        """Behind the last part: an empty line goes on, and there may be another variant first."""
        enter = "ends" if self._question.number == self._of else "goes on"
        told = f"Enter {enter}, {NEW} asks this again with other numbers."
        show_now([BLANK, Paragraph(told, "quiet")])
        while True:
            command = self._typed(BETWEEN).strip().lower()
            if not command:
                return
            if command in LEAVE:
                raise _Leave
            if command == NEW:
                raise _Anew
            show_now([Paragraph(f"{told} {LEAVE[1]} leaves.", "doubtful", 2)])
