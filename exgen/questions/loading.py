"""From the texts of a template's files to its record, with everything that is wrong with them at once.

pydantic, Jinja2 and the answer kinds are imported when the first template is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from exgen.errors import TemplateError, did_you_mean
from exgen.questions.figure_fields import figures, image_problems
from exgen.questions.files import digest, text_of_file, toml_table
from exgen.questions.formulas import Problems
from exgen.questions.layer_options import OPTIONS
from exgen.questions.left_over import left_over
from exgen.questions.problem_places import with_places
from exgen.questions.records import DifficultyLimits, Template, frozen
from exgen.questions.stand_ins import put_stand_in
from exgen.questions.statements import statement_problems
from exgen.questions.told_conventions import SETTABLE, conventions_problems

if TYPE_CHECKING:
    from exgen.questions.schema import ExamplesFile, QuestionFile

FILES = ("question.toml", "statement.md", "solution.md", "examples.toml")
"""The files of a question template; the first two are needed."""


def template_from_folder(name: str, folder: Path) -> Template:
    """The question template in a folder.

    Raises ``TemplateError`` with a line ``file: key.path: what was found; what is allowed`` for everything wrong.
    Names beginning with a dot and backups ending in ``~`` are passed over; any other file that is no part of a
    template is an error, and so is one that a symbolic link takes from elsewhere.
    """
    return _whole(*examined_folder(name, folder))


def _whole(template: Template | None, problems: Sequence[str]) -> Template:
    if template is None or problems:
        raise TemplateError(*problems)
    return template


def examined_folder(name: str, folder: Path) -> tuple[Template | None, tuple[str, ...]]:
    """The template in a folder as far as it can be read, and everything that is wrong with its files.

    What is wrong is left out of the template, so that the rest can be tried; None where too little is left.
    """
    try:
        present = sorted(path.name for path in folder.iterdir())
    except OSError as problem:
        return None, (f"{folder}: cannot be read: {problem.strerror}",)
    problems = [
        f"{folder / file}: not a file of a question template; {did_you_mean(file, FILES)}"
        for file in present
        if file not in FILES and not file.startswith(".") and not file.endswith("~")
    ]
    sources: dict[str, str] = {}
    for file in FILES:
        if file in present:
            try:
                sources[file] = text_of_file(folder / file, folder, TemplateError)
            except TemplateError as error:
                problems += error.problems
    template, found = _examined(name, sources, str(folder), folder)
    return template, (*problems, *found)


def template_from_sources(name: str, sources: Mapping[str, str], where: str, folder: Path | None = None) -> Template:
    """The question template whose files have these texts, by file name; ``where`` begins every message.

    Raises ``TemplateError`` as :func:`template_from_folder` does.
    """
    return _whole(*_examined(name, sources, where, folder))


def _examined(
    name: str, sources: Mapping[str, str], where: str, folder: Path | None
) -> tuple[Template | None, tuple[str, ...]]:
    """The template as far as it can be read, and everything that is wrong with its texts."""
    from exgen.questions.schema import ExamplesFile, QuestionFile
    from exgen.questions.validation import validated

    problems = [
        f"{where}/{file}: missing; a question template needs {' and '.join(FILES[:2])}"
        for file in FILES[:2]
        if file not in sources
    ]
    problems += [f"{where}/{file}: not a file of a question template" for file in sources if file not in FILES]
    question: QuestionFile | None = None
    examples = ExamplesFile()
    broken: list[str] = []
    for file, model in (("question.toml", QuestionFile), ("examples.toml", ExamplesFile)):
        if file not in sources:
            continue
        try:
            data = toml_table(sources[file], f"{where}/{file}", TemplateError)
        except TemplateError as error:
            problems += error.problems
            continue
        record, found, mended = validated(model, data, f"{where}/{file}", put_stand_in)
        problems += found
        broken += mended if file == FILES[0] else ()
        if isinstance(record, QuestionFile):
            question = record
        elif isinstance(record, ExamplesFile):
            examples = record
    template: Template | None = None
    if question is not None:
        template, found = _template(name, question, examples, sources, where, folder, broken)
        problems += found
    return template, tuple(with_places(problems, f"{where}/{FILES[0]}", sources.get(FILES[0], "")))


def _template(
    name: str,
    question: QuestionFile,
    examples_file: ExamplesFile,
    sources: Mapping[str, str],
    where: str,
    folder: Path | None,
    broken: Sequence[str],
) -> tuple[Template | None, list[str]]:
    """The record as far as all its names mean something, and everything that is wrong with it.

    ``broken`` are the key paths of pieces for which others stand.
    """
    from exgen.questions import graph_parts, template_parts

    problems = Problems(f"{where}/question.toml", broken)
    in_examples = Problems(f"{where}/examples.toml")
    domains = template_parts.parameters(question, problems)
    constraints = template_parts.constraints(question, problems)
    networks = template_parts.networks(question, problems)
    graphs = graph_parts.graphs(question)
    for name, sentence in conventions_problems(question.conventions, question.parameters):
        problems.add(f"conventions.{name}", sentence)
    for name in question.hidden:
        if name not in (known := [*question.parameters, *SETTABLE, *OPTIONS]):
            problem = "there is no such parameter, convention or option of a layer"
            problems.add(f"hidden.{name}", f"{problem}; {did_you_mean(name, known)}")
    answers = template_parts.answers(question, problems)
    drawn = figures(question, sources["question.toml"], problems)
    template = Template(
        name=name,
        where=where,
        folder=folder,
        title=question.title,
        topics=tuple(question.topics),
        source=question.source or "",
        parameters=frozen(domains),
        symbols=frozen(question.symbols),
        constraints=frozen(constraints),
        networks=frozen(networks),
        graphs=frozen(graphs),
        conventions=frozen(question.conventions),
        hidden=frozen(question.hidden),
        difficulty=None if question.difficulty is None else DifficultyLimits(**dict(question.difficulty)),
        figures=frozen(drawn),
        answers=answers,
        statement=sources.get("statement.md", ""),
        solution=sources.get("solution.md"),
        examples=template_parts.examples(examples_file, question, domains, in_examples),
        sources=frozen(sources),
        digest=digest(sources),
    )
    names = {*question.parameters, *question.symbols, *networks, *graphs, "conventions"}
    # names that mean nothing lead nowhere: no variant is tried of what uses them
    return left_over(template, [*broken, *problems.paths]), [
        *template_parts.clashes(question, problems.file),
        *problems.lines,
        *in_examples.lines,
        *_prose_problems(template, names),
        *image_problems(template, [*question.figures, *_figures_among(broken)]),
    ]


def _figures_among(paths: Iterable[str]) -> Iterator[str]:
    """The names of the figures in whose tables the key paths lie."""
    yield from (path.split(".")[1] for path in paths if path.startswith("figures."))


def _prose_problems(template: Template, names: set[str]) -> list[str]:
    """What is wrong with the statement, the solution, and the questions and rubrics of the answers."""
    texts = [
        (text, f"{template.where}/question.toml: {answer.path}.{key}")
        for answer in template.answers
        for key, text in (("ask", answer.ask), ("rubric", answer.rubric))
        if text is not None
    ]
    texts.append((template.statement, f"{template.where}/statement.md"))
    problems = [line for text, place in texts for line in statement_problems(text, names, place)]
    if "statement.md" in template.sources and not template.statement.strip():
        problems.append(f"{template.where}/statement.md: there is no text in it")
    if template.solution is not None:
        names = names | {answer.name for answer in template.answers}
        problems += statement_problems(template.solution, names, f"{template.where}/solution.md")
    return problems
