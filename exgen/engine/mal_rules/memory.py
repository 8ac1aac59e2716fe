"""Mistakes with memory: batches, bytes and units."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

OTHER_UNIT = (
    "where({0} % 2^30 == 0, {0} / 2^30 * 10^9, where({0} % 10^9 == 0, {0} / 10^9 * 2^30, "
    "where({0} % 2^20 == 0, {0} / 2^20 * 10^6, where({0} % 10^6 == 0, {0} / 10^6 * 2^20, {0}))))"
)
"""A number of bytes that is so many of one unit, as so many of the other."""

MEMORY = (
    mal_rule(
        "batch_forgotten",
        {"activations": {"N": "1"}, "feature_activations": {"N": "1"}},
        rank=Rank.COMMON,
        example=Example(
            "Conv2d(1, 64, 3, padding=1)",
            "(1, 256, 256)",
            "network.layers[0].activations",
            "134217728",
            "4194304",
            {"batch": "32"},
        ),
    ),
    mal_rule(
        "channels_of_activations_forgotten",
        {"activations": {"C": "1"}},
        example=Example(
            "Conv2d(1, 64, 3, padding=1)", "(1, 256, 256)", "network.layers[0].activations", "4194304", "65536"
        ),
    ),
    mal_rule(
        "one_side_of_activations_forgotten",
        {"activations": "N * C * product(X) / X[-1]"},
        rank=Rank.RARE,
        example=Example(
            "Conv2d(1, 64, 3, padding=1)", "(1, 256, 256)", "network.layers[0].activations", "4194304", "16384"
        ),
    ),
    mal_rule(
        "bits_for_bytes",
        {"bytes": {"b": "8b"}},
        source='16 bits per weight * 8 bits per byte; "Typo in page 12", '
        "https://github.com/cfregly/ai-performance-engineering/issues/11",
        example=Example(
            "Conv2d(1, 64, 3, padding=1)",
            "(1, 256, 256)",
            'network.largest_batch(12884901888, "largest_tensor")',
            "768",
            "96",
        ),
    ),
    mal_rule(
        "numbers_for_bytes",
        {"bytes": {"b": "1"}},
        rank=Rank.COMMON,
        source='5.3M expected where 20 MB were shown; "why the params size of b0 model is 20M rather than 5.3M", '
        "https://github.com/lukemelas/EfficientNet-PyTorch/issues/40",
        example=Example(
            "Conv2d(1, 64, 3, padding=1)",
            "(1, 256, 256)",
            'network.largest_batch(12884901888, "largest_tensor")',
            "768",
            "3072",
        ),
    ),
    mal_rule(
        "decimal_for_binary_unit",
        {"in_unit": {"U": OTHER_UNIT.format("U")}, "largest_batch": {"R": OTHER_UNIT.format("R")}},
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
        "output_alone_kept",
        {"kept_pair": "max(A_in, A_out)"},
        example=Example(
            "Conv2d(1, 64, 3, padding=1)", "(1, 256, 256)", 'network.memory("input_and_output")', "17039360", "16777216"
        ),
    ),
    mal_rule(
        "gradients_forgotten",
        {"with_gradients": "T"},
        example=Example(
            "Conv2d(1, 64, 3, padding=1)",
            "(1, 256, 256)",
            'network.memory("activations_and_gradients")',
            "34078720",
            "17039360",
        ),
    ),
    # where the gradients are asked for too, they are counted once all the same
    mal_rule(
        "activation_gradients_counted",
        {"kept_activations": "2 sum(terms)", "with_gradients": {"T": "T / 2"}},
        source="CS231n notes, Case studies: VGGNet takes 93 MB for an image, only forward, and ~*2 for backward",
        example=Example(
            "Conv2d(1, 64, 3, padding=1)", "(1, 256, 256)", 'network.memory("activations")', "17039360", "34078720"
        ),
    ),
    mal_rule(
        "batch_rounded_up",
        {"largest_batch": "ceil(R / M)"},
        example=Example(
            "Conv2d(1, 64, 3, padding=1)",
            "(1, 256, 256)",
            'network.largest_batch(12000000000, "largest_tensor")',
            "715",
            "716",
        ),
    ),
    mal_rule(
        "twice_the_bytes",
        {"bytes": {"b": "2b"}},
        source='1.4 terabytes for 176 * 10^9 numbers of float32; "Update accelerate-large-models.md", '
        "https://github.com/huggingface/blog/pull/1203",
        example=Example("Linear(20, 30)", "(20)", "network.parameter_memory", "2520", "5040"),
    ),
    mal_rule(
        "half_the_bytes",
        {"bytes": {"b": "b / 2"}},
        source='2 bytes for each number of float32; "Unquantized models always assumed 2 bytes/param", '
        "https://github.com/jranaraki/vllm-fit/issues/6",
        example=Example("Linear(20, 30)", "(20)", "network.parameter_memory", "2520", "1260"),
    ),
)
