"""How a text puts figures in: by digests, equal ones once, in words where nothing can be drawn."""

from __future__ import annotations

from dataclasses import replace

from exgen.figures import illustrated, in_words
from tests.figures.drawing import exercise_with, figure

SQUARE = '[parameters]\nH = { from = 8, to = 99 }\n[network]\ninput = "(1, H, H)"\nlayers = "Conv2d(1, 1, 3, stride=2)"'
OTHER = '[network]\ninput = "(1, 21, 21)"\nlayers = "Conv2d(1, 1, 3, stride=2); ReLU()"'


def test_a_text_names_figures_by_their_digests() -> None:
    exercise = exercise_with(SQUARE, 'kind = "kernel"', {"H": 21})
    drawn = figure(exercise)
    found = illustrated(exercise, "Look.\n\n![A *window*](shown)\n", is_solution=False)
    assert found.markdown == f"Look.\n\n![A *window*]({drawn.digest})\n"
    assert found.figures == {drawn.digest: drawn}
    assert len(drawn.digest) == 32
    solved = illustrated(exercise, "![](shown)", is_solution=True)
    assert list(solved.figures) == [figure(exercise, is_solution=True).digest] != [drawn.digest]


def test_figures_of_equal_numbers_are_one_whatever_template_they_are_of() -> None:
    one = figure(exercise_with(SQUARE, 'kind = "kernel"', {"H": 21}))
    other = figure(exercise_with(OTHER, 'kind = "kernel"\nlayer = "network.layers[0]"'))
    assert one is other
    assert one.digest != figure(exercise_with(SQUARE, 'kind = "kernel"', {"H": 23})).digest


def test_an_accent_is_part_of_a_figure() -> None:
    exercise = exercise_with(SQUARE, 'kind = "kernel"', {"H": 21})
    red = illustrated(exercise, "![](shown)", is_solution=False, accent="#8a1c4a")
    assert "#8a1c4a" in next(iter(red.figures.values())).svg
    assert figure(exercise).digest not in red.figures


def test_where_nothing_is_drawn_a_figure_is_said_in_words() -> None:
    exercise = exercise_with(SQUARE, 'kind = "layers"', {"H": 21})
    said = in_words(exercise, "First.\n\n![The network](shown)", is_solution=False)
    assert said.startswith("First.\n\nThe network: A network drawn as a stack of layers.")
    assert "Conv2d(1, 1, kernel\\_size=3, stride=2)" in said
    assert "![" not in said


def test_an_image_that_is_no_figure_stays() -> None:
    exercise = exercise_with(SQUARE, 'kind = "layers"', {"H": 21})
    text = "An ![x](other) stays for the writers to refuse."
    assert illustrated(exercise, text, is_solution=False).markdown == text


def test_a_digest_is_that_of_the_drawing_with_its_description() -> None:
    drawn = figure(exercise_with(SQUARE, 'kind = "kernel"', {"H": 21}))
    assert replace(drawn, svg=drawn.svg + " ").digest != drawn.digest
