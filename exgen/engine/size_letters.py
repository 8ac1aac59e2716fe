"""Letters for sizes in the middle of a network, so that formulas stay short however deep it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count

from exgen.engine.arrivals import arrivals, keys_of
from exgen.engine.drafts import NetworkDraft
from exgen.engine.forms import Form
from exgen.engine.formulas import Quantity
from exgen.expressions import Call, Name, Node, fold, names_in, substitute
from exgen.expressions.nodes import walk
from exgen.expressions.whole_parts import flattened

AXES: dict[int, str] = {1: "L", 2: "HW", 3: "ZHW"}
"""The letters of the spatial axes, by the number of them."""
FEATURES = "F"


def axis_letter(place: int, form: Form) -> str:
    """The letter of a size that is so far from the front in a shape of this form.

    >>> axis_letter(1, Form(2)), axis_letter(0, Form(2)), axis_letter(0, Form(0)), axis_letter(1, Form(1, "last"))
    ('H', 'C', 'F', 'F')
    """
    letters: tuple[str, ...] = form.shape(
        "C" if form.axes and form.channels == "first" else FEATURES, AXES.get(form.axes, "")
    )
    return letters[place]


def with_letters(draft: NetworkDraft) -> NetworkDraft:
    """The network behind an input of any size: letters for its spatial sizes, or for the features of a vector.

    A network that holds letters is left as it is.

    >>> from exgen.engine.reading import read_network
    >>> with_letters(read_network("Conv2d(3, 16, 5)", "3x32x32")).names
    ('H', 'W')
    """
    if draft.names:
        return draft
    form = arrivals(len(draft.input), keys_of(draft.layers), draft.wiring).forms[0]
    if not form.axes:
        return draft.with_input((Name(FEATURES),))
    letters: list[int | Node] = [Name(letter) for letter in AXES[form.axes]]
    return draft.with_input(form.shape(form.channel(draft.input), letters))


class SizeLetters:
    """Gives letters to sizes as they come up; the ``taken`` ones are no longer free.

    ``meanings`` has each letter's formula, over letters that were given before.

    >>> from exgen.expressions import read
    >>> letters = SizeLetters(["H", "W"])
    >>> letters(read("floor(H/2)"), 1, Form(2)), letters(read("W - 2"), 2, Form(2)) == read("W - 2")
    (Name(name='H1'), True)
    >>> letters.meanings == {"H1": read("floor(H/2)")}
    True
    """

    def __init__(self, taken: Iterable[str]) -> None:
        self.meanings: dict[str, Node] = {}
        self._taken = set(taken)
        self._letters: dict[Node, Name] = {}

    def __call__(self, size: Quantity, place: int, form: Form) -> Quantity:
        """What stands for a size that is so far from the front in a shape of this form.

        It gets a letter where its formula holds a function, such as floor, which no formula around it simplifies.
        """
        if not isinstance(size, Node) or not has_calls(size):
            return size
        if size not in self._letters:
            base = axis_letter(place, form)
            name = next(name for number in count(1) if (name := f"{base}{number}") not in self._taken)
            self._taken.add(name)
            self._letters[size] = Name(name)
            self.meanings[name] = size
        return self._letters[size]


def has_calls(formula: Node) -> bool:
    """Whether a function stands in a formula, such as floor.

    >>> from exgen.expressions import read
    >>> has_calls(read("floor(H/2) + 1")), has_calls(read("H/2 + 1"))
    (True, False)
    """
    return any(isinstance(part, Call) for part in walk(formula))


def over_known(size: Node, known: Mapping[str, Node]) -> Node:
    """A size with the formulas of known letters put in, floors of floors as one.

    >>> from exgen.expressions import read, show
    >>> show(over_known(read("H1 - 4"), {"H1": read("floor(H/2)")}))
    'floor(H/2) - 4'
    """
    return flattened(fold(substitute(size, known), whole=names_in(size)))


def over_the_input(sizes: Iterable[tuple[str, Node]]) -> dict[str, Node]:
    """Letters of sizes over those of the input alone, floors of floors as one; a letter is left out where its formula
    is that already, or a floor is left inside another.

    >>> from exgen.expressions import read, show
    >>> sizes = [("H1", read("floor(H/2)")), ("H2", read("floor((H1 - 1)/2) + 1"))]
    >>> {name: show(size) for name, size in over_the_input(sizes).items()}
    {'H2': 'floor((H - 2)/4) + 1'}
    """
    known: dict[str, Node] = {}
    found = {}
    for name, size in sizes:
        known[name] = over_known(size, known)
        if known[name] != size and sum(isinstance(part, Call) for part in walk(known[name])) == 1:
            found[name] = known[name]
    return found
