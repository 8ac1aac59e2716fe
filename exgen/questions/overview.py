"""What there is: the question templates, banks and layouts of a library, and one template at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from exgen.errors import InputError
from exgen.expressions import show
from exgen.questions.exercise import Exercise
from exgen.questions.library import Found, Library
from exgen.questions.prose import ask, statement
from exgen.questions.records import NetworkSource, Template
from exgen.questions.solving import json_parameters, solved_variant
from exgen.questions.variants import Space, variant_space


@dataclass(frozen=True, slots=True)
class Entry:
    """A question template, bank or layout that was found; ``problem`` says why it cannot be used ("" if it can).

    ``details`` are a template's topics, or a bank's course. ``shadowed`` are different ones of the same name in
    farther places.
    """

    name: str
    title: str
    details: tuple[str, ...]
    path: Path
    shadowed: tuple[Path, ...]
    problem: str = ""

    def as_json(self) -> dict[str, object]:
        """The entry as ``exgen list --json`` prints it, without its details."""
        entry: dict[str, object] = {"name": self.name, "title": self.title, "where": str(self.path)}
        entry["shadowed"] = [str(path) for path in self.shadowed]
        return entry | ({"problem": self.problem} if self.problem else {})


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything in a library, in the order of the names."""

    templates: tuple[Entry, ...]
    banks: tuple[Entry, ...]
    layouts: tuple[Entry, ...] = ()

    def as_json(self) -> dict[str, object]:
        """What ``exgen list --json`` prints."""
        return {
            "templates": [entry.as_json() | {"topics": list(entry.details)} for entry in self.templates],
            "banks": [entry.as_json() | {"course": " ".join(entry.details)} for entry in self.banks],
            "layouts": [entry.as_json() for entry in self.layouts],
        }


def listing(library: Library) -> Listing:
    """The templates, banks and layouts of a library; a broken one is listed with its first problem."""
    return Listing(
        tuple(_template_entry(found, library) for found in library.templates().values()),
        tuple(_bank_entry(found, library) for found in library.banks().values()),
        tuple(_layout_entry(found, library) for found in library.layouts().values()),
    )


def _template_entry(found: Found, library: Library) -> Entry:
    try:
        template = library.template(found.name)
    except InputError as error:
        return Entry(found.name, "", (), found.path, found.shadowed, error.problems[0])
    return Entry(found.name, template.title, template.topics, found.path, found.shadowed)


def _bank_entry(found: Found, library: Library) -> Entry:
    try:
        bank = library.bank(found.name)
    except InputError as error:
        return Entry(found.name, "", (), found.path, found.shadowed, error.problems[0])
    return Entry(found.name, bank.title, (bank.course,), found.path, found.shadowed)


def _layout_entry(found: Found, library: Library) -> Entry:
    try:
        layout = library.layout(found.name)
    except InputError as error:
        return Entry(found.name, "", (), found.path, found.shadowed, error.problems[0])
    return Entry(found.name, layout.settings.title, (), found.path, found.shadowed)


@dataclass(frozen=True, slots=True)
class Overview:
    """A template at a glance: the size of its variant space, and one variant of it."""

    template: Template
    space: Space
    sample: Exercise

    def as_json(self) -> dict[str, object]:
        """What ``exgen show --json`` prints."""
        template = self.template
        return {
            "name": template.name,
            "title": template.title,
            "topics": list(template.topics),
            "source": template.source,
            "where": template.where,
            "parameters": {name: str(domain) for name, domain in template.parameters.items()},
            "symbols": dict(template.symbols),
            "constraints": {name: show(node) for name, node in template.constraints.items()},
            "networks": {name: _network_json(source) for name, source in template.networks.items()},
            "graphs": {
                name: {
                    "lines": list(source.lines),
                    "loss": source.loss,
                    "shapes": {leaf: list(shape) for leaf, shape in source.shapes.items()},
                }
                for name, source in template.graphs.items()
            },
            "answers": [
                {
                    "name": answer.name,
                    "kind": answer.kind,
                    "ask": ask(self.sample, answer),
                    "points": str(answer.points),
                }
                for answer in template.answers
            ],
            "variants": {"number": self.space.size, "exact": self.space.is_exact},
            "example": {"parameters": json_parameters(self.sample.parameters), "statement": statement(self.sample)},
        }


def overview(template: Template) -> Overview:
    """A template with its space and the variant of seed 0.

    Raises TemplateError where no variant satisfies the constraints.
    """
    return Overview(template, variant_space(template), solved_variant(template).exercise)


def _network_json(source: NetworkSource) -> dict[str, str]:
    fields = {
        "input": source.input,
        "layers": source.layers,
        "architecture": source.architecture,
        "batch": source.batch,
    }
    return {name: text for name, text in fields.items() if text is not None}
