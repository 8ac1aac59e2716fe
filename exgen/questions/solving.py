"""One variant solved: its keys, how they come about, and how far each can be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from exgen.errors import TemplateError
from exgen.questions.domains import Parameter
from exgen.questions.drawing import draw
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.matrices import matrix_text
from exgen.questions.pins import pins_from_texts
from exgen.questions.proofs import Status, proof
from exgen.questions.prose import derivation_markdown, statement
from exgen.questions.records import Template, frozen
from exgen.questions.rejections import rejection


@dataclass(frozen=True, slots=True)
class Solved:
    """A variant with its keys; ``proofs`` holds for every part, by name, who confirmed its key.

    ``draw`` is the number of the draw that gave it.
    """

    exercise: Exercise
    proofs: Mapping[str, Status]
    draw: int

    def as_json(self) -> dict[str, object]:
        """The ``solve`` contract: keys as text, derivations as lines of Markdown, parts of a table as ``name.row3``."""
        graded = [part for part in self.exercise.parts if part.key is not None]
        return {
            "template": self.exercise.template.name,
            "parameters": json_parameters(self.exercise.parameters),
            "keys": {part.name: part.key_text for part in graded},
            "derivation": {part.name: list(derivation_markdown(self.exercise, part)) for part in graded},
            "proof": dict(self.proofs),
            "statement": statement(self.exercise),
        }


def solved_variant(template: Template, typed: Sequence[tuple[str, str]] = (), seed: int = 0) -> Solved:
    """The variant with the values typed for parameters; the others are drawn.

    Values set by hand skip domains and ``separate``, but obey constraints. Raises TemplateError for values that the
    template cannot have or that are given twice, and where no variant is left; ProofError where rules and oracle
    disagree.

    >>> from exgen.questions.library import Library, own_place
    >>> template = Library([own_place()]).template("convolution/output_size_2d")
    >>> solved = solved_variant(template, [("H", "78"), ("W", "84"), ("K", "5"), ("S", "3"), ("P", "2")])
    >>> solved.as_json()["keys"], solved.as_json()["proof"]
    ({'size': '(26, 28)'}, {'size': 'proven'})
    """
    names = [name for name, _ in typed]
    twice = [f"{template.name}: {name}: two values are given" for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise TemplateError(*twice)
    exercises = Exercises(template)
    pinned = pins_from_texts(template, dict(typed))

    def rejected(parameters: Mapping[str, Parameter]) -> str | None:
        return None if pinned else rejection(exercises.exercise(parameters))

    drawn = draw(template, template.name, seed, "", pinned=pinned, accepts=rejected)
    exercise = exercises.exercise(drawn.parameters)
    return Solved(exercise, frozen({part.name: proof(exercise, part) for part in exercise.parts}), drawn.draw)


def json_parameters(parameters: Mapping[str, Parameter]) -> dict[str, int | str]:
    """Parameters as JSON holds them exactly: a fraction as its text, and a matrix too."""
    return {
        name: matrix_text(value) if isinstance(value, tuple) else str(value) if isinstance(value, Fraction) else value
        for name, value in parameters.items()
    }
