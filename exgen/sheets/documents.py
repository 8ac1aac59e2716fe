"""A student's sheet as the writers take it: statements and keys as Markdown, everything else plain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby

from exgen.engine.mal_rules import MAL_RULES
from exgen.errors import InputError, SheetError
from exgen.figures import illustrated
from exgen.questions.common_mistakes import MOST, latex_of
from exgen.questions.figure_fields import image_names, without_figures
from exgen.questions.labels import answer_label
from exgen.questions.layouts import Layout
from exgen.questions.manifest import BankRecord, StudentRecord, VariantRecord
from exgen.questions.parts import Part
from exgen.questions.prose import ask, derivation_markdown, key_markdown, sentence_markdown, solution, statement
from exgen.questions.rebuilt import RebuiltQuestion
from exgen.questions.sheet_layout import Language
from exgen.questions.student_ids import PRACTICE
from exgen.sheets.conventions import convention_lines
from exgen.sheets.formula_sheet import formula_pieces
from exgen.sheets.roster import NOBODY, Student
from exgen.writers.document import (
    AnswerBlock,
    Cover,
    Mistake,
    QuestionBlock,
    SheetDocument,
    Solution,
    total_points,
)
from exgen.writers.words import points_text, words_of

ROWS_TOLD = 3
"""Of so many rows of a table at most the values are told to which a mistake leads."""


def sheet_document(
    bank: BankRecord,
    student: StudentRecord,
    questions: Sequence[RebuiltQuestion],
    *,
    is_solution: bool,
    url: str = "",
    layout: Layout | None = None,
    is_practice: bool = False,
) -> SheetDocument:
    """The sheet that a student gets, or (``is_solution``) its solution; ``url`` stands before the code in its QR code.

    Keys and derivations are in the solution only: nothing of them reaches a student's file. Without a ``layout`` it
    looks as sheets usually do. Raises TemplateError where a cover's text cannot take what it asks for.
    """
    chosen = layout.settings if layout else None
    has_conventions = not is_solution and (chosen is None or chosen.conventions)
    document = SheetDocument(
        title=bank.title,
        course=bank.course,
        student_id="" if is_practice or Student(student.id, student.name) == NOBODY else student.id,
        student_name=student.name,
        code=student.code,
        language=bank.language,
        questions=tuple(
            _question(question, variant, bank, is_solution)
            for question, variant in zip(questions, student.variants, strict=True)
        ),
        is_solution=is_solution,
        date=bank.date,
        deadline=bank.deadline,
        qr=url + student.code if chosen is None or chosen.qr else "",
        paper=bank.paper,
        accent=bank.accent,
        conventions=convention_lines(questions, bank.language) if has_conventions else (),
        practice=practice_number(student.id) if is_practice else 0,
    )
    if layout is None or is_solution:
        return replace(document, look=layout.look if layout else document.look)
    return replace(
        document,
        look=layout.look,
        cover=None if is_practice else _cover(layout, document, bank.language, student.version or ""),
        formulas=formula_pieces(layout, questions, bank.language),
    )


def practice_number(id: str) -> int:
    """The number of a practice sheet, by its id."""
    return int(id.removeprefix(PRACTICE))


def _cover(layout: Layout, document: SheetDocument, language: Language, version: str) -> Cover | None:
    """The cover of a student's sheet, with what is known of it put in."""
    if layout.settings.cover is None:
        return None
    known = {
        "title": document.title,
        "course": document.course,
        "date": document.date,
        "deadline": document.deadline,
        "name": document.student_name,
        "id": document.student_id,
        "code": document.code,
    }
    counted = {
        "version": version,
        "questions": len(document.questions),
        "conventions": len(document.conventions),
        "points": points_text(total_points(document), words_of(language)),
    }
    source = layout.called(layout.cover_file(language) or "cover")
    text = layout.cover_text(language, known | counted)
    return Cover(tuple((field, known.get(field, "")) for field in layout.settings.cover.fields), text, source)


def _question(question: RebuiltQuestion, variant: VariantRecord, bank: BankRecord, is_solution: bool) -> QuestionBlock:
    exercise = question.exercise
    answers = tuple(_answers(question, variant, is_solution))
    own = solution(exercise) if is_solution else None
    again = set(image_names(own or ""))  # the solution shows them with more on them
    told = without_figures(statement(exercise), again)
    asked = illustrated(exercise, told, is_solution=False, language=bank.language, accent=bank.accent)
    solved = illustrated(exercise, own or "", is_solution=True, language=bank.language, accent=bank.accent)
    return QuestionBlock(
        number=question.number,
        title=exercise.template.title,
        points=exercise.template.points * question.scale,
        statement=asked.markdown,
        answers=answers,
        solution=None if own is None else solved.markdown,
        template=exercise.template.name,
        figures={**asked.figures, **solved.figures},
    )


def _answers(question: RebuiltQuestion, variant: VariantRecord, is_solution: bool) -> Iterator[AnswerBlock]:
    exercise = question.exercise
    for answer, group in groupby(question.parts.items(), key=lambda labelled: labelled[1].answer):
        labelled = list(group)
        parts = [part for _, part in labelled]
        solved = None
        if is_solution:
            derivations = dict.fromkeys(derivation_markdown(exercise, part) for part in parts)
            proofs = {variant.keys[label].proof for label, _ in labelled}
            solved = Solution(
                tuple(map(key_markdown, parts)),
                tuple(chain(*derivations)),
                "proven" if proofs == {"proven"} else "authored",
                tuple(_mistakes(labelled, variant)),
            )
        yield AnswerBlock(
            label=answer_label(question.number, exercise.template, answer),
            ask=ask(exercise, answer),
            points=answer.points * question.scale if len(exercise.template.answers) > 1 else None,
            kind=answer.kind,
            rows=tuple(f"`{part.row_label}`" for part in parts) if parts[0].row is not None else (),
            solution=solved,
            cells=_cells(parts[0]),
        )


def _mistakes(labelled: Sequence[tuple[str, Part]], variant: VariantRecord) -> Iterator[Mistake]:
    """The common mistakes of an answer, those of all its rows together; of a choice its derivation tells them."""
    found: dict[str, list[tuple[int, str]]] = {}
    for label, part in labelled:
        if part.choice is None:
            for id, text in variant.keys[label].mistakes.items():
                found.setdefault(id, []).append((part.row or 0, f"${_latex(label, part, id, text)}$"))
    for id, values in list(found.items())[:MOST]:
        yield Mistake(sentence_markdown(MAL_RULES[id].sentence), tuple(values[:ROWS_TOLD]))


def _latex(label: str, part: Part, id: str, text: str) -> str:
    """A wrong value that the manifest tells, as it is set."""
    try:
        if id in MAL_RULES:
            return latex_of(part, text)
        problem = "there is no such mistake"
    except InputError as error:
        problem = str(error)
    raise SheetError(f"{label}: what the manifest says of the mistake {id} cannot be: {problem}")


def _cells(part: Part) -> tuple[int, int] | None:
    """The rows and columns of a key that is a matrix, where the student is told them anyway."""
    if not part.answer.size_told or not isinstance(part.key, tuple):
        return None
    rows = [row for row in part.key if isinstance(row, tuple)]
    return len(rows), len(rows[0])
