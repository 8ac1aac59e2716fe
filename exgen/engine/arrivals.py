"""The forms of a network's tensors: what arrives at each layer, and which layers take something else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from exgen.engine.forms import Form, possible_forms
from exgen.engine.layer_drafts import LayerDraft
from exgen.engine.layers import Kind, KindKey, key_of, kind_of
from exgen.engine.networks import Layer
from exgen.engine.wiring import Wiring


class Arrivals(NamedTuple):
    """The form of the input, then that of what each layer puts out; and the layers that do not take what arrives.

    Behind such a layer, what it takes is held to have arrived.
    """

    forms: tuple[Form, ...]
    misfits: frozenset[int]

    def at(self, layer: int, wiring: Wiring) -> list[Form]:
        """The forms of the tensors that a layer reads."""
        return [self.forms[tensor + 1] for tensor in wiring.reads[layer]]


def keys_of(layers: Sequence[Layer | LayerDraft]) -> tuple[KindKey, ...]:
    """The kinds of layers, with the choices that decide what is laid."""
    return tuple([key_of(layer.kind, layer.arguments) for layer in layers])


@lru_cache(maxsize=256)
def arrivals(rank: int, kinds: tuple[KindKey, ...], wiring: Wiring) -> Arrivals:
    """The forms in a network behind an input with so many sizes.

    Where an input can be several things, it is the one that goes furthest through the layers.

    >>> from exgen.engine.wiring import chain
    >>> arrivals(2, ("ReLU", "Linear"), chain(2)).forms[0].words
    'a sequence (length, features)'
    """
    found = arrivals_behind(possible_forms(rank)[0], kinds, wiring)
    for form in possible_forms(rank)[1:]:
        if not found.misfits:
            break
        other = arrivals_behind(form, kinds, wiring)
        if not other.misfits or min(other.misfits) > min(found.misfits):
            found = other
    return found


def arrivals_behind(input: Form, kinds: Sequence[KindKey], wiring: Wiring) -> Arrivals:
    """The same behind an input of this form."""
    forms, misfits = [input], []
    for index, (key, tensors) in enumerate(zip(kinds, wiring.reads, strict=True)):
        kind, given = kind_of(key), forms[tensors[0] + 1]
        if any(forms[tensor + 1] != given for tensor in tensors):
            misfits.append(index)
        elif not kind.takes(given):
            misfits.append(index)
            given = expected(kind, given)
        forms.append(kind.gives(given))
    return Arrivals(tuple(forms), frozenset(misfits))


def expected(kind: Kind, given: Form) -> Form:
    """What a layer should have got in the place of this."""
    return next((form for form in kind.wanted if form.axes == given.axes), kind.wanted[0]) if kind.wanted else given
