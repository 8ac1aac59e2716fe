"""What print(model) shows is read as the network that the model is."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from exgen.engine.architectures import ARCHITECTURES, architecture
from exgen.engine.network_report import finished_network, network_report
from exgen.engine.networks import Network
from exgen.engine.printed_classes import CHAINS, CLASSES, UNPRINTED
from exgen.engine.printed_models import written_out
from exgen.engine.reading import MOST_CHARACTERS, read_network
from exgen.errors import NetworkError
from tests.engine.prints.models import PRINTS, vit

PUBLISHED = Path(__file__).parent / "prints" / "resnet18.txt"
CHANGES_NOTHING = ("inplace", "p")
"""Arguments that a print tells otherwise than a known network, which has no digits to spare."""


def told(network: Network) -> list[object]:
    """The layers with their arguments, and how they are joined."""
    layers = [
        (
            layer.kind,
            {
                name: Fraction(str(value)) if name == "eps" else value
                for name, value in layer.arguments.items()
                if name not in CHANGES_NOTHING
            },
        )
        for layer in network.layers
    ]
    return [layers, network.wiring]


def kinds(text: str, input: str) -> str:
    return " ".join(layer.kind for layer in finished_network(text, input).layers)


def problems(text: str, input: str) -> list[str]:
    with pytest.raises(NetworkError) as caught:
        network_report(finished_network(text, input))
    return list(caught.value.problems)


@pytest.mark.parametrize("name", PRINTS)
def test_a_print_is_the_known_network(name: str) -> None:
    printed = finished_network(PRINTS[name](), ARCHITECTURES[name].input)
    assert told(printed) == told(architecture(name).resolve({}))


def test_the_longest_prints_are_far_from_the_limit() -> None:
    lengths = {name: len(make()) for name, make in PRINTS.items()}
    assert (lengths["densenet201"], lengths["efficientnet_b7"]) == (49_467, 69_179)
    assert max(lengths.values()) < MOST_CHARACTERS


def test_the_prints_are_those_that_are_published() -> None:
    assert PRINTS["resnet18"]() + "\n" == PUBLISHED.read_text(encoding="utf-8")


def test_a_model_with_another_head_is_read() -> None:
    text = PRINTS["resnet18"]().replace(
        "(fc): Linear(in_features=512, out_features=1000, bias=True)",
        "(fc): Sequential(\n    (0): Linear(in_features=512, out_features=10)\n    (1): LogSoftmax(dim=1)\n  )",
    )
    assert kinds(text, "3x224x224").endswith("ReLU AdaptiveAvgPool2d Flatten Linear LogSoftmax")


def test_a_known_model_inside_somebody_s_own_is_read() -> None:
    inner = PRINTS["resnet18"]().replace("\n", "\n  ")
    rows = network_report(finished_network(f"Classifier(\n  (backbone): {inner}\n)", "3x64x64")).rows
    assert (len(rows), sum(row.parameters for row in rows)) == (69, 11_689_512)


def test_an_own_chain_is_read_as_it_is_printed() -> None:
    text = """
Net(
  (features): Sequential(
    (0): Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1))
    (1): ReLU()
  )
  (flatten): Flatten(start_dim=1, end_dim=-1)
  (fc): Linear(in_features=3456, out_features=10, bias=True)
)
"""
    assert kinds(text, "1x28x28") == "Conv2d ReLU Flatten Linear"


NET = """
Net(
  (conv): Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1))
  (pool): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
  (fc): Linear(in_features=864, out_features=10, bias=True)
)
"""
HINT = (
    "; if they are no chain, write how they are joined: Residual(...), Concat(...), a label x: and Add(x), or Flatten("
)


def test_what_a_print_leaves_out_is_said_where_a_chain_does_not_fit() -> None:
    misfit, hint = problems(NET, "1x28x28")
    assert misfit.startswith("layer 3, Linear(864, 10): it takes a vector (features), but an image")
    assert hint.startswith(f"no print shows the forward pass of Net: its layers are read as a chain{HINT}")
    text = f"Sequential(\n(0): Block(\n(a): Conv2d(1, 8, 3)\n(b): Conv2d(1, 8, 1)\n)\n(1): {NET.strip()}\n)"
    assert problems(text, "1x28x28")[-1].startswith(
        "no print shows the forward pass of Block and Net: their layers are"
    )
    assert problems("Conv2d(1, 8, 3)\nConv2d(1, 8, 3)", "1x28x28")[1:] == []


def test_a_print_of_an_old_version_is_read() -> None:
    old = PRINTS["resnet18"]().replace("inplace=True", "inplace")
    assert told(finished_network(old, "3x224x224")) == told(architecture("resnet18").resolve({}))


def test_a_known_class_with_other_children_is_a_chain() -> None:
    text = "BasicBlock(\n  (conv1): Conv2d(8, 8, kernel_size=(1, 1), stride=(1, 1))\n  (act): ReLU()\n)"
    assert kinds(text, "8x9x9") == "Conv2d ReLU"


def test_a_way_around_stands_only_where_shapes_stay() -> None:
    block = "InvertedResidual(\n(conv): Sequential(\n(0): Conv2d(8, {}, 3, stride={}, padding=1)\n)\n)"
    for out, stride, expected in ((8, 1, "Conv2d Add"), (8, 2, "Conv2d"), (16, 1, "Conv2d")):
        assert kinds(block.format(out, stride), "8x9x9") == expected


SAME, HALVED = "Sequential((0): Conv2d(8, 8, 3, padding=1))", "Sequential((0): Conv2d(8, 8, 3, 2, padding=1))"
CHILDREN = "(f): BottleneckTransform((a): Conv2d(8, 8, 1))"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"_InvertedResidual((layers): {SAME})", "Conv2d Add"),
        (f"_InvertedResidual((layers): {HALVED})", "Conv2d"),
        (
            f"FusedMBConv((block): {SAME}, (stochastic_depth): StochasticDepth(p=0.1, mode=row))",
            "Conv2d StochasticDepth Add",
        ),
        (f"FusedMBConv((block): {HALVED}, (stochastic_depth): StochasticDepth(p=0.1, mode=row))", "Conv2d"),
        (f"ResBottleneckBlock({CHILDREN}, (activation): ReLU())", "Conv2d Add ReLU"),
        (
            f"ResBottleneckBlock((proj): Conv2d(8, 8, 1), {CHILDREN}, (activation): ReLU())",
            "Conv2d Conv2d Add ReLU",
        ),
        (
            "SqueezeExcitation((fc1): Conv2d(8, 2, 1), (relu): ReLU(), (fc2): Conv2d(2, 8, 1))",
            "AdaptiveAvgPool2d Conv2d ReLU Conv2d Hardsigmoid Multiply",
        ),
        (
            "MNASNet((layers): ReLU(), (classifier): Linear(8, 2))",
            "ReLU AdaptiveAvgPool2d Flatten Linear",
        ),
        (
            "RegNet((stem): ReLU(), (trunk_output): Tanh(), (avgpool): AdaptiveAvgPool2d(1), (fc): Linear(8, 2))",
            "ReLU Tanh AdaptiveAvgPool2d Flatten Linear",
        ),
    ],
)
def test_further_classes_are_read(text: str, expected: str) -> None:
    assert kinds(text, "8x9x9") == expected
    network_report(finished_network(text, "8x9x9"))


def test_a_print_that_cannot_be_enough_is_refused() -> None:
    cut = "CNBlock(\n  (block): Sequential(\n    (0): Permute()\n  )\n)"
    assert problems(cut, "3x9x9")[0].startswith("CNBlock: its print leaves out layer_scale, and the axes")
    (problem,) = problems("VisionTransformer(\n  (conv_proj): Conv2d(3, 768, 16, 16)\n)", "3x224x224")
    assert problem.startswith("VisionTransformer: its print leaves out class_token and encoder.pos_embedding")
    (problem,) = problems(vit(16, 1, 192, 768), "3x224x224")
    assert problem.startswith(
        "EncoderBlock: its print leaves out num_heads, which torchvision has for other features than 192 (12 of 768, "
    )
    (problem,) = problems("SwinTransformer(\n  (features): ReLU()\n)", "3x9x9")
    assert problem.startswith("SwinTransformer: its print leaves out the tables of relative positions")


def test_what_is_put_in_is_said() -> None:
    report = network_report(finished_network(PRINTS["vit_b_16"](), "3x224x224"))
    assert report.parameters == 86_567_656
    assert report.added == (
        "EncoderBlock: 12 heads, as torchvision has for 768 features",
        "VisionTransformer: class_token with 768 values, and encoder.pos_embedding with as many for each of 197 "
        "places, which is for images of 224 x 224",
    )
    assert report.as_json()["added"] == list(report.added)
    smaller = network_report(finished_network(PRINTS["vit_b_16"](), "3x160x96"))
    assert smaller.parameters == 86_567_656 - (197 - 61) * 768
    assert smaller.added[1].endswith("of 61 places, which is for images of 160 x 96")
    convnext = network_report(finished_network(PRINTS["convnext_tiny"](), "3x224x224"))
    assert (convnext.parameters, len(convnext.added)) == (28_589_128, 1)
    assert network_report(finished_network(PRINTS["resnet18"](), "3x224x224")).added == ()


def test_what_is_put_in_stays_when_letters_get_numbers() -> None:
    draft = read_network(PRINTS["convnext_tiny"](), "(3, H, H)")
    assert draft.added == draft.with_numbers({"H": 64}).added == draft.resolve({"H": 64}).added != ()


def test_somebody_s_own_encoder_is_no_transformer_s() -> None:
    own = "Encoder(\n  (dropout): Dropout(p=0.1, inplace=False)\n  (layers): Linear(8, 4)\n  (ln): LayerNorm((4,))\n)"
    assert kinds(own, "5x8") == "Dropout Linear LayerNorm"


def test_a_text_that_doubles_at_every_step_ends() -> None:
    text = "Conv2d(8, 8, 1)"
    for _ in range(10):
        text = f"BasicBlock(\n(conv1): ReLU\n(bn1): ReLU\n(relu): {text}\n(conv2): ReLU\n(bn2): ReLU\n)"
    assert len(finished_network(text, "8x9x9").layers) > 2**10
    for _ in range(9):
        text = f"BasicBlock(\n(conv1): ReLU\n(bn1): ReLU\n(relu): {text}\n(conv2): ReLU\n(bn2): ReLU\n)"
    assert problems(text, "8x9x9") == ["written out, the model's text is longer than 1,000,000 characters"]
    for _ in range(5000):
        text = f"VGG(\n(a): {text}\n)"
    (line,) = problems(text, "8x9x9")
    assert line.startswith("layer 1, VGG( (a): VGG(")
    assert line.endswith(": containers stand more than 20 deep in each other")


def test_every_class_has_a_form_for_each_set_of_its_children() -> None:
    for name, forms in CLASSES.items():
        assert len({form.children for form in forms}) == len(forms), name
    assert not CHAINS & CLASSES.keys()
    assert not UNPRINTED.keys() & CLASSES.keys()
    assert written_out("ReLU").text == "ReLU"


def test_classes_whose_forward_pass_nobody_knows_are_named_where_they_fit_as_chains() -> None:
    text = "Net(\n  (block): MyBlock(\n    (conv): Conv2d(8, 8, 1)\n    (shortcut): Conv2d(8, 8, 1)\n  )\n)"
    report = network_report(finished_network(text, "8x8x8"))
    assert report.as_json()["assumed"] == ["MyBlock", "Net"]
    assert "assumed" not in network_report(finished_network("vgg16")).as_json()
