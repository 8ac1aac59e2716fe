"""An exercise in words: its statement, what each part asks, and the solution, as Markdown for every format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from string import ascii_lowercase

from exgen.answers import KINDS
from exgen.engine.derivation import Line
from exgen.engine.drafts import NetworkDraft
from exgen.engine.gradients.graph import Graph
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.networks import Network
from exgen.expressions import Name, show
from exgen.questions.exercise import Exercise, Part
from exgen.questions.graphs import Subject, graph_context, line_formula
from exgen.questions.insertions import Formula
from exgen.questions.network_places import LISTS, NetworkPlan, place_text
from exgen.questions.parts import Choice, Offered
from exgen.questions.records import AnswerSource
from exgen.questions.statements import rendered
from exgen.questions.told_conventions import convention_sentences
from exgen.questions.wrong_lines import LaidWrongLine


def context(exercise: Exercise) -> dict[str, object]:
    """The values a statement may put in: parameters, symbols, networks, conventions.

    Nothing of a key is among them.
    """
    values: dict[str, object] = dict(exercise.parameters)
    values |= {symbol: Formula(symbol, show(Name(symbol), "latex")) for symbol in exercise.template.symbols}
    values["conventions"] = convention_sentences(exercise.conventions)
    for name, network in exercise.networks.items():
        values[name] = graph_context(network) if isinstance(network, Graph) else _network_context(name, network)
    return values


def statement(exercise: Exercise) -> str:
    """The exercise's statement."""
    return rendered(exercise.template.statement, context(exercise), f"{exercise.template.where}/statement.md")


def ask(exercise: Exercise, answer: AnswerSource) -> str:
    """What one answer asks; below it the texts to choose from with their letters, or the columns of a table."""
    where = f"{exercise.template.where}/question.toml: {answer.path}"
    asked = rendered(answer.ask, context(exercise), f"{where}.ask")
    part = next(part for part in exercise.parts if part.answer is answer)
    if part.choice is not None:
        lists = [asked.rstrip(), *_choice(part.choice, where)]
    elif isinstance(part.laid, LaidWrongLine):
        large = (line.replace("\\frac{", "\\dfrac{") for line in part.laid.printed)
        numbered = (f"{number}. ${line}$" for number, line in enumerate(large, 1))
        lists = [asked.rstrip(), "\n".join(numbered)]
    else:
        lists = [asked.rstrip(), *_given_texts(answer, where)]
    return "\n\n".join(lists) if lists[1:] else asked


def _choice(choice: Choice, where: str) -> Iterator[str]:
    """The values to choose from with their letters, as maths."""
    values = {
        letter: Formula(one.text, one.latex) for letter, one in zip(ascii_lowercase, choice.offered, strict=False)
    }
    yield rendered("\n".join(f"- {letter}) $<< {letter} >>$" for letter in values), values, f"{where}.distractors")


def _given_texts(answer: AnswerSource, where: str) -> Iterator[str]:
    """The lists of an answer's items and choices, each text with the label by which a response may name it; or columns.

    Letters are the labels; where choices are matched to items, the items have numbers.
    """
    if answer.columns:
        columns = [f"<< c{place} >>" for place, _ in enumerate(answer.columns)]
        line = f"Write a line for each row, with these columns between tabs or bars: {', '.join(columns)}."
        yield rendered(
            line, {f"c{place}": column.name for place, column in enumerate(answer.columns)}, f"{where}.columns"
        )
    for name in ("items", "choices"):
        texts = answer.options.get(name)
        if not isinstance(texts, list | tuple):
            continue
        is_matched = name == "items" and "choices" in answer.options
        lettered = dict(zip(ascii_lowercase, map(str, texts), strict=False))
        labels = {letter: str(place) if is_matched else letter for place, letter in enumerate(lettered, 1)}
        lines = (f"- {label}) << {letter} >>" for letter, label in labels.items())
        if name == "choices" and "items" in answer.options:
            yield "Choose from:"  # two lists next to each other would be one
        yield rendered("\n".join(lines), lettered, f"{where}.{name}")


def solution(exercise: Exercise) -> str | None:
    """The author's own solution, if the template has one; the derivations stand in for it otherwise."""
    if exercise.template.solution is None:
        return None
    where = f"{exercise.template.where}/solution.md"
    return rendered(exercise.template.solution, context(exercise) | _answers(exercise), where)


def _answers(exercise: Exercise) -> dict[str, object]:
    """The keys as a solution may put them in, by the names of the answers; of a table those of all its rows."""
    values: dict[str, object] = {}
    for answer in exercise.template.answers:
        keys = [_insertable(part) for part in exercise.parts if part.answer is answer and part.key is not None]
        if keys:
            values[answer.name] = tuple(keys) if answer.has_rows else keys[0]
    return values


def _insertable(part: Part) -> object:
    """A key as it is put into a text: numbers and texts as they are, others in both forms of their kind."""
    if isinstance(part.key, int | Fraction | str):
        return part.key
    return Formula(part.key_text, KINDS[part.answer.kind].show_latex(part.key))


def key_markdown(part: Part) -> str:
    """A part's key, set as maths; an essay's rubric as text."""
    if part.key is None:
        return part.answer.rubric or ""
    if part.choice is not None:
        return f"{_letter(part.choice, part.choice.right)}) ${part.choice.right.latex}$"
    return f"${KINDS[part.answer.kind].show_latex(part.key)}$"


def derivation_markdown(exercise: Exercise, part: Part) -> tuple[str, ...]:
    """The steps that lead to a part's key, a line of Markdown for each; a layer is named where its steps begin.

    Behind them stands which mistake leads to each wrong value that is offered.
    """
    lines = (_markdown(line, line.formula, where) for line, where in _placed_lines(exercise, part))
    return (*lines, *(() if part.choice is None else _mistakes(part.choice)))


def _mistakes(choice: Choice) -> Iterator[str]:
    for one in choice.offered:
        if one.misstep is not None:
            yield f"{_letter(choice, one)}) {sentence_markdown(one.misstep.mal_rule.sentence)}"


@lru_cache(maxsize=1024)
def sentence_markdown(sentence: str) -> str:
    """What a student is told of a mistake, as it stands."""
    return rendered("<< sentence >>", {"sentence": sentence}, "a mistake").strip()


def _letter(choice: Choice, offered: Offered) -> str:
    return ascii_lowercase[choice.offered.index(offered)]


def hint_markdown(exercise: Exercise, part: Part) -> tuple[str, ...]:
    """The steps that lead to a part's key, without a number: which rule, and its line in letters.

    Nothing is told of a key that its author wrote.
    """
    lines = (_markdown(line, line.letters, where) for line, where in _placed_lines(exercise, part))
    return tuple(dict.fromkeys(lines))


def _placed_lines(exercise: Exercise, part: Part) -> Iterator[tuple[Line, str]]:
    """The lines of a part's derivation, each with its layer if that is to be named there, else ""."""
    named: int | None = None
    for cell in part.cells:
        if cell.laid is None:
            continue
        subject = exercise.networks[cell.laid.network]
        for line in exercise.derivation(cell):
            layer = line.place.layer
            is_new = layer is not None and layer != named and len(subject.layers) > 1
            yield line, _place(subject, layer) if is_new and layer is not None else ""
            named = layer


def _markdown(line: Line, formula: str, where: str) -> str:
    words = f"{where}: {line.words}" if where else line.words[0].upper() + line.words[1:]
    return f"{words}: ${formula}$" if formula else words


def _place(subject: Subject, layer: int) -> str:
    """A layer as code, a line of a graph as maths."""
    if isinstance(subject, Graph):
        return f"${line_formula(subject.lines[layer]).latex}$"
    return f"`{place_text(subject.layers, layer)}`"


def _network_context(name: str, network: Network | NetworkDraft) -> Mapping[str, object]:
    plan = NetworkPlan(name, laid_quantities(network), None)
    values: dict[str, object] = {
        kind: tuple(place_text(network.layers, place) for place in plan.layers(kind)) for kind in LISTS
    }
    sizes = (size if isinstance(size, int) else Formula(show(size), show(size, "latex")) for size in network.input)
    return values | {"input": tuple(sizes)}
