"""What the letters of a table must meet so that its formulas hold: what divides what, how large sizes must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import Literal, NamedTuple, cast

from exgen.engine.argument_problems import DIVIDED
from exgen.engine.divisors import OF_SIZES
from exgen.engine.drafts import NetworkDraft
from exgen.engine.forms import Form
from exgen.engine.formulas import Quantity
from exgen.engine.layer_drafts import LayerDraft
from exgen.engine.network_rows import written
from exgen.engine.size_letters import over_known
from exgen.engine.wording import joined, said
from exgen.expressions import Call, Name, Node, Number, fold, show
from exgen.expressions.nodes import Binary, walk
from exgen.expressions.terms import Term, collected, sum_of, terms_of


class Condition(NamedTuple):
    """``left`` is at least ``right``, or divides it."""

    left: Node
    relation: Literal[">=", "divides"]
    right: Node

    @property
    def text(self) -> str:
        """As programs read it.

        >>> from exgen.expressions import read
        >>> Condition(read("H + 2P"), ">=", read("K")).text
        'H + 2*P >= K'
        """
        return f"{written(self.left)} {self.relation} {written(self.right)}"


def letter_conditions(
    draft: NetworkDraft,
    forms: Sequence[Form],
    shapes: Sequence[tuple[Quantity, ...]],
    sizes: Sequence[tuple[str, Node]],
) -> tuple[Condition, ...]:
    """The conditions of a network's letters; ``forms`` and ``shapes`` begin with its input, ``sizes`` explain letters.

    >>> from exgen.engine.network_report import network_report
    >>> from exgen.engine.reading import read_network
    >>> report = network_report(read_network("Conv2d(C, N, K, stride=2, groups=G); MaxPool2d(2)", "(C, H, 30)"))
    >>> print(condition_text(report.conditions))
    G divides C and N; H ≥ K + 2; 28 ≥ K
    """
    known: dict[str, Node] = {}
    for name, size in sizes:
        known[name] = over_known(size, known)
    found: dict[Condition, None] = {}
    for index, (layer, tensors) in enumerate(zip(draft.layers, draft.wiring.reads, strict=True)):
        arriving, form = shapes[tensors[0] + 1], forms[tensors[0] + 1]
        found |= dict.fromkeys(_of_layer(layer, arriving, form))
        for side in forms[index + 1].spatial(shapes[index + 1]):
            condition = _at_least_one(side, dict(sizes), known) if isinstance(side, Node) else None
            found |= {} if condition is None else {condition: None}
    return tuple(_strongest(list(found)))


def condition_text(conditions: Sequence[Condition]) -> str:
    """The conditions for people, one behind the other; what is divided by the same stands together."""
    divided: dict[Node, list[str]] = {}
    for condition in conditions:
        if condition.relation == "divides":
            divided.setdefault(condition.left, []).append(_shown(condition.right))
    shown = [said("divides", divisor=_shown(left), divided=joined(wholes)) for left, wholes in divided.items()]
    shown += [f"{_shown(one.left)} ≥ {_shown(one.right)}" for one in conditions if one.relation == ">="]
    return "; ".join(shown)


def _shown(formula: Node) -> str:
    return show(formula, "terminal")


def _node(value: object) -> Node:
    return Number(value) if isinstance(value, int) else cast("Node", value)


def _of_layer(layer: LayerDraft, arriving: tuple[Quantity, ...], form: Form) -> Iterator[Condition]:
    """What the arguments of a layer ask of letters, and of what arrives."""
    arguments = layer.arguments
    pairs = [("in_channels", "groups"), ("out_channels", "groups"), *DIVIDED.items()]
    wanted: list[tuple[object, object]] = [
        (arguments[whole], arguments[part]) for whole, part in pairs if {whole, part} <= arguments.keys()
    ]
    wanted += [(form.channel(arriving), divisor) for divisor in _channel_divisors(layer)]
    if layer.kind in OF_SIZES:
        wanted += [(size, arguments[OF_SIZES[layer.kind]]) for size in form.spatial(arriving)]
    for whole, divisor in wanted:
        if not _is_divided(_node(whole), _node(divisor)):
            yield Condition(_node(divisor), "divides", _node(whole))
    if "output_padding" in arguments:
        for stride, more, dilation in _letters_of_axes(arguments, "stride", "output_padding", "dilation"):
            least = stride if dilation == Number(1) else Call(Name("max"), (stride, dilation))
            if more != Number(0):
                yield Condition(least, ">=", fold(Binary("+", more, Number(1))))
    elif "groups" not in arguments and {"kernel_size", "padding"} <= arguments.keys():
        for kernel, padding in _letters_of_axes(arguments, "kernel_size", "padding"):
            if padding != Number(0):
                yield Condition(kernel, ">=", fold(Binary("*", Number(2), padding, True)))


def _letters_of_axes(arguments: Mapping[str, object], *names: str) -> Iterator[tuple[Node, ...]]:
    """The numbers of some arguments on each axis, where one of them is a letter."""
    values = [value for name in names if isinstance(value := arguments[name], tuple)]
    for numbers in zip(*values, strict=True):
        if any(isinstance(number, Node) for number in numbers):
            yield tuple(map(_node, numbers))


def _channel_divisors(layer: LayerDraft) -> Iterator[object]:
    """What has to divide the channels that arrive at a layer."""
    match layer.kind:
        case "GLU":
            yield 2
        case "ChannelShuffle":
            yield layer.arguments["groups"]
        case "Chunk":
            yield layer.arguments["chunks"]
        case "PixelShuffle":
            yield fold(Binary("^", _node(layer.arguments["upscale_factor"]), Number(2)))


def _is_divided(whole: Node, divisor: Node) -> bool:
    """Whether a formula shows that it is divided, or both are numbers, which were looked at before."""
    if whole == divisor or divisor == Number(1) or (isinstance(whole, Number) and isinstance(divisor, Number)):
        return True
    terms = terms_of(whole)
    if isinstance(divisor, Number):
        return all(term.coefficient % divisor.value == 0 and not term.under for term in terms)
    return all(divisor in term.over and not term.under and term.coefficient.denominator == 1 for term in terms)


def _at_least_one(size: Node, meanings: Mapping[str, Node], known: Mapping[str, Node]) -> Condition | None:
    """What has to hold so that a size is 1 or more, over the input's letters where that is short; None for nothing.

    ``meanings`` has letters of sizes over those before, ``known`` over those of the input.
    """
    asked = over_known(size, known)
    if sum(isinstance(part, Call) for part in walk(asked)) > 1:
        asked = meanings.get(size.name, size) if isinstance(size, Name) else size
    terms = collected(_left_over(collected(terms_of(asked))))
    if any(term.under or term.coefficient.denominator != 1 for term in terms):
        is_share = len(collected(terms_of(asked))) == 1  # of what is divided there is one part at least
        return None if is_share else Condition(asked, ">=", Number(1))
    positive = [term for term in terms if term.coefficient > 0]
    negative = [term.times(-1) for term in terms if term.coefficient < 0]
    number = negative[0].coefficient if len(negative) == 1 and not negative[0].over else None
    if not negative or (number is not None and any(term.coefficient >= number for term in positive)):
        return None  # letters are 1 or more; a padding alone may be 0
    if number is not None and len(positive) == 1 and positive[0].over:
        number, positive = ceil(number / positive[0].coefficient), [Term(1, positive[0].over)]
        return Condition(sum_of(positive), ">=", Number(number))
    return Condition(sum_of(positive), ">=", sum_of(negative))


def _left_over(terms: list[Term]) -> list[Term]:
    """The terms of what is 0 or more where a sum is 1 or more: of floor(a/b) + c those of a - (1 - c) b."""
    rest = [term for term in terms if (term.over, term.under) != ((), ())]
    number = sum([term.coefficient for term in terms if (term.over, term.under) == ((), ())])
    match rest:
        case [Term(1, (Call(Name("floor"), (Binary("/", above, below),)),), ())]:
            return [*terms_of(above), *[term.times(number - 1) for term in terms_of(below)]]
        case [Term(1, (Call(Name("ceil"), (Binary("/", above, below),)),), ())]:
            return [*terms_of(above), *[term.times(number) for term in terms_of(below)], Term(-1)]
    return [*terms, Term(-1)]


def _strongest(conditions: list[Condition]) -> Iterator[Condition]:
    """The conditions without those that another one implies, which differs from it in a number only."""
    least: dict[object, int | Fraction] = {}
    for condition in conditions:
        asked, number = _apart(condition)
        least[asked] = min(least.get(asked, number), number)
    for condition in conditions:
        asked, number = _apart(condition)
        if condition.relation != ">=" or number == least[asked]:
            yield condition


def _apart(condition: Condition) -> tuple[object, int | Fraction]:
    """What letters say of how far the left side is above the right one, and the number beside it."""
    terms = collected([*terms_of(condition.left), *[term.times(-1) for term in terms_of(condition.right)]])
    letters = frozenset([(term.key(), term.coefficient) for term in terms if term.over or term.under])
    return letters, sum([term.coefficient for term in terms if not term.over and not term.under])
