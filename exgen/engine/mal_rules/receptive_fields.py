"""Mistakes in receptive fields: in how intervals are put together, in their ends, in sizes."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule
from exgen.engine.mal_rules.phases import PLACES_RULES, READ_RULES, SPREAD_RULES

END_RULES = ("field_start", "field_end")
NETWORK_RULES = ("network_stride", "network_start", "network_end")

RECEPTIVE_FIELDS = (
    mal_rule(
        "stride_not_accumulated",
        {"field_stride": {"J": "1"}, "field_start": {"J": "1"}, "field_end": {"J": "1"}},
        is_of_last_layer=True,
        rank=Rank.COMMON,
        example=Example(
            "Conv1d(1, 1, 3, padding=1); MaxPool1d(2); Conv1d(1, 1, 5, padding=2); MaxPool1d(3, stride=2)",
            "(1, 64)",
            "network.layers[3].receptive_field",
            "4*i-5 : 4*i+10",
            "2*i-3 : 2*i+6",
        ),
    ),
    mal_rule(
        "composed_in_wrong_order",
        {"field_start": "S*A - P", "field_end": "S*E + D(K - 1) - P"},
        is_of_last_layer=True,
        rank=Rank.COMMON,
        source="AI-Med 2020, section 6: 2i-4 : 2i+5 for 2i-2 : 2i+3; 308 for 212 in VGG-16; "
        '"Fixed RF computation and added effective stride and padding", https://github.com/frgfm/torch-scan/pull/33',
        example=Example(
            "Conv1d(1, 1, 3, padding=1); MaxPool1d(2); Conv1d(1, 1, 5, padding=2); MaxPool1d(3, stride=2)",
            "(1, 64)",
            "network.layers[3].receptive_field",
            "4*i-5 : 4*i+10",
            "4*i-8 : 4*i+12",
        ),
    ),
    mal_rule(
        "only_last_kernel",
        {
            "field_stride": {"J": "1"},
            "field_start": {"J": "1", "A": "0"},
            "field_end": {"J": "1", "E": "0"},
        },
        is_of_last_layer=True,
        rank=Rank.COMMON,
        example=Example(
            "Conv1d(1, 1, 3, padding=1); MaxPool1d(2); Conv1d(1, 1, 5, padding=2); MaxPool1d(3, stride=2)",
            "(1, 64)",
            "network.layers[3].receptive_field",
            "4*i-5 : 4*i+10",
            "2*i : 2*i+2",
        ),
    ),
    mal_rule(
        "own_stride_counted",
        {"field_start": {"J": "J*S"}, "field_end": {"J": "J*S"}},
        is_of_last_layer=True,
        example=Example(
            "Conv1d(1, 1, 3, padding=1); MaxPool1d(2); Conv1d(1, 1, 5, padding=2); MaxPool1d(3, stride=2)",
            "(1, 64)",
            "network.layers[3].receptive_field",
            "4*i-5 : 4*i+10",
            "4*i-5 : 4*i+15",
        ),
    ),
    mal_rule(
        "layer_passed_over",
        {"field_stride": "J", "field_start": "A", "field_end": "E"},
        is_of_one_layer=True,
        source='40 for 48, one convolution passed over; "Some questions about caculating RF(receptive field)", '
        "https://github.com/sfzhang15/SFD/issues/69",
        example=Example(
            "Conv1d(1, 1, 3, padding=1); MaxPool1d(2); Conv1d(1, 1, 5, padding=2); MaxPool1d(3, stride=2)",
            "(1, 64)",
            "network.layers[3].receptive_field",
            "4*i-5 : 4*i+10",
            "2*i-3 : 2*i+5",
        ),
    ),
    mal_rule(
        "layers_after_pooling_forgotten",
        {
            "network_stride": {"J": "J_P"},
            "network_start": {"A": "A_P"},
            "network_end": {"E": "E_P"},
        },
        source="AI-Med 2020, section 6: the interval of row 12 given for the whole network",
        example=Example(
            "MaxPool1d(2); Conv1d(1, 1, 3, padding=1)",
            "(1, 64)",
            "network.receptive_field",
            "2*i-2 : 2*i+3",
            "2*i : 2*i+1",
        ),
    ),
    mal_rule(
        "interval_padding_forgotten",
        {name: {"P": "0"} for name in (*END_RULES, *READ_RULES, *SPREAD_RULES, *PLACES_RULES)},
        is_of_last_layer=True,
        rank=Rank.COMMON,
        example=Example(
            "Conv1d(1, 1, 3, padding=1); MaxPool1d(2); Conv1d(1, 1, 5, padding=2); MaxPool1d(3, stride=2)",
            "(1, 64)",
            "network.layers[2].receptive_field",
            "2*i-5 : 2*i+6",
            "2*i : 2*i+11",
        ),
    ),
    mal_rule(
        "end_not_moved_by_padding",
        {"field_end": {"P": "0"}},
        is_of_last_layer=True,
        rank=Rank.RARE,
        example=Example(
            "Conv1d(1, 1, 3, stride=2, padding=1, dilation=4)",
            "(1, 64)",
            "network.layers[0].receptive_field",
            "2*i-1 : 2*i+7",
            "2*i-1 : 2*i+8",
        ),
    ),
    mal_rule(
        "interval_padding_added",
        {name: {"P": "-P"} for name in END_RULES},
        is_of_last_layer=True,
        rank=Rank.RARE,
        example=Example(
            "Conv1d(1, 1, 3, stride=2, padding=1, dilation=4)",
            "(1, 64)",
            "network.layers[0].receptive_field",
            "2*i-1 : 2*i+7",
            "2*i+1 : 2*i+9",
        ),
    ),
    mal_rule(
        "start_moved_forward",
        {"field_start": {"P": "-P"}},
        is_of_last_layer=True,
        rank=Rank.RARE,
        source="AI-Med 2020, section 6: row 5, on top of the wrong order",
        example=Example(
            "Conv1d(1, 1, 3, stride=2, padding=1, dilation=4)",
            "(1, 64)",
            "network.layers[0].receptive_field",
            "2*i-1 : 2*i+7",
            "2*i+1 : 2*i+7",
        ),
    ),
    mal_rule(
        "kernel_counted_whole",
        {"field_end": {"K": "K + 1"}},
        is_of_last_layer=True,
        source='ends that are size + 1 inputs apart; "Expression for receptive field is incorrect (in documentation)", '
        "https://github.com/vlfeat/matconvnet/issues/854",
        example=Example(
            "MaxPool1d(2); Conv1d(1, 1, 3, padding=1)",
            "(1, 64)",
            "network.layers[1].receptive_field",
            "2*i-2 : 2*i+3",
            "2*i-2 : 2*i+6",
        ),
    ),
    mal_rule(
        "end_not_included",
        {"field_end": "E - J P + J D (K - 1) + 1"},
        is_of_one_layer=True,
        is_of_last_layer=True,
        rank=Rank.RARE,
        example=Example(
            "MaxPool1d(2); Conv1d(1, 1, 3, padding=1)",
            "(1, 64)",
            "network.layers[1].receptive_field",
            "2*i-2 : 2*i+3",
            "2*i-2 : 2*i+4",
        ),
    ),
    mal_rule(
        "kernel_sizes_added",
        {"field_size": "sum(K)"},
        rank=Rank.COMMON,
        example=Example(
            "Conv1d(1, 1, 3, padding=1); MaxPool1d(2); Conv1d(1, 1, 5, padding=2); MaxPool1d(3, stride=2)",
            "(1, 64)",
            "network.layers[3].receptive_field_size[0]",
            "16",
            "13",
        ),
    ),
    mal_rule(
        "size_one_too_small",
        {"field_size": "E - A"},
        rank=Rank.RARE,
        example=Example(
            "Conv1d(1, 1, 3, padding=1); MaxPool1d(2); Conv1d(1, 1, 5, padding=2); MaxPool1d(3, stride=2)",
            "(1, 64)",
            "network.layers[3].receptive_field_size[0]",
            "16",
            "15",
        ),
    ),
    mal_rule(
        "ordinary_window_for_transposed",
        {"transposed_start": "P"},
        rank=Rank.RARE,
        example=Example(
            "ConvTranspose1d(1, 1, 4, padding=1)",
            "(1, 64)",
            "network.layers[0].receptive_field",
            "i-2 : i+1",
            "i-1 : i+2",
        ),
    ),
)
