"""Questions: templates and banks read from data, variants drawn from seeds, statements rendered.

Templates are folders of data, never code. pydantic and Jinja2 are imported when the first template is read.
"""

from exgen.questions.banks import bank_from_file, points_scale, published_values
from exgen.questions.domains import Choices, Derived, Domain, Parameter, Range
from exgen.questions.drawing import draw, values_of
from exgen.questions.insertions import Formula, Markdown
from exgen.questions.library import Found, Library, own_place, searched_places
from exgen.questions.loading import template_from_folder, template_from_sources
from exgen.questions.pins import pins_from_texts
from exgen.questions.records import (
    AnswerSource,
    Bank,
    BankQuestion,
    Example,
    ExampleResponse,
    NetworkSource,
    Published,
    Template,
    Variant,
    frozen,
)
from exgen.questions.seeds import Stream
from exgen.questions.statements import rendered
from exgen.questions.variants import Space, pinned_variant, variant_space

__all__ = [
    "AnswerSource",
    "Bank",
    "BankQuestion",
    "Choices",
    "Derived",
    "Domain",
    "Example",
    "ExampleResponse",
    "Formula",
    "Found",
    "Library",
    "Markdown",
    "NetworkSource",
    "Parameter",
    "Published",
    "Range",
    "Space",
    "Stream",
    "Template",
    "Variant",
    "bank_from_file",
    "draw",
    "frozen",
    "own_place",
    "pinned_variant",
    "pins_from_texts",
    "points_scale",
    "published_values",
    "rendered",
    "searched_places",
    "template_from_folder",
    "template_from_sources",
    "values_of",
    "variant_space",
]
