"""What can be practised: the questions of a template or a bank, each with as many variants as somebody asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from exgen.questions.banks import points_scale
from exgen.questions.domains import Parameter
from exgen.questions.drawing import Values, draw, values_of
from exgen.questions.exercise import Exercises
from exgen.questions.library import Library
from exgen.questions.proofs import proof
from exgen.questions.rebuilt import RebuiltQuestion
from exgen.questions.records import Template
from exgen.questions.rejections import rejection
from exgen.questions.variants import NO_PINS


class PracticeQuestion:
    """One question, and which of its variants were drawn; ``id`` is what they are drawn from beside a seed.

    ``points`` are those of the whole question, None where the template's own count.
    """

    def __init__(
        self,
        number: int,
        id: str,
        template: Template,
        pinned: Mapping[str, Parameter] = NO_PINS,
        points: Fraction | None = None,
    ) -> None:
        self.number, self.template = number, template
        self._id, self._pinned, self._points = id, pinned, points
        self._exercises = Exercises(template)
        self._drawn: set[Values] = set()
        self._next_draw = 0

    def variant(self, seed: int) -> tuple[RebuiltQuestion, bool]:
        """The next variant, its keys proven, and whether it is one that was not there before.

        The first one of a template is that of ``exgen solve --seed``. Raises TemplateError where the template yields
        none, ProofError where rules and oracle disagree.
        """
        variant = draw(
            self.template,
            self._id,
            seed,
            "",
            pinned=self._pinned,
            accepts=lambda parameters: rejection(self._exercises.exercise(parameters)),
            taken=self._drawn,
            first_draw=self._next_draw,
        )
        values = values_of(variant.parameters)
        is_new = values not in self._drawn
        self._drawn.add(values)
        self._next_draw = variant.draw + 1
        exercise = self._exercises.exercise(variant.parameters)
        for part in exercise.parts:
            proof(exercise, part)
        return RebuiltQuestion(self.number, exercise, points_scale(self.template, self._points)), is_new


@dataclass(frozen=True, slots=True)
class Practice:
    """The questions somebody practises, under the title of the template or the bank."""

    title: str
    questions: tuple[PracticeQuestion, ...]


def practice_of(library: Library, argument: str) -> Practice:
    """What is practised when a template or a bank is named: by its name, its folder or its file.

    Raises InputError if there is none, or if it is broken.

    >>> from exgen.questions.library import own_place
    >>> practice = practice_of(Library([own_place()]), "convolution/output_size_2d")
    >>> practice.title, len(practice.questions)
    ('Output size of a 2-D convolution', 1)
    """
    if not library.is_bank(argument):
        template = library.template_argument(argument)
        return Practice(template.title, (PracticeQuestion(1, template.name, template),))
    bank = library.bank(argument)
    near = library.near(bank.path)
    questions = (
        PracticeQuestion(number, question.id, near.template(question.template), question.set, question.points)
        for number, question in enumerate(bank.questions, 1)
    )
    return Practice(f"{bank.title}, {bank.course}" if bank.course else bank.title, tuple(questions))
