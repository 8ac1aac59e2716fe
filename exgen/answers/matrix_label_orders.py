r"""In which order the indices of a label are rows and columns: ``\frac{\partial L}{\partial W_{ij}} = \delta_i x_j``.

A derivative with respect to the entry ``W_ij`` is one number, however gradients are laid out; as a matrix it is the
entry (j, i) of a gradient in numerator layout. ``(dL/dW)_ij`` is the entry (i, j) in any layout, and ``dL/dW_ij`` may
mean either.
"""

from __future__ import annotations

from exgen.answers.matrix_settings import MatrixSetting
from exgen.answers.matrix_statements import indices_of_label
from exgen.expressions.matrices import Shape
from exgen.expressions.matrix_tokens import GRADIENT
from exgen.expressions.patterns import pattern

_INDEXED = pattern(
    r"(?P<closed>\))? ?_ ?(?P<opened>\( ?)?\d{0,3}[i-m] ?,? ?[i-m](?(opened) ?\))(?P<behind>(?: ?\))*) ?="
)


def orders_of_label(text: str, node: Shape | None, wanted: Shape | None, setting: MatrixSetting) -> tuple[str, ...]:
    """The orders that the indices of a formula's label may have in what is asked, likeliest first; () if it has none.

    ``node`` is the shape of what the label's gradient belongs to, ``wanted`` that of the key, where they are known.

    >>> setting = MatrixSetting(())
    >>> for label in ("(∂L)/(∂W_(ij))", "((∂L)/(∂W))_(ij)", "dL/dW_ij", "dL/dW"):
    ...     print(orders_of_label(f"{label} = d_i x_j", ("h", "d"), ("d", "h"), setting))
    ('ji',)
    ('ij',)
    ('ji', 'ij')
    ()
    """
    order = indices_of_label(text)
    if len(order) != 2 or node is None or node[::-1] != wanted or (node == wanted and not _is_turned(setting)):
        return (order,) if order else ()
    found = _INDEXED.search(text)
    if found and found["behind"]:
        return (order[::-1],)
    if found and found["closed"]:
        return (order,)
    return order[::-1], order


def _is_turned(setting: MatrixSetting) -> bool:
    """Whether the gradients that a question gives are in numerator layout, by the shape of one that tells."""
    for name, shape in setting.shapes.items():
        if found := GRADIENT.fullmatch(name):
            node = setting.shapes.get(found["node"])
            if node is not None and node != shape == node[::-1]:
                return True
    return False
