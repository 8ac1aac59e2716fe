"""What people are shown of a question template, and of a variant that was solved."""

from __future__ import annotations

from collections.abc import Iterator

from exgen.cli.layout import BLANK, cells, facts, markdown_blocks, space_text
from exgen.expressions import show
from exgen.figures import in_words
from exgen.questions.domains import listed
from exgen.questions.exercise import Exercise
from exgen.questions.overview import Overview
from exgen.questions.prose import ask, derivation_markdown, statement
from exgen.questions.solving import Solved
from exgen.writers.readable import readable
from exgen.writers.terminal import Block, Column, Paragraph, Table


def solve_blocks(solved: Solved) -> Iterator[Block]:
    """The statement, and each key with its derivation."""
    exercise = solved.exercise
    yield Paragraph(exercise.template.title, "strong")
    yield from _parameters(exercise)
    yield BLANK
    yield from markdown_blocks(in_words(exercise, statement(exercise), is_solution=False))
    asked = ""
    for part in exercise.parts:
        if part.answer.name != asked:
            asked = part.answer.name
            yield BLANK
            yield from markdown_blocks(ask(exercise, part.answer))
        if part.key is None:
            yield Paragraph("graded by a person", "quiet", 2)
            continue
        label = f"{part.name} ({part.row_label})" if part.row is not None else part.name
        yield Paragraph(f"{label} = {part.key_text}   [{solved.proofs[part.name]}]", "good", 2)
        for line in derivation_markdown(exercise, part):
            yield Paragraph(readable(line), "quiet", 6)


def show_blocks(overview: Overview) -> Iterator[Block]:
    """A template's data, and one variant of it."""
    template, sample = overview.template, overview.sample
    yield Paragraph(template.title, "strong")
    yield from facts(
        {
            "name": template.name,
            "where": template.where,
            "topics": ", ".join(template.topics),
            "source": template.source,
            "variants": space_text(overview.space),
        }
    )
    named = {
        ("parameter", "values"): {name: str(domain) for name, domain in template.parameters.items()},
        ("symbol", "meaning"): dict(template.symbols),
        ("constraint", "holds"): {name: show(node) for name, node in template.constraints.items()},
    }
    for (name, meaning), entries in named.items():
        if entries:
            yield BLANK
            yield Table((Column(name, "name"), Column(meaning)), tuple(cells(*entry) for entry in entries.items()))
    for source in template.networks.values():
        yield BLANK
        yield Paragraph(f"{source.name}, input {source.input}", "strong")
        yield Paragraph((source.layers or f"the architecture named by {source.architecture}").strip(), indent=2)
    for graph in template.graphs.values():
        yield BLANK
        yield Paragraph(f"{graph.name}, loss {graph.loss}", "strong")
        for line in graph.lines:
            yield Paragraph(line, indent=2)
    yield BLANK
    columns = (Column("answer", "name"), Column("kind", "name"), Column("points", "number"), Column("asked"))
    yield Table(
        columns,
        tuple(
            cells(answer.name, answer.kind, str(answer.points), readable(ask(sample, answer)))
            for answer in template.answers
        ),
    )
    yield BLANK
    yield Paragraph("An example", "strong")
    yield from _parameters(sample)
    yield BLANK
    yield from markdown_blocks(in_words(sample, statement(sample), is_solution=False))


def _parameters(exercise: Exercise) -> Iterator[Block]:
    if exercise.parameters:
        yield Paragraph(listed(exercise.parameters), "quiet")
