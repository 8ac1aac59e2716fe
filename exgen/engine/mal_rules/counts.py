"""Mistakes in weights, features and operations."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

COUNTS = (
    mal_rule(
        "input_channels_forgotten",
        {
            "convolution_weights": {"C_in": "G"},
            "products_per_output": {"C_in": "G"},
            "input_values": {"C_in": "1"},
            "flattened_size": {"C": "1"},
            "flattened_input": {"C_in": "1"},
            "plain_weights": {"C_in": "1"},
            "plain_multiplications": {"C_in": "1"},
        },
        rank=Rank.COMMON,
        source="AI-Med 2020, section 1: K_1*K_2*W_out*H_out*C_out multiplications",
        example=Example(
            "ConvTranspose2d(8, 4, 3, stride=2)", "(8, 7, 7)", "network.layers[0].multiplications", "14112", "1764"
        ),
    ),
    mal_rule(
        "output_channels_forgotten",
        {
            "convolution_weights": {"C_out": "1"},
            "products_per_input": {"C_out": "G"},
            "output_values": {"C_out": "1"},
            "flattened_output": {"C_out": "1"},
            "plain_weights": {"C_out": "1"},
            "plain_multiplications": {"C_out": "1"},
        },
        rank=Rank.COMMON,
        example=Example(
            "ConvTranspose2d(8, 4, 3, stride=2)", "(8, 7, 7)", "network.layers[0].multiplications", "14112", "3528"
        ),
    ),
    mal_rule(
        "positions_forgotten",
        {"output_values": {"N": "1"}},
        rank=Rank.COMMON,
        example=Example(
            "Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)", "network.layers[0].multiplications", "2508800", "100352"
        ),
    ),
    mal_rule(
        "input_size_for_output_size",
        {"positions": {"X": "I"}},
        rank=Rank.COMMON,
        example=Example(
            "Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)", "network.layers[0].multiplications", "2508800", "36227072"
        ),
    ),
    mal_rule(
        "sum_for_product",
        {
            "convolution_weights": "(C_in / G + sum(K)) * C_out",
            "products_per_output": "C_in / G + sum(K)",
            "products_per_input": "C_out / G + sum(K)",
            "linear_weights": "F_in + F_out",
            "dense_weights": "F_in + F_out",
            "positions": "sum(X)",
            "input_positions": "sum(I)",
            "flattened_size": "C + sum(I)",
            "flattened_input": "C_in + sum(I)",
            "flattened_output": "C_out + sum(X)",
        },
        rank=Rank.COMMON,
        example=Example(
            "ConvTranspose2d(8, 4, 3, stride=2)", "(8, 7, 7)", "network.layers[0].multiplications", "14112", "1120"
        ),
    ),
    mal_rule(
        "one_kernel_side_forgotten",
        {
            "convolution_weights": "C_in / G * product(K) / K[1] * C_out",
            "products_per_output": "C_in / G * product(K) / K[1]",
            "products_per_input": "C_out / G * product(K) / K[1]",
            "plain_weights": "C_in * product(K) / K[1] * C_out",
            "plain_multiplications": "C_in * product(K) / K[1] * C_out * product(X)",
        },
        rank=Rank.COMMON,
        example=Example(
            "ConvTranspose2d(8, 4, 3, stride=2)", "(8, 7, 7)", "network.layers[0].multiplications", "14112", "4704"
        ),
    ),
    mal_rule(
        "groups_forgotten",
        {"convolution_weights": {"G": "1"}, "products_per_output": {"G": "1"}, "products_per_input": {"G": "1"}},
        rank=Rank.COMMON,
        source='all filters counted in each group; "fix flops calculation for grouped convolutions", '
        "https://github.com/openvinotoolkit/nncf/pull/964",
        example=Example(
            "ConvTranspose2d(8, 4, 3, stride=2, groups=2)",
            "(8, 7, 7)",
            "network.layers[0].multiplications",
            "7056",
            "14112",
        ),
    ),
    mal_rule(
        "channels_of_one_branch",
        {"joined_channels": "max(terms)"},
        rank=Rank.COMMON,
        example=Example(
            "Concat(Conv2d(16, 8, 1), Conv2d(16, 24, 1))", "(16, 8, 8)", "network.output_shape[0]", "32", "24"
        ),
    ),
    mal_rule(
        "channels_of_narrowest_branch",
        # where all are equally wide, those of any branch are meant
        {"joined_channels": "where(min(terms) < max(terms), min(terms), sum(terms))"},
        example=Example(
            "Concat(Conv2d(16, 8, 1), Conv2d(16, 24, 1))", "(16, 8, 8)", "network.output_shape[0]", "32", "8"
        ),
    ),
    mal_rule(
        "branches_concatenated",
        {"added_channels": "sum(terms)"},
        rank=Rank.COMMON,
        source='a residual unit that concatenates; "But why use Concatenate in the residual unit?", '
        "https://github.com/ShivamP1993/"
        "FusAtNet-Dual-Attention-based-SpectroSpatial-Multimodal-Fusion-Network-for-Hyperspectral-and-LiDAR-/issues/1",
        example=Example("Residual(Conv2d(64, 64, 3, padding=1))", "(64, 8, 8)", "network.output_shape[0]", "64", "128"),
    ),
    mal_rule(
        "channels_multiplied",
        {"joined_channels": "product(terms)"},
        rank=Rank.RARE,
        example=Example(
            "Concat(Conv2d(16, 8, 1), Conv2d(16, 24, 1))", "(16, 8, 8)", "network.output_shape[0]", "32", "192"
        ),
    ),
    mal_rule(
        "branch_left_out",
        {"branch_share": "0"},
        is_of_one_layer=True,
        rank=Rank.COMMON,
        example=Example(
            "Concat(Conv2d(192, 64, 1), Conv2d(192, 128, 1), Conv2d(192, 32, 1), Conv2d(192, 32, 1))",
            "(192, 28, 28)",
            "network.output_shape[0]",
            "256",
            "192",
        ),
    ),
    mal_rule(
        "weights_for_each_position",
        {
            "convolution_weights": "C_in / G * product(K) * C_out * product(X)",
            "convolution_biases": "B * C_out * product(X)",
        },
        is_in_all_rules=True,
        source="CS231n notes, Convolutional Networks: 290400 * 364 = 105,705,600 parameters without parameter sharing",
        example=Example(
            "Conv2d(3, 96, 11, stride=4)", "(3, 227, 227)", "network.layers[0].parameters", "34944", "105705600"
        ),
    ),
    mal_rule(
        "groups_divided_twice",
        {
            "convolution_weights": {"C_in": "C_in / G"},
            "products_per_output": {"C_in": "C_in / G"},
            "products_per_input": {"C_out": "C_out / G"},
        },
        source='divided by the groups once more; "group卷积计算量那块有问题？", '
        "https://github.com/Ldpe2G/DeepLearningForFun/issues/4",
        example=Example(
            "Conv2d(8, 32, 3, groups=4)", "(8, 20, 20)", "network.layers[0].multiplications", "186624", "46656"
        ),
    ),
    mal_rule(
        "groups_multiplied",
        {
            "convolution_weights": {"G": "1 / G"},
            "products_per_output": {"G": "1 / G"},
            "products_per_input": {"G": "1 / G"},
        },
        rank=Rank.RARE,
        example=Example("Conv2d(8, 32, 3, groups=4)", "(8, 20, 20)", "network.layers[0].parameters", "608", "9248"),
    ),
    mal_rule(
        "products_of_kernel_forgotten",
        {"multiplications": {"m": "1"}},
        rank=Rank.RARE,
        example=Example(
            "Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)", "network.layers[0].multiplications", "2508800", "1600"
        ),
    ),
    mal_rule(
        "flatten_drops_side",
        {
            "flattened_size": "C * product(I) / I[-1]",
            "flattened_input": "C_in * product(I) / I[-1]",
            "flattened_output": "C_out * product(X) / X[-1]",
        },
        source="Theoretical Exercise 8, 2023: 14684160 for 102764544",
        example=Example("Flatten(); Linear(25088, 4096)", "(512, 7, 7)", "network.parameters", "102764544", "14684160"),
    ),
    mal_rule(
        "flatten_keeps_channels_only",
        {"flattened_size": "C", "flattened_input": "C_in", "flattened_output": "C_out"},
        rank=Rank.COMMON,
        example=Example("Flatten(); Linear(25088, 4096)", "(512, 7, 7)", "network.parameters", "102764544", "2101248"),
    ),
    mal_rule(
        "pooling_has_weights",
        {"pooling_weights": "C * product(K)"},
        rank=Rank.COMMON,
        example=Example("MaxPool2d(2)", "(64, 32, 32)", "network.layers[0].parameters", "0", "256"),
    ),
    mal_rule(
        "pooling_has_weights_and_biases",
        {"pooling_weights": "C * product(K) + C"},
        rank=Rank.RARE,
        source="LeCun et al. 1998: pooling of LeNet-5 has parameters, that of today none",
        example=Example("MaxPool2d(2)", "(64, 32, 32)", "network.layers[0].parameters", "0", "320"),
    ),
    mal_rule(
        "pooling_counted_as_convolution",
        {"pooling_weights": "C * product(K) * C + C"},
        rank=Rank.RARE,
        example=Example("MaxPool2d(2)", "(64, 32, 32)", "network.layers[0].parameters", "0", "16448"),
    ),
    mal_rule(
        "one_scale_for_all_channels",
        {"normalisation_weights": {"C": "1"}, "normalisation_biases": {"C": "1"}},
        rank=Rank.RARE,
        example=Example("Conv2d(3, 8, 3); BatchNorm2d(8)", "(3, 10, 10)", "network.parameters", "240", "226"),
    ),
    mal_rule(
        "normalisation_has_no_parameters",
        {"normalisation_weights": {"B": "0"}, "normalisation_biases": {"B": "0"}},
        example=Example("Conv2d(3, 8, 3); BatchNorm2d(8)", "(3, 10, 10)", "network.parameters", "240", "224"),
    ),
)
