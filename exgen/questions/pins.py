"""Values that somebody gives to parameters: on a command line, in a bank, in an example."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from exgen.errors import TemplateError, did_you_mean
from exgen.questions.domains import Derived, Domain, Parameter, shown, type_problem, value_of_text
from exgen.questions.records import Template, frozen


def pin_problems(parameters: Mapping[str, Domain], pinned: Mapping[str, object]) -> list[tuple[str, str]]:
    """For every pinned value that no parameter can have its name and a sentence.

    Bounds of domains don't count. A derived parameter may be pinned to what its formula gives; that is checked
    once the values are together.

    >>> from exgen.questions.domains import Range
    >>> pin_problems({"K": Range(1, 9)}, {"K": "3x3", "k": 3})
    [('K', 'found "3x3"; a whole number is needed (1 to 9 when drawn)'), \
('k', 'no such parameter; did you mean "K"?')]
    """
    problems = []
    for name, value in pinned.items():
        domain = parameters.get(name)
        if domain is None:
            hint = did_you_mean(name, parameters) if parameters else "the template has none"
            problems.append((name, f"no such parameter; {hint}"))
        elif not isinstance(domain, Derived):
            sentence = type_problem(domain, value)
            if sentence:
                problems.append((name, sentence))
        elif isinstance(value, bool) or not isinstance(value, int | Fraction | str):
            problems.append((name, f"found {shown(value)}; it is worked out as {domain}"))
    return problems


def pins_from_texts(template: Template, typed: Mapping[str, str]) -> Mapping[str, Parameter]:
    """The values typed for parameters, as on a command line (``--set H=78``).

    Raises ``TemplateError`` with a line for every name the template does not have and every value of a wrong type.
    """
    values = {
        name: value_of_text(template.parameters[name], text) if name in template.parameters else text
        for name, text in typed.items()
    }
    problems = pin_problems(template.parameters, values)
    if problems:
        raise TemplateError(*(f"{template.name}: {name}: {sentence}" for name, sentence in problems))
    return frozen(values)
