"""``[figures.NAME]`` of a template, and the images by which its texts put figures in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exgen.errors import did_you_mean
from exgen.expressions import Attribute, Index, Name, Node
from exgen.questions.formulas import Problems
from exgen.questions.naming import NAME
from exgen.questions.records import FigureSource, Template, frozen
from exgen.questions.toml_places import KeyPath, line_and_column, string_places

if TYPE_CHECKING:
    from exgen.questions.schema import FigureTable, QuestionFile

_IMAGE = re.compile(r"!\[(?P<caption>[^\[\]]*)\]\((?P<target>[^()]*)\)")
_PARAGRAPH = re.compile(rf"(?:\A|\n\n){_IMAGE.pattern}(?=\n\n|\s*\Z)")


@dataclass(frozen=True, slots=True)
class _Kind:
    """The fields that a kind of figure has besides ``results``, and the one that it cannot be without."""

    fields: tuple[str, ...]
    needed: str = ""


KINDS: Mapping[str, _Kind] = {
    "layers": _Kind(("network",)),
    "kernel": _Kind(("layer",)),
    "receptive_field": _Kind(("network", "axis")),
    "transposed": _Kind(("layer", "axis")),
    "graph": _Kind(("graph",)),
    "matrix": _Kind(("matrices", "labels"), "matrices"),
}
"""The kinds of figures."""

_FIELDS = ("network", "layer", "axis", "graph", "matrices", "labels")


class _Declaration:
    """One table as it is read: what is wrong is told with the line and column of the text that is wrong."""

    def __init__(self, name: str, table: FigureTable, places: Mapping[KeyPath, tuple[int, int]], problems: Problems):
        self.name, self.table, self.problems = name, table, problems
        self.path = f"figures.{name}"
        self.places = {
            ".".join(str(part) for part in path[2:]): place
            for path, place in places.items()
            if path[:2] == ("figures", name)
        }

    def refuse(self, field: str, sentence: str) -> None:
        """Note what is wrong with a field."""
        self.problems.add(f"{self.path}.{field}", f"{self._where(field)}{sentence}")

    def _where(self, field: str) -> str:
        return located(self.places.get(field))

    def formula(self, field: str, text: str, names: Collection[str]) -> Node | None:
        """The formula of a field, or None after noting what is wrong with it."""
        found = Problems("", self.problems.told)
        node = found.formula(text, f"{self.path}.{field}", names, {})
        for line in found.lines:
            self.refuse(field, line.split(": ", 2)[2])
        return node

    def chosen(self, field: str, given: str | None, names: Collection[str], what: str) -> str:
        """The name of a network or graph: the one that is given, else the only one."""
        if not names:
            self.refuse("kind", f'kind = "{self.table.kind}" draws a {what}, and there is none')
        elif given is None and len(names) > 1:
            self.refuse(field, f"missing; there are several: {', '.join(names)}")
        elif given is not None and given not in names:
            self.refuse(field, f'"{given}" is no {what}; {did_you_mean(given, names)}')
        return given or next(iter(names), "")


def located(place: tuple[int, int] | None) -> str:
    """A line and column as they begin a message, "" where they are not known.

    >>> located((3, 12))
    'line 3, column 12: '
    """
    return f"line {place[0]}, column {place[1]}: " if place else ""


def figures(question: QuestionFile, toml: str, problems: Problems) -> dict[str, FigureSource]:
    """The figures that a template declares; broken ones are left out."""
    if not question.figures:
        return {}
    places = {path: line_and_column(toml, found[0]) for path, found in string_places(toml).items() if found}
    networks = ["network"] if question.network else [*question.networks]
    graphs = ["graph"] if question.graph else [*question.graphs]
    sources = {}
    for name, table in question.figures.items():
        before = len(problems.lines)
        source = _source(_Declaration(name, table, places, problems), [*question.parameters], networks, graphs)
        if len(problems.lines) == before and source is not None:
            sources[name] = source
    return sources


def _source(
    read: _Declaration, parameters: Collection[str], networks: Collection[str], graphs: Collection[str]
) -> FigureSource | None:
    table = read.table
    if not NAME.fullmatch(read.name):
        read.problems.add(read.path, f'"{read.name}" is no name: letters, digits and _, a letter first')
    if table.kind not in KINDS:
        read.refuse("kind", f'there is no kind of figure "{table.kind}"; {did_you_mean(table.kind, KINDS)}')
        return None
    kind = KINDS[table.kind]
    for field in _FIELDS:
        if getattr(table, field) is not None and field not in kind.fields:
            allowed = ", ".join((*kind.fields, "results"))
            read.refuse(field, f'kind = "{table.kind}" has no field {field}; it has {allowed}')
    if kind.needed and getattr(table, kind.needed) is None:
        read.refuse(kind.needed, f'missing; kind = "{table.kind}" needs it')
    subject, layer = "", None
    if "network" in kind.fields:
        subject = read.chosen("network", table.network, networks, "network")
    if "graph" in kind.fields:
        subject = read.chosen("graph", table.graph, graphs, "graph")
    if "layer" in kind.fields:
        subject, layer = _layer(read, parameters, networks)
    matrices = tuple(_matrices(read, {*parameters, *networks}))
    return FigureSource(
        read.name, table.kind, table.results, subject, layer, table.axis or 0, matrices, read.path, frozen(read.places)
    )


def _layer(read: _Declaration, parameters: Collection[str], networks: Collection[str]) -> tuple[str, Node | None]:
    """The network and the index of ``layer``; without it, the first layer of the only network."""
    text = read.table.layer
    if text is None:
        return read.chosen("layer", None, networks, "network"), None
    node = read.formula("layer", text, {*parameters, *networks})
    match node:
        case None:
            return "", None
        case Index(Attribute(Name(name), "layers"), index) if name in networks:
            return name, index
    example = f"{next(iter(networks), 'network')}.layers[0]"
    read.refuse("layer", f'"{text}" is no layer; a layer is written {example}')
    return "", None


def _matrices(read: _Declaration, names: Collection[str]) -> Iterator[tuple[Node, str]]:
    texts, labels = read.table.matrices or [], read.table.labels
    if labels is not None and len(labels) != len(texts):
        read.refuse("labels.0", f"found {len(labels)} labels for {len(texts)} matrices; each has one")
        return
    for number, text in enumerate(texts):
        node = read.formula(f"matrices.{number}", text, names)
        if node is not None:
            yield node, text if labels is None else labels[number]


def image_problems(template: Template, declared: Collection[str]) -> Iterator[str]:
    """Images in a template's texts that are no figure of it: each with the file and line."""
    texts = {file: template.sources[file] for file in ("statement.md", "solution.md") if file in template.sources}
    for file, text in texts.items():
        for image in _IMAGE.finditer(text):
            if (name := image["target"]) not in declared:
                line = text.count("\n", 0, image.start()) + 1
                hint = did_you_mean(name, declared) if declared else "question.toml declares none"
                problem = f'there is no figure "{name}"; {hint}; an image shows one of the figures of question.toml'
                yield f"{template.where}/{file}: line {line}: {problem}"
    for answer in template.answers:
        for field, prose in (("ask", answer.ask), ("rubric", answer.rubric or "")):
            if _IMAGE.search(prose):
                allowed = "figures stand in statement.md and solution.md"
                yield f"{template.where}/question.toml: {answer.path}.{field}: found an image; {allowed}"


def image_names(markdown: str) -> Iterator[str]:
    """The targets of the images in a text, in order.

    >>> list(image_names("![Layers](stack) and ![](window)"))
    ['stack', 'window']
    """
    yield from (image["target"] for image in _IMAGE.finditer(markdown))


def without_images(markdown: str, words: Mapping[str, str]) -> str:
    """The text with words, as they are in Markdown, in the place of images by their targets; others become captions.

    >>> without_images("![Layers](stack)", {"stack": "A stack."})
    'Layers: A stack.'
    """

    def told(image: re.Match[str]) -> str:
        return ": ".join(filter(None, (image["caption"], words.get(image["target"], ""))))

    return _IMAGE.sub(told, markdown)


def without_figures(markdown: str, names: Collection[str]) -> str:
    """The text without the images of these targets, nor the captions that go with them.

    >>> without_figures("Before.\\n\\n![Layers](stack)\\n\\nBehind.", {"stack"})
    'Before.\\n\\nBehind.'
    """
    return _PARAGRAPH.sub(lambda found: "" if found["target"] in names else found[0], markdown).lstrip("\n")


def with_targets(markdown: str, targets: Mapping[str, str]) -> str:
    """The text with other targets in its images, where there are any for them.

    >>> with_targets("![Layers](stack)", {"stack": "5f3a"})
    '![Layers](5f3a)'
    """

    def put_in(image: re.Match[str]) -> str:
        target = targets.get(image["target"], image["target"])
        return f"![{image['caption']}]({target})"

    return _IMAGE.sub(put_in, markdown)
