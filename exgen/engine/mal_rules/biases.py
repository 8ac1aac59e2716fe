"""Mistakes with biases, and in sums."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

SHARES = ("share", "share_of_body", "share_of_head")
"""What a layer adds to a sum, be it of the network's head or of the rest."""

BIASES = (
    mal_rule(
        "bias_forgotten",
        {
            "convolution_biases": {"B": "0"},
            "linear_biases": {"B": "0"},
            "dense_biases": {"B": "0"},
            "normalisation_biases": {"B": "0"},
            "additions_per_output": {"B": "0"},
            "cross_correlation": {"B": "0"},
            "cropped_output": {"B": "0"},
            "dense_rows": {"B": "0"},
        },
        rank=Rank.COMMON,
        source='1728 for 1792 parameters; "Wrong parameter count", https://github.com/dgschwend/netscope/issues/17',
        example=Example(
            "Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)", "network.layers[0].parameters", "100416", "100352"
        ),
    ),
    mal_rule(
        "absent_bias_counted",
        {
            "convolution_biases": {"B": "1"},
            "linear_biases": {"B": "1"},
            "dense_biases": {"B": "1"},
            "embedding_weights": "V E + E",
            "additions_per_output": {"B": "1"},
        },
        source='"Don\'t try to count biases for layers without them", https://github.com/NVIDIA/DIGITS/pull/317',
        example=Example("Conv2d(3, 8, 5, bias=False)", "(3, 9, 9)", "network.layers[0].parameters", "600", "608"),
    ),
    mal_rule(
        "one_bias_per_layer",
        {"convolution_biases": "B", "linear_biases": "B", "dense_biases": "B"},
        rank=Rank.COMMON,
        source="CSCI 5922 2025, problem set 3: 104 biases for 25840",
        example=Example(
            "ConvTranspose2d(8, 4, 3, stride=2)", "(8, 7, 7)", "network.layers[0].parameters", "292", "289"
        ),
    ),
    mal_rule(
        "one_bias_per_weight",
        {"convolution_biases": "B * C_in * C_out"},
        rank=Rank.RARE,
        source='nC_prev * nC biases asked about; "How many biases are there in one CNN layer?", '
        "https://community.deeplearning.ai/t/how-many-biases-are-there-in-one-cnn-layer/19418",
        example=Example(
            "Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)", "network.layers[0].parameters", "100416", "102400"
        ),
    ),
    mal_rule(
        "one_bias_for_each_weight",
        {"convolution_biases": "B * C_in * product(K) * C_out", "linear_biases": "B * F_in * F_out"},
        rank=Rank.RARE,
        example=Example("Conv2d(8, 32, 3)", "(8, 20, 20)", "network.layers[0].parameters", "2336", "4608"),
    ),
    mal_rule(
        "one_bias_per_input_channel",
        {"convolution_biases": "B * C_in", "linear_biases": "B * F_in"},
        rank=Rank.RARE,
        source='"has size of C", the channels that go in; "incorrect ConvTranspose Bias shape", '
        "https://github.com/onnx/onnx/issues/1531",
        example=Example("Conv2d(8, 32, 3)", "(8, 20, 20)", "network.layers[0].parameters", "2336", "2312"),
    ),
    mal_rule(
        "one_bias_per_position",
        {"convolution_biases": "B * C_out * product(X)"},
        rank=Rank.RARE,
        source='(3*5*5 + O*O) * 32 asked about; "Correct number of biases in CNN", '
        "https://datascience.stackexchange.com/questions/17671/correct-number-of-biases-in-cnn",
        example=Example(
            "Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)", "network.layers[0].parameters", "100416", "101952"
        ),
    ),
    mal_rule(
        "kernel_size_for_map_size",
        {"dense_biases": "B * C_out * product(K)"},
        source="Section 09: 805306512 for 805371904",
        example=Example(
            "Conv2d(3, 16, 3, padding=1)", "(3, 64, 64)", "network.layers[0].dense_parameters", "805371904", "805306512"
        ),
    ),
    mal_rule(
        "one_dense_bias_per_channel",
        {"dense_biases": "B * C_out"},
        example=Example(
            "Conv2d(3, 16, 3, padding=1)", "(3, 64, 64)", "network.layers[0].dense_parameters", "805371904", "805306384"
        ),
    ),
    # of additions the mistakes made there are likelier than one in the multiplications, with the same value
    mal_rule(
        "only_bias_additions_counted",
        {"additions_per_output": "B"},
        rank=Rank.RARE,
        source="IN3310 2024, week 5: 1600 for 2508800",
        example=Example(
            "Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)", "network.layers[0].additions_per_output", "1568", "1"
        ),
    ),
    mal_rule(
        "additions_one_too_many",
        {"additions_per_output": "m + B"},
        rank=Rank.COMMON,
        example=Example("Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)", "network.additions", "2508800", "2510400"),
    ),
    mal_rule(
        "bias_counted_as_multiplication",
        {"products_per_output": "C_in / G * product(K) + B", "features_per_output": "F_in + B"},
        rank=Rank.COMMON,
        source="IN3310 2024, week 5: 2510400 for 2508800",
        example=Example(
            "Conv2d(32, 64, 7, stride=3)",
            "(32, 19, 19)",
            "network.layers[0].multiplications_per_output",
            "1568",
            "1569",
        ),
    ),
    mal_rule(
        "layer_left_out",
        {**{share: {"n": "0"} for share in SHARES}, "cost_share": {"n": "0"}},
        is_of_one_layer=True,
        rank=Rank.COMMON,
        source='the layer of a shortcut; "flops calculation for the shortcut layer when stride==1 is not considered?", '
        "https://github.com/irwinherrmann/stochastic-gates/issues/2",
        example=Example(
            "Conv2d(3, 16, 3); ReLU(); Conv2d(16, 32, 3)", "(3, 64, 64)", "network.parameters", "5088", "4640"
        ),
    ),
    mal_rule(
        "layer_counted_twice",
        {share: {"n": "2n"} for share in SHARES},
        is_of_one_layer=True,
        rank=Rank.RARE,
        source='"Shared module weights are counted twice", https://github.com/sksq96/pytorch-summary/issues/37',
        example=Example(
            "Conv2d(3, 16, 3); ReLU(); Conv2d(16, 32, 3)", "(3, 64, 64)", "network.parameters", "5088", "5536"
        ),
    ),
    mal_rule(
        "head_left_out",
        {"share_of_head": {"n": "0"}},
        is_in_all_layers=True,
        rank=Rank.COMMON,
        source="Keras: VGG16(include_top=False) has 14,714,688 parameters, VGG16() 138,357,544",
        example=Example("vgg16", "(3, 224, 224)", "network.parameters", "138357544", "14714688"),
    ),
    mal_rule(
        "only_head_counted",
        {"share_of_body": {"n": "0"}},
        is_in_all_layers=True,
        example=Example("vgg16", "(3, 224, 224)", "network.parameters", "138357544", "123642856"),
    ),
)
