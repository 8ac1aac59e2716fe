r"""What the label in front of a formula names: ``dL/dW1 = ...``, ``W1.grad = ...``, ``\nabla_{W_1} L = ...``.

A label is no part of the formula, but one that names another thing of the question says that the formula is meant for
that. Labels that the question does not know (``g = ...``) are names of the response's own.
"""

from __future__ import annotations

from exgen.answers.judgement import UnreadableResponse
from exgen.answers.matrix_equality import is_same
from exgen.answers.matrix_known import known
from exgen.answers.matrix_label_names import gradient_of_label, is_label_behind, name_of_label
from exgen.answers.matrix_reading import declared_names
from exgen.answers.matrix_settings import MatrixSetting
from exgen.answers.passages import Passage
from exgen.expressions import Name, Node
from exgen.expressions.matrix_tokens import GRADIENT
from exgen.expressions.patterns import pattern

_EQUALS = pattern(r" ?(?<![<>!=:]):?=(?!=)")


def label_of(answer: Passage) -> Passage | None:
    """What stands in front of the first ``=`` of a formula; None where there is none, or nothing in front of it.

    >>> label_of(Passage.of("dL/dW = d x^T")).text
    'dL/dW'
    """
    if "=" not in answer.text or not (signs := answer.outside_brackets(_EQUALS)):
        return None
    label = answer[: signs[0].start()].unwrapped()
    return label if label.text else None


def label_behind(answer: Passage, setting: MatrixSetting) -> Passage | None:
    """The name of a gradient behind the last ``=`` of a formula; None where there is none.

    >>> setting = MatrixSetting((("W", ("h", "d")), ("d", ("h", 1)), ("x", ("d", 1))))
    >>> label_behind(Passage.of("d x^T = dL/dW"), setting).text
    'dL/dW'
    """
    if "=" not in answer.text or not (signs := answer.outside_brackets(_EQUALS)):
        return None
    label = answer[signs[-1].end() :].stripped()
    return label if label.text and is_label_behind(label, declared_names(setting)) else None


def names_another_thing(label: Passage, key: Node, setting: MatrixSetting, asked: str = "") -> bool:
    """Whether a label names something of the question that is not the key.

    ``asked`` is the name of the gradient that the key is. Without it a gradient is another one where its shape is
    another, or where the question gives it and it is not equal to the key.

    >>> from exgen.expressions.matrices import read_matrices
    >>> setting = MatrixSetting((("W", ("h", "d")), ("d", ("h", 1)), ("x", ("d", 1))))
    >>> key = read_matrices("d x^T")
    >>> [names_another_thing(Passage.of(label), key, setting) for label in ("dL/dW", "W.grad", "dx", "x", "g")]
    [False, False, True, True, False]
    """
    declared = declared_names(setting)
    name = name_of_label(label, declared)
    if name and name in setting.spoken and not GRADIENT.fullmatch(name):
        return _differs(name, key, setting)
    found = gradient_of_label(label, declared)
    if found is None:
        return False
    loss, node = found
    if wanted := GRADIENT.fullmatch(asked):
        return node != wanted["node"] or (loss in setting.spoken and loss != wanted["loss"])
    shape, turned = known(key, setting).shape, known(key, setting).shape[::-1]
    if setting.shapes[node] not in (shape, turned) or setting.shapes.get(loss, (1, 1)) != (1, 1):
        return True
    given = [name for other, name in declared.gradients.get(node, ()) if loss in ("", other)]
    return len(given) == 1 and _differs(given[0], key, setting)


def _differs(name: str, key: Node, setting: MatrixSetting) -> bool:
    """Whether a name of the question has another value than the key."""
    try:
        return not is_same(Name(name), key, setting)
    except UnreadableResponse:
        return False
