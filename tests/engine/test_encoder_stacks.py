"""``TransformerEncoder(layer, num_layers, norm)``, as it is written and as torch prints it."""

from __future__ import annotations

import pytest

from exgen.engine.network_report import finished_network, network_report
from exgen.errors import NetworkError

LAYER = "TransformerEncoderLayer(8, 2, 16)"
PRINT = """TransformerEncoder(
  (layers): ModuleList(
    (0-1): 2 x {}
  )
  (norm): LayerNorm((8,), eps=1e-05, elementwise_affine=True, bias=True)
)"""
PRINTED_LAYER = """TransformerEncoderLayer(
      (self_attn): MultiheadAttention(
        (out_proj): NonDynamicallyQuantizableLinear(in_features=8, out_features=8, bias=True)
      )
      (linear1): Linear(in_features=8, out_features=16, bias=True)
      (dropout): Dropout(p=0.1, inplace=False)
      (linear2): Linear(in_features=16, out_features=8, bias=True)
    )"""
"""What torch 2.13 prints, the children that come last left out."""


def kinds(text: str) -> str:
    return " ".join(layer.kind for layer in finished_network(text, "5x8").layers)


def problem(text: str) -> str:
    with pytest.raises(NetworkError) as caught:
        finished_network(text, "5x8")
    (only,) = caught.value.problems
    return only


@pytest.mark.parametrize(
    "text",
    [
        f"TransformerEncoder({LAYER}, 2, LayerNorm(8))",
        f"nn.TransformerEncoder({LAYER}, num_layers=2, norm=nn.LayerNorm(8), enable_nested_tensor=False)",
        f"TransformerEncoder(\n  norm=LayerNorm(8),\n  num_layers=1 + 1,\n  encoder_layer={LAYER},\n)",
        PRINT.format(LAYER),
        f"2 * {LAYER}; LayerNorm(8)",
    ],
)
def test_an_encoder_is_its_layers_in_a_row_and_the_norm_behind_them(text: str) -> None:
    network = finished_network(f"{text}\nLinear(8, 3)", "5x8")
    assert [layer.kind for layer in network.layers] == [*["TransformerEncoderLayer"] * 2, "LayerNorm", "Linear"]
    assert network.wiring.is_chain  # no layer shares the weights of another
    # 4 * 8 * 8 + 4 * 8 of the attention, 2 * 8 * 16 + 16 + 8 of the dense layers, two norms of 8 + 8
    assert [row.parameters for row in network_report(network).rows] == [256 + 32 + 256 + 24 + 32] * 2 + [16, 27]


def test_an_encoder_has_no_norm_unless_one_is_given() -> None:
    assert kinds(f"TransformerEncoder({LAYER}, 3, None)") == " ".join(["TransformerEncoderLayer"] * 3)
    assert kinds(f"TransformerEncoder({LAYER}, 0, norm=LayerNorm(8))") == "LayerNorm"
    assert kinds(f"2 * TransformerEncoder({LAYER}, 2); ReLU") == " ".join([*["TransformerEncoderLayer"] * 4, "ReLU"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"TransformerEncoder({LAYER})", "num_layers is missing: write TransformerEncoder(Transf"),
        ("TransformerEncoder()", "encoder_layer and num_layers are missing"),
        (f"TransformerEncoder({LAYER}, 2, layers=3)", "layers is no argument: write TransformerEncoder(Transf"),
        (f"TransformerEncoder({LAYER}, 2, num_layers=3)", "num_layers is given twice"),
        (f"TransformerEncoder({LAYER}, N)", "num_layers must be a number from 0 to 100,000, not N"),
        (f"TransformerEncoder({LAYER}, 10**9)", "num_layers must be a number from 0 to 100,000, not 1000000000"),
        (f"TransformerEncoder({LAYER}, 2.5)", "num_layers must be a whole number"),
        (f"9 * TransformerEncoder({LAYER}, 50000)", "the network has more than 100,000 layers"),
        ("TransformerEncoder(TransformerEncoderLayer(9, 2), 2)", "d_model must be divisible by nhead=2"),
    ],
)
def test_an_encoder_that_is_none_says_why(text: str, expected: str) -> None:
    assert expected in problem(text)


def test_a_print_without_heads_says_what_to_write_in_its_place() -> None:
    for text in (PRINT.format(PRINTED_LAYER), PRINTED_LAYER):
        assert problem(text).endswith(
            "its print leaves out how many heads it has: write TransformerEncoderLayer(8, nhead, 16) in its place"
        )
    attention = "MultiheadAttention(\n(out_proj): NonDynamicallyQuantizableLinear(in_features=8, out_features=8)\n)"
    assert problem(attention).endswith("write MultiheadAttention(8, num_heads) in its place")
