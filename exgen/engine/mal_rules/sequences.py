"""Mistakes with layers on sequences, and with the last window of a pooling that is rounded up."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

CELLS = (
    *("recurrent_weights", "recurrent_biases", "recurrent_additions"),
    *("projected_weights", "projected_additions"),
)

ROUNDED_RULES = ("rounded_up_size", "smallest_rounded_up_input", "largest_rounded_up_input")

SEQUENCES = (
    mal_rule(
        "gates_forgotten",
        {name: {"G": "1"} for name in CELLS},
        rank=Rank.COMMON,
        source='w_ih taken for (input_size, hidden_size); "RNNprofiler: fix gates size retrieval logic in _rnn_flops", '
        "https://github.com/deepspeedai/DeepSpeed/pull/3921",
        example=Example("LSTM(4, 3)", "(5, 4)", "network.layers[0].parameters", "108", "27"),
    ),
    mal_rule(
        "gates_of_another_cell",
        {name: {"G": "where(G == 1, 1, 7 - G)"} for name in (*CELLS, "recurrent_bias_additions")},
        rank=Rank.COMMON,
        example=Example("GRU(4, 3)", "(5, 4)", "network.layers[0].parameters", "81", "108"),
    ),
    mal_rule(
        "one_direction_counted",
        {name: {"R": "0"} for name in (*CELLS, "recurrent_features", "projected_features")},
        rank=Rank.COMMON,
        source='one set of input weights for both; "Do bidirectional layers share the input-to-hidden weights?", '
        "https://github.com/mravanelli/pytorch-kaldi/issues/240",
        example=Example("LSTM(4, 3, bidirectional=True)", "(5, 4)", "network.layers[0].parameters", "216", "108"),
    ),
    mal_rule(
        "state_weights_forgotten",
        {
            "recurrent_weights": "G (1 + R) H (F_in + (N - 1) (1 + R) H)",
            "projected_weights": "G (1 + R) H (F_in + (N - 1) (1 + R) P) + (1 + R) N P H",
        },
        example=Example("LSTM(4, 3)", "(5, 4)", "network.layers[0].weights", "84", "48"),
    ),
    mal_rule(
        "output_projection_forgotten",
        {
            "attention_weights": "3 E^2",
            "attention_biases": "3 B E",
            "attention_multiplications": "3 L E^2 + 2 L^2 E",
            "wide_attention_weights": "E^2 + E (E_k + E_v)",
            "wide_attention_biases": "3 B E + 2 A E",
            "wide_attention_multiplications": "L E (E + E_k + E_v) + 2 L L_k E",
        },
        example=Example("MultiheadAttention(768, 12)", "(197, 768)", "network.layers[0].weights", "2359296", "1769472"),
    ),
    mal_rule(
        "scores_forgotten",
        {
            "attention_multiplications": "4 L E^2",
            "attention_additions": "4 L E (E - 1 + B)",
            "wide_attention_multiplications": "L E (2 E + E_k + E_v)",
            "wide_attention_additions": "L E (2 E + E_k + E_v - 4 + 4 B)",
        },
        rank=Rank.COMMON,
        source='thop counted the linear layers alone; "Miss attention FLOPS?", '
        "https://github.com/autoliuweijie/FastBERT/issues/14",
        example=Example(
            "MultiheadAttention(768, 12)", "(197, 768)", "network.layers[0].multiplications", "524391936", "464781312"
        ),
    ),
    mal_rule(
        "normalisation_of_block_forgotten",
        {"encoder_weights": "w_A + 2 E F", "encoder_biases": "b_A + B (F + E)"},
        source='1024 * 1024 * 4 + 1024 * 4096 * 2 for a block; "configuration for 385M Transformer", '
        "https://github.com/OpenNLPLab/TransnormerLLM/issues/6",
        example=Example(
            "TransformerEncoderLayer(768, 12, 3072)", "(197, 768)", "network.layers[0].parameters", "7087872", "7084800"
        ),
    ),
    mal_rule(
        "class_token_not_counted",
        {"length_with_token": "L"},
        rank=Rank.COMMON,
        example=Example("ClassToken(8)", "(196, 8)", "network.output_shape[0]", "197", "196"),
    ),
)

ROUNDING = (
    mal_rule(
        "floor_for_ceil",
        {
            "rounded_up_size": "floor((H + 2P - D(K - 1) - 1) / S) + 1",
            "smallest_rounded_up_input": "S(O - 1) - 2P + D(K - 1) + 1",
            "largest_rounded_up_input": "S*O - 2P + D(K - 1)",
        },
        rank=Rank.COMMON,
        source="torch.nn.MaxPool2d: ceil_mode=False unless said otherwise",
        example=Example("MaxPool1d(3, stride=2, ceil_mode=True)", "(64, 112)", "network.output_shape[1]", "56", "55"),
    ),
    mal_rule(
        "padding_layer_counted_once",
        {"padded_size": {"P_2": "0"}, "unpadded_size": {"P_2": "0"}},
        example=Example("ZeroPad1d((1, 2))", "(3, 8)", "network.output_shape[1]", "11", "9"),
    ),
    mal_rule(
        "factor_not_squared",
        {"shuffled_channels": "C / F", "unshuffled_channels": "C F"},
        rank=Rank.COMMON,
        source='[C*r, H, W] to [C, H*r, W*r]; "PixelShuffle module for sub-pixel convolution", '
        "https://github.com/torch/nn/pull/1005",
        example=Example("PixelShuffle(2)", "(16, 8, 8)", "network.output_shape[0]", "4", "8"),
    ),
    mal_rule(
        "running_statistics_forgotten",
        {"normalisation_buffers": "0"},
        source="torch.nn.Module: parameters() does not yield buffers",
        example=Example("BatchNorm2d(64)", "(64, 8, 8)", "network.layers[0].buffers", "129", "0"),
    ),
    mal_rule(
        "counter_of_batches_forgotten",
        {"normalisation_buffers": "2 B C"},
        rank=Rank.COMMON,
        source="torch.nn.BatchNorm2d: num_batches_tracked is a buffer, added in version 0.4.1",
        example=Example("BatchNorm2d(64)", "(64, 8, 8)", "network.layers[0].buffers", "129", "128"),
    ),
    mal_rule(
        "whole_state_counted",
        {"normalisation_parameters": "n + R + min(R, 1)", "normalisation_buffers": "B(4C + 1)"},
        source="torch.nn.Module: state_dict() holds parameters and buffers, among these num_batches_tracked",
        example=Example("Conv2d(3, 8, 3); BatchNorm2d(8)", "(3, 10, 10)", "network.parameters", "240", "257"),
    ),
)
