"""The keys of whole known networks are confirmed: by tracing, or layer by layer and by a second sum."""

from __future__ import annotations

import pytest

from exgen.engine import proof
from exgen.engine.architectures import architecture
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.proof import Proof, confirm
from exgen.errors import ProofError

RESNET = architecture("resnet152").resolve({})
LAST = 511
"""The last layer before the global pooling."""
TRACED, ADDED = Proof(at_real_sizes=True, networks=1), Proof(at_real_sizes=False, networks=515)

KEYS: list[tuple[str, int | None, int | tuple[int, ...], Proof]] = [
    ("parameters", None, 60_192_808, ADDED),
    ("multiplications", None, 11_513_626_624, ADDED),
    ("output_shape", None, (1000,), ADDED),
    ("output_shape", LAST, (2048, 7, 7), ADDED),
    ("receptive_field", LAST, (32, -725, 725, 32, -725, 725), TRACED),
    ("receptive_field_size", LAST, (1451, 1451), TRACED),
]

ADDED_UP = (
    *("lenet5_1998", "googlenet_aux", "inception_v3_aux", "densenet121", "squeezenet1_1", "mobilenet_v3_small"),
    *("shufflenet_v2_x1_0", "efficientnet_b0", "convnext_tiny", "vit_b_16", "unet"),
)


@pytest.mark.parametrize(("quantity", "layer", "value", "proof"), KEYS)
def test_resnet152_is_confirmed(quantity: str, layer: int | None, value: int | tuple[int, ...], proof: Proof) -> None:
    assert confirm(RESNET, quantity, layer, value) == proof
    wrong = (*value[:-1], value[-1] + 1) if isinstance(value, tuple) else value + 1
    with pytest.raises(ProofError, match="the key says"):
        confirm(RESNET, quantity, layer, wrong)


@pytest.mark.parametrize("quantity", ["receptive_field", "receptive_field_size", "receptive_field_stride"])
def test_a_receptive_field_that_the_rules_get_wrong_is_noticed(quantity: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "_given_by_rules", lambda *_: (1, 1))
    with pytest.raises(ProofError, match=r"the key says .*, tracing gives"):
        confirm(RESNET, quantity, LAST, (1, 1))


@pytest.mark.parametrize("name", ADDED_UP)
@pytest.mark.parametrize("quantity", ["parameters", "multiplications", "additions", "activations"])
def test_what_the_rules_give_for_a_known_network_is_confirmed(name: str, quantity: str) -> None:
    network = architecture(name).resolve({})
    laid = laid_quantities(network)
    (slot,) = laid.asked(quantity, None, {})
    key = laid.calculation.run(laid.leaves_of(network))[slot]
    assert isinstance(key, int)
    assert confirm(network, quantity, None, key).networks == len(network.layers)
