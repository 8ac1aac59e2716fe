"""Conventions as changes of rules: under each of them another answer is right. What is settled here instead of them,
``exgen.engine.conventions`` says."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, mal_rule
from exgen.engine.mal_rules.memory import OTHER_UNIT
from exgen.engine.mal_rules.sizes import DILATED, SIZE_RULES
from exgen.engine.mal_rules.transposed import TRANSPOSED_SIZE_RULES

_FROM_ZERO = "where(D == 1, 1, D + 1)"
"""A dilation that is written is counted from 0; the 1 of a layer that has none stays."""
_FROM_ONE = "max(1, D - 1)"
"""A dilation that was counted from 0 is taken for one that is counted from 1."""

CONVENTIONS = (
    mal_rule(
        "exact_division",
        {"output_size": "(H + 2P - D(K - 1) - 1) / S + 1"},
        is_convention=True,
        source="CS231n notes: sizes that do not divide are refused; Section 09 prints the formula without floor",
        example=Example("Conv1d(1, 1, 7, stride=2, padding=4)", "(1, 100)", "network.output_size[0]", "51", "103/2"),
    ),
    mal_rule(
        "same_padding_by_kernel",
        {"covering_places": "D(K - 1)"},
        is_convention=True,
        source="torch.nn.Conv2d: padding='same'; CS231n notes: P = (K - 1) / 2",
        example=Example(
            "Conv1d(1, 1, 5, stride=2)",
            "(1, 14)",
            'network.layers[0].padding_before("tensorflow")[0]',
            "1",
            "2",
        ),
    ),
    mal_rule(
        "odd_place_before",
        {
            "same_padding": "ceil(D(K - 1) / 2)",
            "same_padding_behind": "floor(D(K - 1) / 2)",
            "half_before": "ceil(T / 2)",
            "half_behind": "floor(T / 2)",
        },
        is_convention=True,
        source="ONNX: auto_pad SAME_LOWER",
        example=Example("Conv1d(1, 1, 4, padding='same')", "(1, 14)", "network.layers[0].padding_before[0]", "1", "2"),
    ),
    mal_rule(
        "without_bias",
        {
            "convolution_biases": {"B": "0"},
            "linear_biases": {"B": "0"},
            "dense_biases": {"B": "0"},
            "plain_biases": {"B": "0"},
            "recurrent_biases": {"B": "0"},
            "attention_biases": {"B": "0"},
            "wide_attention_biases": {"B": "0"},
            "encoder_biases": "2 B E",
        },
        is_convention=True,
        source="tables that count weights alone",
        example=Example("Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)", "network.parameters", "100416", "100352"),
    ),
    mal_rule(
        "two_operations_per_product",
        {
            "multiplications": "2 m V",
            "counted_multiplications": "2M",
            "multiply_adds": "2M",
            "plain_multiplications": "2 C_in * product(K) * C_out * product(X)",
        },
        is_convention=True,
        source="FLOPs of many tables are twice the multiply-adds of the ResNet paper and torchvision",
        example=Example("Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)", "network.multiplications", "2508800", "5017600"),
    ),
    mal_rule(
        "one_operation_per_multiply_add",
        {"operations": "M"},
        is_convention=True,
        source="He et al. 2015, section 3.3: FLOPs (multiply-adds); torchvision's GFLOPS",
        example=Example("Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)", "network.operations", "5017600", "2508800"),
    ),
    mal_rule(
        "products_and_additions_apart",
        {"operations": "P + A"},
        is_convention=True,
        source="Molchanov et al. 2017, appendix A.1: (2I - 1)O for a dense layer",
        example=Example("Linear(4096, 1000, bias=False)", "(4096)", "network.operations", "8192000", "8191000"),
    ),
    mal_rule(
        "two_operations_per_multiply_add_and_one_per_bias",
        {"operations": "2M + U"},
        is_convention=True,
        source="TensorFlow's profiler: two for each product of Conv2D and MatMul, one for each value of BiasAdd",
        example=Example("Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)", "network.operations", "5017600", "5019200"),
    ),
    mal_rule(
        "bias_counted_as_multiply_add",
        {"multiply_adds": {"M": "M + U"}, "operations": {"M": "M + U"}},
        is_convention=True,
        source="torchinfo's total mult-adds; Molchanov et al. 2017, appendix A.1: 2HW(C_in K^2 + 1)C_out",
        example=Example("Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)", "network.multiply_adds", "2508800", "2510400"),
    ),
    mal_rule(
        "dilation_from_zero",
        {name: {"D": _FROM_ZERO} for name in (*SIZE_RULES, *TRANSPOSED_SIZE_RULES, "field_end", *DILATED)},
        is_convention=True,
        source="CS231n notes; AI-Med 2020, section 4: D = 0 for none",
        example=Example("Conv1d(1, 1, 3, dilation=4)", "(1, 20)", "network.output_size[0]", "12", "10"),
    ),
    mal_rule(
        "running_statistics_counted",
        {"normalisation_parameters": "n + R"},
        is_convention=True,
        source="Keras prints 4 parameters for each channel of BatchNormalization, 2 of them not trainable",
        example=Example("Conv2d(3, 8, 3); BatchNorm2d(8)", "(3, 10, 10)", "network.parameters", "240", "256"),
    ),
    mal_rule(
        "non_trainable_without_statistics",
        {"running_statistics": "0"},
        is_convention=True,
        source="torch.nn.Module: parameters() does not yield buffers, and torchinfo counts none",
        example=Example(
            "Conv2d(3, 8, 3); BatchNorm2d(8)", "(3, 10, 10)", "network.non_trainable_parameters(1)", "240", "224"
        ),
    ),
    mal_rule(
        "counter_of_batches_counted",
        {"running_statistics": "B(2C + 1)"},
        is_convention=True,
        source="torch.nn.BatchNorm2d: num_batches_tracked is a buffer",
        example=Example(
            "Conv2d(3, 8, 3); BatchNorm2d(8)", "(3, 10, 10)", "network.non_trainable_parameters(1)", "240", "241"
        ),
    ),
    mal_rule(
        "activation_gradients_kept",
        {"training_numbers": {"T": "2T"}},
        is_convention=True,
        source="CS231n notes, Case studies: VGGNet takes 93 MB for an image, only forward, and ~*2 for backward",
        example=Example(
            "Linear(20, 30); ReLU(); Linear(30, 10)", "(20)", 'network.training_memory("adam")', "15400", "15760"
        ),
    ),
    mal_rule(
        "in_place_outputs_left_out",
        {"in_place_values": "0"},
        is_convention=True,
        source="torchvision: ReLU(inplace=True); CS231n notes, Case studies: VGGNet's memory without its ReLUs",
        example=Example("Conv2d(3, 8, 3); ReLU()", "(3, 10, 10)", "network.activations", "1024", "512"),
    ),
    mal_rule(
        "channels_last",
        {},
        is_convention=True,
        source="Keras: data_format='channels_last', its default",
        example=Example(
            "Conv2d(3, 16, 5, stride=2)", "(3, 64, 64)", "network.output_shape", "(16, 30, 30)", "(30, 30, 16)"
        ),
    ),
    mal_rule(
        "other_unit",
        {"in_unit": {"U": OTHER_UNIT.format("U")}, "largest_batch": {"R": OTHER_UNIT.format("R")}},
        is_convention=True,
        source="IEC 80000-13: 1 MB is 10^6 bytes, 1 MiB is 2^20",
        example=Example(
            "Conv2d(1, 64, 3, padding=1)",
            "(1, 256, 256)",
            'network.largest_batch(12884901888, "largest_tensor")',
            "768",
            "715",
        ),
    ),
    mal_rule(
        "one_bias_vector_per_gate",
        {
            "recurrent_biases": "B G (1 + R) N H",
            "recurrent_additions": "L (w + (B - 1) G (1 + R) N H)",
            "projected_additions": "L (w + (B - 1) G (1 + R) N H - (1 + R) N P)",
            "recurrent_bias_additions": "B L G (1 + R) N H",
        },
        is_convention=True,
        source="Keras: its LSTM has one vector of biases for each gate",
        example=Example("LSTM(4, 3)", "(5, 4)", "network.layers[0].parameters", "108", "96"),
    ),
    mal_rule(
        "dilation_from_one",
        {name: {"D": _FROM_ONE} for name in (*SIZE_RULES, *TRANSPOSED_SIZE_RULES, "field_end", *DILATED)},
        is_convention=True,
        source="PyTorch; Dumoulin and Visin 2016",
        example=Example(
            "Conv1d(1, 1, 3, dilation=4)",
            "(1, 20)",
            "network.output_size[0]",
            "12",
            "14",
            conventions={"dilation": "from_zero"},
        ),
    ),
)
