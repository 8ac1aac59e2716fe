r"""How matrix expressions are typed, made one plain form: ``\sigma'(o^{(5)})``, ``σ′(o⁽⁵⁾)``, ``np.dot(W.T, d)``.

Here only signs are met, not yet names: what comes out has plain signs (``· × * @ ⊙ ^T '``), round brackets and single
blanks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from exgen.answers.formulas import INTRODUCTION
from exgen.answers.judgement import UnreadableResponse
from exgen.answers.latex import without_latex
from exgen.answers.look_alikes import CHARACTERS_AT_MOST, READ_FOR, check_length, without_look_alikes
from exgen.answers.matrix_cases import with_cases
from exgen.answers.passages import Passage
from exgen.expressions.matrix_functions import ELEMENTWISE
from exgen.expressions.matrix_tokens import SIZE
from exgen.expressions.patterns import pattern
from exgen.expressions.tokens import GREEK

_CHARACTERS = {
    **dict.fromkeys("·⋅∙•", "·"),
    **dict.fromkeys("⊙⨀∘◦○☉", "⊙"),
    **dict.fromkeys("⊤⟙⊺", "⊤"),
    **dict.fromkeys("‖∥", "‖"),
    **dict.fromkeys("⟨〈", "<"),
    **dict.fromkeys("⟩〉", ">"),
    **dict.fromkeys("ℓ", "l"),
    **dict.fromkeys("ℒ", "L"),
    "ŷ": "y_hat",
    "∑": " sum",
    "√": " sqrt ",
}
_STYLED = range(0x1D400, 0x1D800)  # letters and digits in bold, italic, script, ... and ∂ and ∇ among them
_LOWERED_LETTERS = dict(zip("ᵢⱼₖₗₘ", "ijklm", strict=True))
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾⁺⁻ᵀᵗ′", "0123456789()+-TT'", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₍₎", "0123456789()", strict=True)) | _LOWERED_LETTERS
_STRETCH = pattern(
    f"(?P<raised>[{''.join(_RAISED)}]+)|(?P<lowered>[{''.join(_LOWERED)}]+)"
    f"|(?P<character>[{''.join(_CHARACTERS)}])|(?P<styled>[{chr(_STYLED.start)}-{chr(_STYLED.stop - 1)}])"
)
_COMMANDS = {
    **dict.fromkeys(("odot", "circ", "bigodot", "bigcirc"), "⊙"),
    **dict.fromkeys(("cdot", "bullet"), "·"),
    "times": "×",
    "otimes": "⊗",
    "sum": " sum",
    "langle": "<",
    "rangle": ">",
    **dict.fromkeys(("top", "intercal"), "⊤"),
    "partial": "∂",
    "nabla": "∇",
    "prime": "'",
    "ell": "l",
    **dict.fromkeys(("|", "lVert", "rVert", "Vert"), "‖"),
    **dict.fromkeys(("mathcal", "mathbb", "boldsymbol", "bm", "pmb", "mathscr", "vec", "underline"), "\\mathrm"),
    **{name: f" {name}" for name in ("tanh", "exp", "log", "ln")},
    **{command: f" {letter}" for command, letter in GREEK.items()},
    **{f"var{command}": f" {GREEK[command]}" for command in ("epsilon", "theta", "phi", "rho", "sigma")},
}
_COMMAND = pattern(r"\\([A-Za-z]+|\|)")
_HAT = pattern(r"\\(?:wide)?hat ?(?:\{ ?([A-Za-z]) ?\}|([A-Za-z]))")
_BLANKS = pattern(" {2,}")
_MODULE = pattern(r"\b(?:np|numpy|jnp|torch|nn|functional|F|tf|math|linalg) ?\. ?(?=[a-z])")
_VECTOR_OF_ONES = pattern(r"\\(?:mathbf|mathbb|boldsymbol|bm|pmb|vec|mathds) ?(?:\{ ?1 ?\}|1)|[𝟏𝟙𝟭]")
_INDEXED_ONES = pattern(rf"(?<![\w.])(?:ones ?|1)_ ?(?!like\b)(?:\( ?({SIZE}) ?\)|({SIZE})(?! ?>))")
_SIZED_ONES = pattern(
    rf"(?<![\w.])(?:ones ?|1)_ ?(?:\( ?({SIZE}) ?[×,*] ?({SIZE}) ?\)|({SIZE}) ?[×*] ?({SIZE})(?![\w(]))"
)
_RAISED_INDEX = r"(?:\^ ?\( ?(?:\( ?)?\w{1,20} ?\)(?: ?\))?)?"
_INDEXED_COMPARISON = pattern(
    rf"(?<![\w.])(?:ones ?|1|I|χ)_ ?(?:\( ?(\( ?)?([^()>]{{1,60}}{_RAISED_INDEX} ?>=? ?0) ?\)(?(1) ?\))"
    rf"|(\w+{_RAISED_INDEX} ?>=? ?0)(?![\w.]))"
)
_ROOT_OF_NUMBER = pattern(r"\bsqrt ?(\d+(?:\.\d+)?)(?![\w.])")
_ONES_LIKE = pattern(r"\bones ?\( ?([^(),]+?) ?\. ?shape ?\)")
_COUNTED = r"([^(),]{1,40}?) ?\. ?shape ?\( ?([01]) ?\)"
_ONES_ALONG = pattern(rf"\bones ?\( ?(\( ?)?{_COUNTED} ?(?:, ?1? ?)?\)(?(1) ?\))")
_ROW_OF_ONES_ALONG = pattern(rf"\bones ?\( ?(\( ?)?1 ?, ?{_COUNTED} ?\)(?(1) ?\))")
_ONES_OF_LENGTH = pattern(r"\bones ?\( ?(\( ?)?len ?\( ?([^(),]{1,40}?) ?\) ?(?:, ?1? ?)?\)(?(1) ?\))")
_MATLAB_TRANSPOSE = pattern(r"\.'(?! ?\()")
_TURNED = pattern(r"\. ?mT\b")
_TURNING_CALL = pattern(r"\. ?(?:t|transpose|permute|swapaxes) ?\( ?(?:-?\d ?, ?-?\d)? ?\)")
_UNREAD = pattern(r"\b(?:einsum|tensordot|kron|multi_dot)\b")
_BARS = pattern(r"‖(?: ?_ ?\(? ?[2F]\b ?\)?)?|\|\|(?: ?_ ?\(? ?[2F]\b ?\)?)?")
_PRIME = pattern(r"\^ ?(?:\( ?('+) ?\)|('+))")
_TRANSPOSE_AND_INDEX = pattern(r"\^ ?(?:\( ?[T⊤] ?\)|[T⊤]) ?_ ?(\( ?\w+ ?\)|\w+)")
_TRANSPOSE = pattern(r"\^ ?(?:\( ?[T⊤t] ?\)|[T⊤]|t\b)")
_ONE_ENTRY = pattern(r"(?<=[\w)'])\[ ?([i-m]) ?(?:, ?([i-m0]) ?)?\](?:\[ ?([i-m0]) ?\])?")
_KRONECKER = pattern(r"(?:(?<![\w.])(?:1|I|ones) ?_? ?)?\( ?([i-m]) ?={1,2} ?([i-m]) ?\)")
_BRACED_KRONECKER = pattern(r"(?<![\w.])(?:ones|1|I) ?_ ?\{ ?([i-m]) ?={1,2} ?([i-m]) ?\}")
_IDENTITY = pattern(
    rf"\b(?:eye|identity) ?\( ?({SIZE}|len ?\( ?{SIZE} ?\)|{SIZE} ?\. ?shape ?\( ?[01] ?\))(?: ?, ?\1)? ?\)"
)
_ZEROS_LIKE = pattern(r"\bzeros_like(?= ?\()")
_OF_TRUTH = pattern(r"(?<![\w.])(?:int|float|double)(?= ?\()")
_COPY = pattern(r"\. ?(?:copy|clone|detach|contiguous|cpu|numpy) ?\( ?\)")
_FLAT = pattern(r"\. ?(?:flatten|ravel|squeeze) ?\( ?\)(?= ?[,)])")
_DIAGONAL = pattern(r"\b(?:diagflat|diag_embed)(?= ?\()")
_NUMEL = pattern(r"\. ?(?:size|numel)\b(?: ?\( ?\))?(?! ?\()")
_NUMEL_OF = pattern(r"(?<![.\w])size(?= ?\()")
_OPERATOR = pattern(r"\(? ?([∂d]) ?\)? ?/ ?\(? ?[∂d] ?(\w[\w^()]{0,9}?) ?\)? +(?=(\w{1,9}) ?:?=)\3")
_BAR = pattern(r"\|")
_SQUARED = pattern(r"\| ?(?:\^ ?\(? ?2|_ ?\(? ?2)")
_CAST = pattern(r"\) ?\. ?(?:float|int|double|long|type|astype|to) ?\( ?[\w.]* ?\)")
_KEEPING = pattern(r"(?<=\d) ?, ?keepdims? ?= ?(?:[Tt]rue|1)(?!\w)")
_NOT_KEEPING = pattern(r" ?, ?keepdims? ?= ?\w+")
_AXIS = pattern(r"(?<=[(,]) ?(?:axis|dim|min) ?= ?(?=-?\d)")
_INNER = pattern(r"<([^<>,]{1,200}),([^<>,]{1,200})>")
_BRACED_SUM = pattern(r"(?<!\w)sum ?(?:\\limits ?)?_ ?\{([^{}]{1,60})\}")
_BOUND = r"[\w+*/-][\w+*/ -]{0,19}"
_SUM = pattern(
    rf"(?<!\w)sum ?_ ?(?:\( ?([i-m] ?,? ?[i-m]?)(?: ?= ?({_BOUND}))? ?\)"
    r"|([i-m]{1,2})(?!\w)(?: ?= ?([01])(?![\w.]))?)"
    rf"(?: ?\^ ?(?:\( ?({_BOUND}) ?\)|(\w{{1,20}})))?"
)
_NO_BOUNDS = pattern(r"_\(<\)")
_INDICES_BEHIND = pattern(r"_ ?(\( ?)?(\d{1,3}) ?, ?([i-m]{1,2})(?!\w)(?(1) ?\))")
_INDICES = pattern(r"_ ?(?:\( ?([i-m]) ?, ?([i-m]) ?\)|([i-m]),([i-m])(?!\w))")
_SLOPE = pattern(
    rf"(?P<above>\( ?)?(?P<sign>∂|\bd) ?(?P<function>{'|'.join(ELEMENTWISE)}|σ)"
    r" ?\( ?(?P<of>[^()]{1,60}?) ?\) ?(?(above)\) ?)/"
    r" ?(?P<below>\( ?)?(?P=sign) ?(?P=of)(?![\w^(]) ?(?(below)\))"
)
_UNREAD_SLOPE = pattern(
    rf"(?:∂|\bd) ?(?:{'|'.join(ELEMENTWISE)}|σ) ?\([^()]{{1,60}}\) ?\)? ?/ ?\(? ?(?:∂|d ?[^\W\d]\w?\d{{0,3}}\b)"
)
_BARE_POWER = pattern(r"(?<![\w.])e ?\^ ?(?![Tt]\b)([^\W\d]\w*)")
_FORMS = (
    (".", _MODULE, ""),
    ("=", _KRONECKER, r" eye_(\1\2) "),
    ("eye", _IDENTITY, r"diag(ones(\1))"),
    ("identity", _IDENTITY, r"diag(ones(\1))"),
    ("zeros", _ZEROS_LIKE, "0 ones_like"),
    *((word, _OF_TRUTH, "") for word in ("int", "float", "double")),
    (".", _COPY, ""),
    (".", _FLAT, ""),
    ("diag", _DIAGONAL, "diag"),
    (".", _NUMEL, ".numel()"),
    ("size", _NUMEL_OF, "numel"),
    ("/", _OPERATOR, r"(\1\3)/(\1\2)"),
    (".", _CAST, ")"),
    ("=", _KEEPING, ", 1"),
    ("=", _NOT_KEEPING, ""),
    ("=", _AXIS, ""),
    ("<", _INNER, r"vdot(\1,\2)"),
    ("sum", _SUM, r" sum_(\1\3)_(\2\4<\5\6) "),
    ("<", _NO_BOUNDS, ""),
    ("/", _SLOPE, r"\g<function>'(\g<of>)"),
    ("_", _INDICES, r"_(\1\2\3\4)"),
    ("_", _INDICES_BEHIND, r"_\2 _(\3)"),
    ("^", _BARE_POWER, r"e^(\1)"),
    ("_", _INDEXED_COMPARISON, r"1(\2\3)"),
    ("sqrt", _ROOT_OF_NUMBER, r"sqrt(\1)"),
    ("_", _SIZED_ONES, r"ones(\1\3, \2\4) "),
    ("_", _INDEXED_ONES, r"ones(\1\2) "),
    (".", _ONES_LIKE, r"ones_like(\1)"),
    (".", _ONES_ALONG, r"ones_along(\2, \3)"),
    (".", _ROW_OF_ONES_ALONG, r"ones_along(\2, \3)^T "),
    ("len", _ONES_OF_LENGTH, r"ones_along(\2, 0)"),
    (".", _TURNED, ".T"),
    (".", _TURNING_CALL, ".T"),
    ("'", _MATLAB_TRANSPOSE, ".T"),
    ("'", _PRIME, r"\1\2"),
    ("_", _TRANSPOSE_AND_INDEX, r"_\1^T "),
    ("^", _TRANSPOSE, "^T "),
)
"""A sign without which there is nothing to rewrite, what is rewritten, and how."""
_METHOD = pattern(r"\.(?!T\b|[0-9*/])")
"""A dot that may be rewritten."""
_PLAIN = frozenset({*map(chr, range(32, 127)), *GREEK.values(), "⊙"}) - {*READ_FOR, "\\"}
"""Characters that are read as they are."""
_BESIDE_A_SUMMAND = ("", *"+-\N{MINUS SIGN}()[]{}$")
_ROUND = str.maketrans("[]{}", "()()")


def plain_passage(response: str) -> Passage:
    r"""What was typed with its signs made plain, without an introduction such as ``Answer:``.

    Raises `UnreadableResponse`; `OversizedResponse` for more than 2,000 characters.

    >>> plain_passage(r"$W^{(2)\top} \cdot \sigma'(o^{(5)}) \odot 2(o⁽⁶⁾ − y)$").text
    "W^((2)⊤) · σ'(o^((5))) ⊙ 2(o^((6)) - y)"
    """
    passage = Passage.of(response).stripped()
    check_length(passage, CHARACTERS_AT_MOST)
    if "cases}" in passage.text:
        passage = with_cases(passage).stripped()
    is_plain = _PLAIN.issuperset(passage.text)
    if not is_plain:
        passage = passage.rewritten(_vectors_of_ones(passage.text))
        passage = _rewritten(passage, _STRETCH, _read_for)
        check_length(passage, 2 * CHARACTERS_AT_MOST)  # a bold 1 becomes a word
        passage = without_look_alikes(passage, kept="·").stripped()
    if "\\" in passage.text:
        passage = _rewritten(passage, _HAT, lambda found: f"{found[1] or found[2]}_hat")
        passage = _rewritten(passage, _COMMAND, lambda found: _COMMANDS.get(found[1], found[0]))
    if "sum" in passage.text:  # whose bounds would lose their braces
        passage = _rewritten(passage, _BRACED_SUM, lambda found: f"sum_({found[1]})")
    if "{" in passage.text and "=" in passage.text:
        passage = _rewritten(passage, _BRACED_KRONECKER, lambda found: f" eye_({found[1]}{found[2]}) ")
    passage = _with_single_blanks(without_latex(passage))
    if introduction := INTRODUCTION.match(passage.text):
        passage = passage[introduction.end() :]
    if passage.text.endswith("."):  # the end of a sentence
        passage = passage[:-1].stripped()
    if not passage.text:
        raise UnreadableResponse("empty", "nothing was typed")
    passage = passage.with_closed_brackets()
    if "[" in passage.text:
        passage = _rewritten(passage, _ONE_ENTRY, _entry)
    passage = Passage(passage.text.translate(_ROUND), passage.columns)
    text = passage.text
    has_methods = "." in text and _METHOD.search(text) is not None
    for sign, wanted, form in _FORMS:
        if sign in text and (sign != "." or has_methods):
            passage = passage.expanded(wanted, form)
            text = passage.text
    if found := _UNREAD.search(passage.text):
        sentence = f"{found[0]} is not read here; write products with @, * and .T"
        raise UnreadableResponse("unknown_function", sentence, passage.column_at(found.start()))
    if "/" in passage.text and (found := _UNREAD_SLOPE.search(passage.text)):
        sentence = "the derivative of a function is written sigma'(z), or dsigma(z)/dz with the same z"
        raise UnreadableResponse("derivative", sentence, passage.column_at(found.start()))
    if "‖" in passage.text or "||" in passage.text:
        passage = _with_norms(passage)
    return _with_single_blanks(_with_absolute_values(passage) if "|" in passage.text else passage)


def _with_single_blanks(passage: Passage) -> Passage:
    if "  " in passage.text:
        passage = _rewritten(passage, _BLANKS, lambda _: " ")
    return passage.stripped()


def _rewritten(passage: Passage, wanted: re.Pattern[str], replacement: Callable[[re.Match[str]], str]) -> Passage:
    return passage.rewritten(
        (found.start(), found.end(), replacement(found)) for found in wanted.finditer(passage.text)
    )


def _vectors_of_ones(text: str) -> Iterator[tuple[int, int, str]]:
    """A bold 1 is a vector of ones, whose size its index says; added to something, the number does as well."""
    for found in _VECTOR_OF_ONES.finditer(text):
        before, after = text[: found.start()].rstrip(" "), text[found.end() :].lstrip(" ")
        is_added = before[-1:] in _BESIDE_A_SUMMAND and after[:1] in _BESIDE_A_SUMMAND and before[-1:] + after[:1]
        yield found.start(), found.end(), "1" if is_added else " ones"


def _read_for(found: re.Match[str]) -> str:
    """What a stretch of raised or lowered characters, or one character, is read as."""
    if found["lowered"]:
        index = "".join(_LOWERED[character] for character in found[0])
        return f"_{index} "
    if found["raised"]:
        raised = "".join(_RAISED[character] for character in found[0])
        return raised if set(raised) == {"'"} else f"^{raised}" if raised.isalnum() else f"^({raised})"
    if found["styled"]:
        return _CHARACTERS.get(plain := _unstyled(found[0]), plain)
    return _CHARACTERS[found[0]]


def _unstyled(character: str) -> str:
    """The plain letter of a mathematical one: bold, italic, script and the like."""
    code = unicodedata.decomposition(character).removeprefix("<font> ")
    return chr(int(code, 16)) if code else character


def _entry(found: re.Match[str]) -> str:
    """The indices in square brackets; a column is indexed by its row alone."""
    return f"_({''.join(index for index in found.groups() if index and index != '0')}) "


def _with_absolute_values(passage: Passage) -> Passage:
    """The passage with pairs of single bars read as absolute values, entry by entry; squared they are a norm."""
    bars = [bar.start() for bar in _BAR.finditer(passage.text)]
    if len(bars) % 2:
        raise UnreadableResponse(
            "unclosed_bars", "the bars of an absolute value are not closed", passage.columns[bars[-1]]
        )
    changes = []
    for opening, closing in zip(bars[::2], bars[1::2], strict=True):
        name = "norm" if _SQUARED.match(passage.text, closing) else "abs"
        changes += [(opening, opening + 1, f" {name}("), (closing, closing + 1, ")")]
    return passage.rewritten(changes)


def _with_norms(passage: Passage) -> Passage:
    """The passage with pairs of bars read as the norm of what stands between them."""
    bars = list(_BARS.finditer(passage.text))
    if len(bars) % 2:
        column = passage.column_at(bars[-1].start())
        raise UnreadableResponse("unclosed_norm", "the bars of a norm are not closed", column)
    return passage.rewritten(
        (bar.start(), bar.end(), ")" if number % 2 else "norm(") for number, bar in enumerate(bars)
    )
