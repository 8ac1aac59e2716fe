"""Matrix expressions: formulas for gradients and layers, on the same tree as every other formula.

    ========================================  ==================================================================
    ``Name("W1")``, ``Number(2)``             a matrix; a number, which beside a matrix stands for one full of it
    ``Name("dl/do5")``                        the gradient of l with respect to o5, a name like any other
    ``Binary("+", ...)``, ``"-"``             of equal shapes
    ``Binary("*", ...)``                      a matrix product, or a scalar times a matrix
    ``Binary("⊙", ...)``, ``"/"``             entry by entry, of equal shapes; ``/`` also by a scalar
    ``Binary("^", x, Number)``                a power, entry by entry
    ``Call(Name("transpose"), (x,))``         and ``diag`` of a vector; ``norm``, ``sum``, ``mean``, ``trace``;
                                              ``row_sums``, ``column_sums``, ``row_means``, ``column_means``;
                                              ``softmax`` of a column, or of every row
    ``Call(Name("step"), (x,))``              an indicator, ``1[x > 0]``, entry by entry
    ``Call(Name("sigmoid"), (x,))``           entry by entry: `exgen.expressions.matrix_functions`
    ``Call(Name("sigmoid'"), (x,))``          its derivative, entry by entry
    ========================================  ==================================================================

>>> shapes = {"W": (2, 3), "x": (3, 1), "b": (2, 1)}
>>> layer = read_matrices("sigmoid(W x + b)")
>>> shape_of(layer, shapes), show_matrices(layer)
((2, 1), 'sigma(W x + b)')
"""

from exgen.expressions.matrix_chains import is_number
from exgen.expressions.matrix_notation import show_matrices
from exgen.expressions.matrix_reader import read_matrices
from exgen.expressions.matrix_rewriting import tidied
from exgen.expressions.matrix_shapes import Shape, Size, shape_of, shape_text
from exgen.expressions.matrix_tokens import gradient_name
from exgen.expressions.matrix_values import Matrix, value_of

__all__ = [
    "Matrix",
    "Shape",
    "Size",
    "gradient_name",
    "is_number",
    "read_matrices",
    "shape_of",
    "shape_text",
    "show_matrices",
    "tidied",
    "value_of",
]
