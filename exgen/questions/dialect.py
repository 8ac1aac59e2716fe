"""The dialect of Jinja2 that statements are written in: little of the language, and little of each of its parts.

Somebody else's template must not run code, hang or fill the memory. Jinja2's sandbox keeps a template away from
Python's insides; beyond that a list here says which constructs there are at all (everything else is refused when the
template is read), attributes are looked up in mappings only, arithmetic is exact and bounded, and loops are counted.

The delimiters are ``<< >>``, ``<% %>`` and ``<# #>``: ``{{ }}`` would eat the braces of TeX.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, nodes, pass_context
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from exgen.errors import did_you_mean
from exgen.questions.insertions import Formula, Insertable, Markdown
from exgen.questions.matrices import is_matrix
from exgen.questions.statement_values import ARITHMETIC, FILTERS, Refusal, bounded, described, limited_range, number

RENDERING = " rendering"
"""The name under which a rendering keeps its :class:`Rendering`; no template can write it."""
LOOP_TURNS = 10_000
LOOP_DEPTH = 4
TREE_DEPTH = 60
MARKS = 10_000

_COUNTED = " counted"
_LOOP_ATTRIBUTES = ("first", "index", "index0", "last", "length")


@dataclass(slots=True)
class Rendering:
    """What one rendering has done so far: the values it put in, and the turns of its loops."""

    values: list[Insertable] = field(default_factory=list)
    turns: int = 0


class StatementEnvironment(ImmutableSandboxedEnvironment):
    """Jinja2 with lookups in mappings and lists only, and with exact arithmetic."""

    intercepted_binops = frozenset(ARITHMETIC)
    intercepted_unops = frozenset(("+", "-"))

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``obj.attribute``: a member of a mapping by its name, or what a loop says of itself."""
        if isinstance(obj, LoopContext) and attribute in _LOOP_ATTRIBUTES:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """``obj[argument]``: a member of a mapping by its name, or of a list by its number from 0."""
        if isinstance(obj, Mapping):
            if isinstance(argument, str) and argument in obj:
                return obj[argument]
            raise Refusal(f'there is no "{argument}" here; {did_you_mean(str(argument), obj)}')
        if isinstance(obj, tuple | list | range) and isinstance(argument, int):
            if -len(obj) <= argument < len(obj):
                return obj[argument]
            raise Refusal(f"there is no member {argument}: the list has {len(obj)}, numbered from 0")
        raise Refusal(f'{described(obj)} has no part "{argument}"')

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Exact arithmetic: ``H / 2`` is a fraction, and nothing grows without bounds."""
        try:
            return bounded(ARITHMETIC[operator](number(left), number(right)))
        except ZeroDivisionError:
            raise Refusal("division by zero") from None

    def call_unop(self, context: Context, operator: str, arg: Any) -> Any:
        """A sign before a number."""
        return -number(arg) if operator == "-" else number(arg)


@pass_context
def _mark(context: Context, value: Any) -> str:
    """The mark that stands for a value until the text around it is known."""
    rendering: Rendering = context[RENDERING]
    if isinstance(value, list | range):
        value = tuple(value)
    items = value if isinstance(value, tuple) else (value,)
    if is_matrix(value):
        items = tuple(entry for row in value for entry in row)
    for item in items:
        is_number_or_text = isinstance(item, int | Fraction | str) and not isinstance(item, bool)
        if not is_number_or_text and (item is not value or not isinstance(item, Formula | Markdown)):
            raise Refusal(f"a statement cannot show {described(item)}")
    if len(rendering.values) >= MARKS:
        raise Refusal(f"more than {MARKS} values are put in")
    rendering.values.append(value)
    return f"\ue000{len(rendering.values) - 1}\ue001"


@pass_context
def _counted(context: Context, items: Any) -> Iterator[Any]:
    """The members of a list, each counted against the turns that all loops of a rendering may take together."""
    rendering: Rendering = context[RENDERING]
    if not isinstance(items, tuple | list | range):
        raise Refusal(f"a loop goes over a list, not over {described(items)}")
    return _turns(rendering, items)


def _turns(rendering: Rendering, items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        rendering.turns += 1
        if rendering.turns > LOOP_TURNS:
            raise Refusal(f"the loops take more than {LOOP_TURNS} turns")
        yield item


@cache
def environment() -> StatementEnvironment:
    """The one environment statements are compiled in."""
    made = StatementEnvironment(
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        finalize=_mark,
        cache_size=0,
    )
    made.globals.clear()
    made.globals["range"] = limited_range
    made.filters.clear()
    made.filters.update(FILTERS)
    made.filters[_COUNTED] = _counted
    made.tests.clear()
    return made


_STATEMENTS = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign)
_EXPRESSIONS = (
    *(nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Call, nodes.CondExpr),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Tuple, nodes.List),
    *(nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg, nodes.Pos),
)
_ALLOWED = "allowed: if, for, set, comparisons, arithmetic, range(...), the filters " + ", ".join(FILTERS)
_WORDS = {
    **{"AssignBlock": "set without =", "Concat": "~", "Dict": "{...}", "Slice": "a slice", "Test": "is"},
    **{"ExprStmt": "do", "FromImport": "from ... import", "CallBlock": "call", "FilterBlock": "filter"},
}


def checked(tree: nodes.Template) -> nodes.Template:
    """The tree of a template with its loops counted, if it keeps to the dialect.

    Raises :class:`Refusal` with the line of the first construct that is not in it.
    """
    waiting: list[tuple[nodes.Node, int, int]] = [(tree, 0, 0)]
    while waiting:
        node, depth, loops = waiting.pop()
        loops += isinstance(node, nodes.For)
        if depth > TREE_DEPTH or loops > LOOP_DEPTH:
            raise Refusal(f"nested too deep; at most {LOOP_DEPTH} loops stand in each other", node.lineno)
        if not isinstance(node, _STATEMENTS + _EXPRESSIONS):
            name = type(node).__name__
            raise Refusal(f'"{_WORDS.get(name, name.lower())}" is not allowed in a statement; {_ALLOWED}', node.lineno)
        sentence = _problem(node)
        if sentence:
            raise Refusal(sentence, node.lineno)
        waiting.extend((child, depth + 1, loops) for child in node.iter_child_nodes())
        if isinstance(node, nodes.For):
            node.iter = nodes.Filter(node.iter, _COUNTED, [], [], None, None, lineno=node.lineno)
    return tree


def _problem(node: nodes.Node) -> str | None:
    """What is wrong with a node of an allowed class."""
    match node:
        case nodes.Getattr(attr=str(name)) | nodes.Getitem(arg=nodes.Const(value=str(name))) if name.startswith("_"):
            return f'"{name}" is not allowed: names with _ in front belong to Python'
        case nodes.Call() if not isinstance(node.node, nodes.Name) or node.node.name != "range":
            return "only range(...) can be called in a statement"
        case nodes.Call() if node.kwargs or node.dyn_args or node.dyn_kwargs or not 1 <= len(node.args) <= 3:
            return "range takes one, two or three whole numbers"
        case nodes.Filter(name=name) if name not in FILTERS:
            return f'there is no filter "{name}"; {did_you_mean(str(name), FILTERS)}'
        case nodes.Filter() if node.kwargs or node.dyn_args or node.dyn_kwargs:
            return f"the filter {node.name} does not take these arguments"
        case nodes.Filter() if len(node.args) > (1 if node.name == "join" else 0):
            return f"the filter {node.name} does not take these arguments"
        case nodes.Const(value=float()):
            return f"{node.value} has a decimal point; write a fraction such as 1/2"
        case nodes.Pow(left=nodes.Neg() | nodes.Pos() | nodes.Pow()):
            # Jinja2 reads -2**2 as (-2)**2, and 2**3**2 from the left: no reader of the source would
            return "a power of a power, or of a number with a sign, is ambiguous; give the inner one a name with set"
        case nodes.For() if node.recursive:
            return '"recursive" is not allowed in a statement'
        case nodes.Assign() if any(node.find_all((nodes.Tuple, nodes.List))):
            return "set takes a number, a text or a name, not a list"
        case nodes.Assign(target=nodes.NSRef()):
            return "set takes a plain name"
    return None
