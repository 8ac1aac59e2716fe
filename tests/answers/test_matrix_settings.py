"""The names that matrix expressions may speak of: their shapes, and the lines that define further ones."""

from __future__ import annotations

from exgen.answers.matrix_settings import setting_of, setting_problems

MLP = {
    "shapes": {"x": [784, 1], "W": ["h", 784], "b": ["h", 1]},
    "given": ["z = W x + b", "a = sigmoid(z)", "l = norm(a)^2", "dl/da = 2 a", "dl / dW = (sigma'(z) ⊙ dl/da) x^T"],
}


def test_lines_get_their_shapes_in_their_order() -> None:
    setting = setting_of(MLP)
    assert setting.names == ("x", "W", "b", "z", "a", "l", "dl/da", "dl/dW")
    assert setting.shapes["z"] == setting.shapes["dl/da"] == ("h", 1)
    assert setting.shapes["l"] == (1, 1)
    assert setting.shapes["dl/dW"] == ("h", 784)


def test_the_same_options_are_one_setting() -> None:
    assert setting_of(MLP) is setting_of({**MLP, "shapes": {"x": (784, 1), "W": ("h", 784), "b": ("h", 1)}})
    assert setting_of(MLP) is not setting_of({"shapes": MLP["shapes"]})


def test_a_line_may_repeat_the_shape_of_its_name() -> None:
    options = {"shapes": {"x": ["d", 1], "z": ["d", 1]}, "given": ["z = 2 x"]}
    assert setting_problems(options) == []
    assert setting_of(options).free == (("x", ("d", 1)),)
    assert setting_of(options).names == ("x", "z")


def test_a_line_may_not_use_its_own_name_though_it_has_a_shape() -> None:
    options = {"shapes": {"x": ["d", 1], "z": ["d", 1]}, "given": ["z = 2 z"]}
    assert ['"z" is not known here' in problem for problem in setting_problems(options)] == [True]


def test_equal_sizes_leave_columns_and_numbers_as_they_are() -> None:
    equal = setting_of(MLP).with_equal_sizes
    assert equal.shapes["W"] == ("n", "n")
    assert equal.shapes["x"] == ("n", 1)
    assert equal.shapes["l"] == (1, 1)
    assert equal is setting_of(MLP).with_equal_sizes


def test_all_problems_of_shapes_are_told_at_once() -> None:
    assert len(setting_problems({"shapes": {"W'": ["h", 1], "V": ["h"], "U": [0, 1]}})) == 3


def test_a_gradient_may_have_a_shape_of_its_own() -> None:
    options = {"shapes": {"dl/dz": ["h", 1], "z": ["h", 1]}}
    assert setting_problems(options) == []
    assert setting_of(options).shapes["dl/dz"] == ("h", 1)
