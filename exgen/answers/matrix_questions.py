"""What is asked back of a typed matrix expression: whether ones were left out, as NumPy does."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence as Values

from exgen.answers.judgement import UnreadableResponse
from exgen.answers.matrix_meanings import is_meant_identity
from exgen.answers.matrix_spreading import with_ones_written
from exgen.answers.options import shown
from exgen.answers.passages import Passage
from exgen.errors import ExpressionError
from exgen.expressions import Call, Name, Node, walk
from exgen.expressions.matrices import Shape, shape_of, show_matrices
from exgen.expressions.matrix_tokens import ones_name
from exgen.expressions.patterns import pattern

_BARE_ONE = pattern(
    r"(?:(?<=[\w)'\N{DOWN TACK}]) +(?:@ ?)?|(?<=[\w)'\N{DOWN TACK}])@ ?)1(?![\w.^(_]|\s*\*)"
    r"|(?<=[-+(\N{MINUS SIGN}]) *1 +(?=\()"
)
_SIGMA = pattern(r"\\sigma(?![A-Za-z])|σ|(?<![\w\\])sigma(?![^\W_])")
_ACTIVATIONS = frozenset({"relu", "tanh", "leaky_relu", "softplus", "gelu", "softmax"})
_SIZES_TRIED = 4
_SPREAD = "nothing is spread over the rows and columns of a matrix here: say so with a vector of ones"
_IDENTITY = "is this number one times the identity? beside a matrix it stands for one with this entry everywhere"
_OUTER = "⊗ is read as the outer product of two columns; is a product entry by entry meant?"
_BARS = "single bars are read as absolute values, entry by entry; is the length of a vector meant?"
_MAY_SPREAD = pattern(r"[*∗]|\d *[-+\N{MINUS SIGN}]|[-+\N{MINUS SIGN}] *\d")


def may_spread(response: str) -> bool:
    """Whether a response may be meant as NumPy spreads it, though it fits otherwise: most may not.

    >>> may_spread("H * G.mean(0)"), may_spread("(1 + W) g"), may_spread("W^T g")
    (True, True, False)
    """
    return _MAY_SPREAD.search(response) is not None


def with_ones(response: str, sizes: Values[str]) -> Iterator[tuple[str, UnreadableResponse]]:
    """A response with a vector of ones for every bare 1, of each of the first sizes, and the question.

    >>> [text for text, _ in with_ones("X^T @ 1", ("n",))]
    ['X^T ones(n) ']
    """
    if not (found := _BARE_ONE.search(response)):
        return
    for size in sizes[:_SIZES_TRIED]:
        suggestion = f"write {ones_name(size)}"
        question = UnreadableResponse("size_missing", "is this 1 a vector of ones?", found.end(), suggestion=suggestion)
        yield _BARE_ONE.sub(f" {ones_name(size)} ", response), question


def with_other_signs(response: str) -> Iterator[tuple[str, UnreadableResponse]]:
    """A response with what ⊗ and single bars may mean beside what they are read as, and the question.

    >>> [text for text, _ in with_other_signs("r/|r|")]
    ['r/‖r‖']
    """
    if "⊗" in response or "\\otimes" in response:
        question = UnreadableResponse("outer_product", _OUTER, suggestion="write ⊙ for a product entry by entry")
        yield response.replace("⊗", "⊙").replace("\\otimes", "\\odot"), question
    if "|" in response.replace("\\|", "").replace("||", ""):
        question = UnreadableResponse("bars", _BARS, suggestion="write norm(...) for the length of a vector")
        yield response.replace("||", "‖").replace("|", "‖"), question


def with_other_sigma(
    response: str, lines: Iterable[Node], names: Container[str]
) -> Iterator[tuple[str, UnreadableResponse]]:
    """A response with the activations of the question in the place of a σ, if it has no sigmoid, and the question.

    Many write σ for whatever activation a network has. ``names`` are those of the question, which mean what they mean.

    >>> from exgen.expressions.matrices import read_matrices
    >>> [text for text, _ in with_other_sigma("g ⊙ σ'(z)", [read_matrices("relu(z)")], ())]
    ["g ⊙  relu'(z)"]
    """
    if not _SIGMA.search(response) or any(name in names for name in ("σ", "sigma")):
        return
    parts = (part.function for line in lines for part in walk(line) if isinstance(part, Call))
    called = {function.name for function in parts if isinstance(function, Name)}
    if called & {"sigmoid", "sigmoid'"}:
        return
    for name in sorted(called & _ACTIVATIONS):
        sentence = f"σ is read as the sigmoid, which this question does not have; is {name} meant?"
        yield _SIGMA.sub(f" {name}", response), UnreadableResponse("other_sigma", sentence, suggestion=f"write {name}")


def with_spreading(readings: Iterable[Node], shapes: Mapping[str, Shape]) -> Iterator[tuple[Node, UnreadableResponse]]:
    """The readings in which something is spread as NumPy does, with the ones that spread it, and the question.

    In one that fits as it stands nothing is spread; a number in it may have been taken for an identity.
    """
    for reading in readings:
        if _fits(reading, shapes):
            if any(map(is_meant_identity, walk(reading))):
                question = UnreadableResponse("identity", _IDENTITY, suggestion="write I for it")
                yield reading, question
            continue
        try:
            whole = with_ones_written(reading, shapes)
        except ExpressionError:
            continue
        if _fits(whole, shapes):
            yield whole, UnreadableResponse("spread", _SPREAD, suggestion=f"write {show_matrices(whole)}")


def _fits(node: Node, shapes: Mapping[str, Shape]) -> bool:
    try:
        shape_of(node, shapes)
    except ExpressionError:
        return False
    return True


def other_label(label: Passage, asked: str, where: str = "in front of") -> UnreadableResponse:
    """The question whether a formula with the label of another thing is the answer.

    >>> str(other_label(Passage.of("dL/dz"), "dL/dW"))
    'in front of = stands "dL/dz", and dL/dW is asked; is this formula meant for dL/dW? (column 1)'
    """
    wanted = asked or "what is asked"
    sentence = f"{where} = stands {shown(label.text)}, and {asked or 'something else'} is asked"
    return UnreadableResponse("other_label", f"{sentence}; is this formula meant for {wanted}?", label.column)
