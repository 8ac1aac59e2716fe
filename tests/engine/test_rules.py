"""Every rule by numbers that were worked out by hand or printed elsewhere, and inverse rules by trying all sizes."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pkgutil import iter_modules

import pytest
from hypothesis import given, strategies as st

from exgen.engine import rules
from exgen.engine.rules import RULES, Rule
from exgen.errors import ExpressionError
from exgen.expressions import Value, names_in

# Rule, its arguments in the order of its letters, its value.
ROWS: tuple[tuple[str, tuple[Value, ...], Value], ...] = (
    # the IN3310 sheet's 78 x 84 image under 5 x 5, stride 3, padding 2; AlexNet's first layer; MaxPool2d(2)
    ("output_size", (78, 5, 3, 2, 1), 26),
    ("output_size", (84, 5, 3, 2, 1), 28),
    ("output_size", (224, 11, 4, 2, 1), 55),
    ("output_size", (30, 2, 2, 1, 1), 16),
    # dilation 2 spreads 3 entries over 5 values: positions 0, 3 and 6 of 11
    ("output_size", (11, 3, 3, 0, 2), 3),
    ("output_size", (4, 5, 1, 0, 1), 0),
    # the IN3310 sheet's wanted 16 under K = 9, S = 3, P = 1, and 128 under K = 3, S = 2
    ("smallest_input", (16, 9, 3, 1, 1), 52),
    ("largest_input", (16, 9, 3, 1, 1), 54),
    ("smallest_input", (128, 3, 2, 0, 1), 257),
    ("largest_input", (128, 3, 2, 0, 1), 258),
    ("smallest_input", (3, 3, 3, 0, 2), 11),
    ("largest_input", (3, 3, 3, 0, 2), 13),
    ("possible_size", (-3,), 1),
    ("bytes_of_one", (0,), 1),
    ("bytes_of_one", (16777216,), 16777216),
    ("possible_size", (1,), 1),
    ("possible_size", (52,), 52),
    # SqueezeNet's and GoogLeNet's pooling: 112 under 3 with stride 2, rounded up; a window that begins behind the input
    ("rounded_up_size", (112, 3, 2, 0, 1), 56),
    ("rounded_up_size", (2, 2, 3, 1, 1), 1),
    ("rounded_up_size", (2, 3, 2, 0, 1), 1),
    ("smallest_rounded_up_input", (56, 3, 2, 0, 1), 112),
    ("largest_rounded_up_input", (56, 3, 2, 0, 1), 113),
    # of 9 values 4: with stride 2 kernels of 2 and 3, or 4 and 5 with padding; poolings of 1 are not padded
    ("fitting_windows", ((9,), (4,), (5, 2, 1), 0, 1, 1), ((2, 2, 0), (3, 2, 0), (4, 2, 1), (5, 2, 1))),
    ("fitting_windows", ((3, 3), (3, 3), (3, 1, 1), 1, 1, 1), ((1, 1, 0), (3, 1, 1))),
    ("common_smallest", ((11, 13),), 13),
    ("common_largest", ((14, 16),), 14),
    ("same_size", (9, 4, 1, 4, 3), 9),
    ("same_padding", (4, 3), 4),
    ("same_padding_behind", (4, 3), 5),
    # MobileNet's first layer in TensorFlow, 3 with stride 2 on 224: 0 before and 1 behind
    ("covered_size", (224, 2), 112),
    ("covering_places", (112, 224, 3, 2, 1), 1),
    ("covering_places", (2, 4, 1, 2, 1), 0),
    ("half_before", (1,), 0),
    ("half_behind", (1,), 1),
    ("valid_size", (11, 3, 3, 2), 3),
    ("padded_size", (8, 1, 2), 11),
    ("unpadded_size", (11, 1, 2), 8),
    ("scaled_size", (5, 3), 15),
    ("divided_size", (15, 3), 5),
    ("smallest_scaled_input", (7, 2), 4),
    ("largest_scaled_input", (7, 2), 3),
    # torch.nn.functional.interpolate rounds down
    ("resampled_size", (7, Fraction(3, 2)), 10),
    ("smallest_resampled_input", (10, Fraction(3, 2)), 7),
    ("largest_resampled_input", (10, Fraction(3, 2)), 7),
    ("smallest_resampled_input", (2, Fraction(2, 5)), 5),
    ("largest_resampled_input", (2, Fraction(2, 5)), 7),
    ("shuffled_channels", (18, 3), 2),
    ("unshuffled_channels", (2, 3), 18),
    ("half_of_channels", (6,), 3),
    ("part_of_channels", (6, 3), 2),
    ("slopes", (3,), 3),
    ("normalisation_buffers", (64, 1), 129),
    ("normalisation_buffers", (64, 0), 0),
    # two layers of a bidirectional LSTM of 3 units on 4 entries; torch.nn.LSTM(4, 3, 2, bidirectional=True) has 480
    ("embedding_weights", (1000, 64), 64000),
    ("recurrent_features", (3, 1), 6),
    ("recurrent_weights", (4, 4, 3, 2, 1), 384),
    ("recurrent_biases", (1, 4, 3, 2, 1), 96),
    ("recurrent_multiplications", (5, 384), 1920),
    ("recurrent_additions", (5, 384, 1, 4, 3, 2, 1), 2160),
    ("recurrent_additions", (5, 384, 0, 4, 3, 2, 1), 1680),
    ("projected_features", (2, 1), 4),
    ("projected_weights", (4, 4, 5, 2, 1, 2), 520),
    ("projected_additions", (3, 520, 1, 4, 5, 2, 1, 2), 1776),
    ("attention_keys", (3, 1, 1), 5),
    ("wide_attention_weights", (4, 3, 5), 64),
    ("wide_attention_biases", (4, 1, 1), 24),
    ("wide_attention_multiplications", (3, 5, 4, 4, 4), 312),
    ("wide_attention_additions", (3, 5, 4, 4, 4, 2, 1), 270),
    # a block of ViT-B/16: 7,087,872 parameters
    ("attention_weights", (768,), 2359296),
    ("attention_biases", (768, 1), 3072),
    ("attention_multiplications", (3, 4), 264),
    ("attention_additions", (3, 4, 2, 1), 234),
    ("attention_additions", (3, 4, 2, 0), 186),
    ("encoder_weights", (2359296, 768, 3072), 7079424),
    ("encoder_biases", (3072, 768, 3072, 1), 8448),
    ("encoder_multiplications", (264, 3, 4, 5), 384),
    ("encoder_additions", (234, 3, 4, 5, 1), 354),
    ("running_statistics", (64, 1), 128),
    ("normalisation_parameters", (128, 128), 128),
    ("running_statistics", (64, 0), 0),
    ("frozen_parameters", ((448, 32, 4640),), 5120),
    ("trainable_parameters", (51210, 5120, 4640, 46090), 46090),
    ("non_trainable_parameters", (5120, 32, 51210, 4640, 46090), 5152),
    ("alive_at_once", ((200, 400, 200), 600), 800),
    ("largest_live", ((275, 600, 800),), 800),
    ("kept_at_inference", (800, 1277), 800),
    ("optimiser_state", (2, 940), 1880),
    ("optimiser_state", (0, 940), 0),
    ("training_numbers", (940, 940, 1880, 90), 3850),
    ("plain_weights", (8, 16, (3, 3)), 1152),
    ("plain_biases", (16, 1), 16),
    ("plain_biases", (16, 0), 0),
    ("plain_parameters", (1152, 16), 1168),
    ("plain_multiplications", (8, 16, (3, 3), (8, 8)), 73728),
    ("cost_share", (72, 1152), Fraction(1, 16)),
    ("cost_ratio", ((Fraction(1, 16), Fraction(1, 9)),), Fraction(25, 144)),
    ("products", (75, 3136), 235200),
    ("bias_additions", (1, 3136), 3136),
    ("bias_additions", (0, 3136), 0),
    ("recurrent_bias_additions", (5, 1, 4, 3, 1, 0), 120),
    ("attention_bias_additions", (197, 768, 1), 605184),
    ("encoder_bias_additions", (605184, 197, 768, 3072, 1), 1361664),
    ("encoder_bias_additions", (0, 197, 768, 3072, 0), 0),
    ("multiply_adds", (235200, 3136), 235200),
    ("operations", (235200, 235200, 232064, 3136), 470400),
    ("counted_multiplications", (384,), 384),
    ("flattened_places", ((14, 14),), 196),
    ("length_with_token", (196,), 197),
    ("token_weights", (768, 196), 768),
    ("position_weights", (197, 768), 151296),
    ("flattened_size", (512, (7, 7)), 25088),
    ("flattened_size", (6, (10,)), 60),
    ("flattened_size", (9, ()), 9),
    ("positions", ((5, 5), (19, 19)), 25),
    ("positions", ((55,), (224,)), 55),
    ("output_values", (64, 25), 1600),
    # AlexNet's second layer with its two groups: 5 x 5 x 48 x 256
    ("convolution_weights", (32, 64, (7, 7), 1, (5, 5)), 100352),
    ("convolution_weights", (96, 256, (5, 5), 2, (27, 27)), 307200),
    ("convolution_weights", (3, 16, (9,), 1, (4,)), 432),
    ("convolution_biases", (64, 1, 32, (7, 7), (5, 5)), 64),
    ("convolution_biases", (64, 0, 32, (7, 7), (5, 5)), 0),
    ("linear_weights", (25088, 4096), 102760448),
    ("linear_biases", (4096, 1, 25088), 4096),
    ("linear_biases", (4096, 0, 25088), 0),
    ("normalisation_weights", (64, 1), 64),
    ("normalisation_weights", (64, 0), 0),
    ("normalisation_biases", (64, 1), 64),
    ("pooling_weights", (64, (2, 2)), 0),
    ("parameters", (100352, 64), 100416),
    ("nothing", (), 0),
    # Section 09: 3 x 64 x 64 to 16 x 64 x 64 as a dense layer
    ("flattened_input", (3, (64, 64)), 12288),
    ("flattened_output", (16, (64, 64)), 65536),
    ("dense_weights", (12288, 65536), 805306368),
    # the matrices of CSCI 5922's sheet, cut down; see test_by_hand
    ("turned_kernel", (((1, -1, 1), (0, 1, 0)), 1, 1), ((0, 1, 0), (1, -1, 1))),
    ("padded_input", (((2, 0),), (0, 1)), ((0, 2, 0, 0),)),
    ("cross_correlation", ((((2, 0), (0, 1)),), ((((1, -1),),),), 0, (1, 1), (1, 1)), (((2,), (-1,)),)),
    ("added_blocks", ((((2, 1),),), ((((1, -1),),),), (1, 2), (1, 1), (1, 1), 1), (((2, -1, -1),),)),
    ("cropped_output", ((((2, -1, -1),),), (3,), (0, 1), (0, 0)), (((2,),),)),
    ("window_maxima", (((2, 0), (0, 1)), (1, 2), (1, 1), (0, 0), (1, 1), 1, 1), ((2,), (1,))),
    ("window_means", (((2, 0), (0, 1)), (1, 2), (1, 1), (0, 0), 1, 1, 1), ((1,), (Fraction(1, 2),))),
    ("rectified", (((2, -1),), 1), ((2, 0),)),
    ("flattened_rows", ((((2, 0), (1, 3)), ((4, 5), (6, 7))), 1), ((2, 0, 1, 3, 4, 5, 6, 7),)),
    ("dense_rows", (((1, 2),), ((3, 4), (5, -6)), (0, 1), 1), ((11, -6),)),
    ("turned_back", (((((1, 2), (3, 4)),),), 1), ((((4, 3), (2, 1)),),)),
    (
        "spread_gradient",
        ((((5, 6),),), (((0, 0, 0, 0),),), (1, 2), (1, 2), (0, 0), (1, 1), 1, 1),
        (((0, 5, 0, 6, 0),),),
    ),
    ("convolution_input_gradient", ((((0, 5, 0),),), ((((2, 1),),),), (((0, 0),),), (1, 1)), (((5, 10),),)),
    ("convolution_weight_gradient", ((((1, 2, 3),),), (((4, 5),),), (1, 2), (1, 1), (1, 1), 1), ((((14, 23),),),)),
    ("channel_sums", ((((1, 2), (3, 4)), ((5, 6), (7, 8))), 1), ((10, 26),)),
    (
        "routed_gradient",
        ((((1, 4), (3, 2)),), (((7,),),), (2, 2), (2, 2), (0, 0), (1, 1), 1, 1, 1),
        (((0, 7), (0, 0)),),
    ),
    ("shared_gradient", ((((1, 4), (3, 2)),), (((8,),),), (2, 2), (2, 2), (0, 0), 1, 1, 1), (((2, 2), (2, 2)),)),
    ("passed_gradient", (((1, 0, -1),), ((5, 6, 7),), 1), ((5, 0, 0),)),
    ("unflattened", (((1, 2, 3, 4),), (((0, 0), (0, 0)),)), (((1, 2), (3, 4)),)),
    ("dense_input_gradient", (((1, 2),), ((3, 4), (5, 6)), 1), ((13, 16),)),
    ("dense_weight_gradient", (((1, 2),), ((3, 4),), 1), ((3, 6), (4, 8))),
    ("column_sums", (((1, 2), (3, 4)), 1), ((4, 6),)),
    ("softmax", (((5, 5, 5, 5),), 1, 1), ((Fraction(1, 4),) * 4,)),
    ("softmax_gradient", (((Fraction(1, 2), Fraction(1, 2)),), ((4, 0),), 1), ((1, -1),)),
    ("cross_entropy", (((1, 0),), ((0,),), 1, 1, 0), ((0,),)),
    (
        "cross_entropy_gradient",
        (((Fraction(1, 4), Fraction(3, 4)),), ((1,),), ((1,),), 1, 1, 1),
        ((Fraction(1, 4), Fraction(-1, 4)),),
    ),
    ("feature_means", (((1, 2), (3, 4)),), ((2, 3),)),
    ("feature_variances", (((1, 2), (3, 8)), ((2, 5),), 1), ((1, 9),)),
    ("normalised_values", (((1, 2), (3, 8)), ((2, 5),), ((1, 9),), 0, 1), ((-1, -1), (1, 1))),
    ("scaled_and_shifted", (((-1, 1),), (2, 3), (5, 0), 1), ((3, 3),)),
    ("scale_gradient", (((-1,), (1,)), ((5,), (7,)), 1), ((2,),)),
    ("shift_gradient", (((5,), (7,)), 1), ((12,),)),
    # 2 (g - 2 - 0 x) for g = 1, 3, 1, 3 and x = -1, -1, 1, 1
    (
        "normalisation_input_gradient",
        (((-1,), (-1,), (1,), (1,)), ((1,), (3,), (1,), (3,)), ((1,),), 0, (2,), 1),
        ((-2,), (2,), (-2,), (2,)),
    ),
    ("attention_scores", (((1, 1, 1, 1),), ((1, 2, 3, 4),), 1), ((5,),)),
    ("attended", (((Fraction(1, 2), Fraction(1, 2)),), ((1, 2), (3, 0))), ((2, 1),)),
    ("unfolded", ((((1, 2, 3),),), (1, 2), (1, 1), (1, 1), 1, 1), ((1, 2), (2, 3))),
    ("toeplitz", (((((1, 2),),),), (((0, 0, 0),),), (1, 1), (0, 0), (1, 1), 1, 1), ((1, 2, 0), (0, 1, 2))),
    ("unfolded_rows", (3, (5, 3)), 45),
    ("unfolded_columns", ((4, 6), (8, 8)), 24),
    ("equal_kernel", (7,), 7),
    ("asked_tensor", ((((1, 2),),),), ((1, 2),)),
    ("rounded_off", (((Fraction(2, 3),),), 2), ((Fraction(67, 100),),)),
    ("dense_biases", (65536, 1, 16, (3, 3)), 65536),
    ("products_per_output", (32, (7, 7), 1, 1), 1568),
    ("products_per_output", (96, (5, 5), 2, 0), 1200),
    ("features_per_output", (576, 1), 576),
    ("additions_per_output", (1568, 1), 1568),
    ("additions_per_output", (1568, 0), 1567),
    ("multiplications", (1568, 1600), 2508800),
    ("additions", (1567, 1600), 2507200),
    # behind VGG's first pooling (J = 2, from -2 to 3): its third convolution, its second pooling; a dilated convolution
    ("field_stride", (2, 1), 2),
    ("field_stride", (2, 2), 4),
    ("field_start", (-2, 2, 3, 1, 1, 1), -4),
    ("field_end", (3, 2, 3, 1, 1, 1), 5),
    ("field_start", (-6, 2, 2, 2, 0, 1), -6),
    ("field_end", (7, 2, 2, 2, 0, 1), 9),
    ("field_end", (3, 2, 3, 1, 4, 4), 3 - 8 + 16),
    ("network_stride", (16, 16), 16),
    ("network_start", (-62, -30), -62),
    ("network_end", (77, 45), 77),
    ("field_size", (-62, 77, (3, 3, 2)), 140),
    # what leads to the middle values of a 4 x 4 kernel with stride 2 and padding 1, as DCGAN has them
    ("spread_stride", (3, 2), Fraction(3, 2)),
    ("phases_kept", (6, 4), 3),
    ("phases_multiplied", (3, 2), 6),
    ("joined_phases", ((4, 6),), 12),
    ("phase_stride", (Fraction(3, 2), 2), 3),
    ("read_start", (1, 3, 2, 1, 4), 1),
    ("read_end", (1, 3, 2, 1, 4), 9),
    ("spread_start", (1, 4, 2, 1, 1), 0),
    ("spread_end", (2, 4, 2, 1, 1), 1),
    ("scaled_start", (5, 3), 1),
    ("scaled_end", (-1, 3), -1),
    ("interpolated_start", (0, 2), -1),
    ("interpolated_end", (3, 2), 2),
    ("first_read", ((-1, 0),), -1),
    ("last_read", ((-1, 0),), 0),
    ("size_factor", (18, 9), 2),
    ("asked_place", (3,), (3,)),
    ("read_places", ((0, 1), 2, 2, 1, 3), (-1, 1, 2, 4)),
    ("spread_places", ((2, 3), 4, 2, 1, 1), (0, 1, 2)),
    ("scaled_places", ((2, 3), 3), (0, 1)),
    ("interpolated_places", ((0, 4), 3), (-1, 0, 1)),
    ("joined_indices", (((0, 1), (1, 4)),), (0, 1, 4)),
    ("places_inside", ((-1, 0, 8, 9), 9, 1), (0, 8)),
    ("places_inside", ((-1, 0, 8, 9), 9, 0), (-1, 0, 8, 9)),
    ("adaptive_kernel", (14, 7), 2),
    ("transposed_start", (4, 1, 1, 1), 2),
    ("transposed_start", (3, 1, 0, 2), 4),
    # DCGAN's 4 x 4 to 8 x 8; the problem set's 4 x 4 under 3 x 3; kernels at 0, 3, 6 of length 3, less 2, and 2 more
    ("transposed_size", (4, 4, 2, 1, 1, 0), 8),
    ("transposed_size", (4, 3, 1, 0, 1, 0), 6),
    ("transposed_size", (3, 2, 3, 1, 2, 2), 9),
    ("transposed_size", (1, 1, 1, 2, 1, 0), -3),
    ("smallest_transposed_input", (8, 4, 2, 1, 1, 0), 4),
    ("largest_transposed_input", (8, 4, 2, 1, 1, 0), 4),
    ("smallest_transposed_input", (9, 4, 2, 1, 1, 0), 5),
    ("largest_transposed_input", (9, 4, 2, 1, 1, 0), 4),
    ("products_per_input", (4, (3, 2), 2), 12),
    ("input_positions", ((7, 5), (15, 11)), 35),
    ("input_values", (8, 35), 280),
    ("scattered_additions", (12, 280), 3360),
    # the AI-Med assignment's first layer, for one image and for 3; its largest tensor in float32 and in 12 * 2^30 bytes
    ("activations", (1, 64, (256, 256)), 4194304),
    ("activations", (3, 64, (256, 256)), 12582912),
    ("feature_activations", (3, 4096), 12288),
    ("largest_tensor", ((65536, 4194304, 1048576),), 4194304),
    ("bytes", (4, 4194304), 16777216),
    ("largest_batch", (12 * 2**30, 16777216), 768),
    ("largest_batch", (12 * 10**9, 16777216), 715),
    ("in_unit", (16777216, 2**20), 16),
    ("in_unit", (1000, 1024), Fraction(125, 128)),
    ("kept_pair", (65536, 4194304), 4259840),
    # the end of GoogLeNet's inception 3a: 28 x 28 maps of 64, 128, 32 and 32 channels, joined to 256
    ("joined_places", ((5, 4),), 9),
    ("joined_channels", ((64, 128, 32, 32),), 256),
    ("branch_share", (64,), 64),
    ("added_channels", (64, (64, 64)), 64),
    ("joined_stride", ((8, 8, 8),), 8),
    ("joined_start", ((0, -8, -16),), -16),
    ("joined_end", ((7, 15, 23),), 23),
    ("kept_branches", ((50176, 100352, 25088, 25088, 200704),), 401408),
    ("largest_pair", ((4259840, 8388608, 5242880),), 8388608),
    ("kept_activations", ((65536, 4194304, 2),), 4259842),
    ("in_place_values", (4194304,), 4194304),
    ("with_gradients", (4259842,), 8519684),
    # CSCI 5922: 224 to 8 under 7 x 7, 224 to 16 under 3 x 3; ResNet's halvings, and none that gives 9
    ("layers_until_exactly", ((224, 224), (8, 8), (7, 7), (1, 1), (0, 0), (1, 1)), 36),
    ("layers_until_exactly", ((224,), (16,), (3,), (1,), (0,), (1,)), 104),
    ("layers_until_exactly", ((224,), (7,), (3,), (2,), (1,), (1,)), 5),
    ("layers_until_exactly", ((224,), (9,), (7,), (1,), (0,), (1,)), -1),
    ("layers_until_at_most", ((224,), (9,), (7,), (1,), (0,), (1,)), 36),
    ("layers_until_at_most", ((224,), (224,), (7,), (1,), (0,), (1,)), 0),
    ("depth", (36,), 36),
    ("share", (448,), 448),
    ("share_of_body", (448,), 448),
    ("share_of_head", (19300,), 19300),
    ("group_total", ((444,) * 36,), 15984),
    ("group_share", (15984,), 15984),
    ("total", ((448, 0, 4640, 0, 264, 804, 0, 5770),), 11926),
    ("total", ((),), 0),
)

SIZES = st.integers(1, 30)
WINDOWS = st.tuples(st.integers(1, 7), st.integers(1, 5), st.integers(0, 4), st.integers(1, 3))


@pytest.mark.parametrize(("rule", "arguments", "value"), ROWS)
def test_a_rule_gives_the_number_worked_out_by_hand(rule: str, arguments: tuple[Value, ...], value: Value) -> None:
    assert RULES[rule].value(*arguments) == value


def test_every_rule_has_a_row() -> None:
    """A rule of matrices has no value on numbers: tests/engine/gradients has them."""
    assert {row[0] for row in ROWS} == {name for name, rule in RULES.items() if not rule.is_of_matrices}


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_line_uses_only_letters_that_the_rule_declares(rule: Rule) -> None:
    assert set(names_in(rule.node)) <= set(rule.letters)
    assert set(rule.neutral) <= set(rule.letters)


def test_a_line_with_an_undeclared_letter_has_no_value() -> None:
    rule = replace(RULES["output_size"], letters=("H", "K", "S", "P"))
    with pytest.raises(ExpressionError, match='unknown name "D"'):
        rule.value(78, 5, 3, 2)


def test_values_are_exact() -> None:
    assert RULES["output_size"].value(10**25, 3, 2, 1, 1) == 5 * 10**24
    assert RULES["output_size"].value(Fraction(21, 2), 3, 2, 0, 1) == 4


def test_a_stride_of_0_has_no_value() -> None:
    with pytest.raises(ExpressionError, match="divides by zero"):
        RULES["output_size"].value(78, 5, 0, 2, 1)


@given(SIZES, WINDOWS)
def test_smallest_and_largest_input_are_the_ends_of_all_sizes_that_give_the_output(
    size: int, window: tuple[int, int, int, int]
) -> None:
    kernel, stride, padding, dilation = window
    reach = dilation * (kernel - 1) + 1
    # slide the window by hand: count the positions at which it fits into H + 2P values
    given = [
        height
        for height in range(-2 * padding, size * stride + reach + 1)
        if len(range(0, height + 2 * padding - reach + 1, stride)) == size
    ]
    assert RULES["smallest_input"].value(size, *window) == given[0]
    assert RULES["largest_input"].value(size, *window) == given[-1]
    assert len(given) == stride


@given(st.integers(1, 60), WINDOWS)
def test_the_output_size_is_the_number_of_positions_at_which_the_kernel_fits(
    height: int, window: tuple[int, int, int, int]
) -> None:
    kernel, stride, padding, dilation = window
    reach = dilation * (kernel - 1) + 1
    if height + 2 * padding >= reach:
        positions = range(0, height + 2 * padding - reach + 1, stride)
        assert RULES["output_size"].value(height, *window) == len(positions)


def test_no_two_rules_have_one_name() -> None:
    modules = [importlib.import_module(f"{rules.__name__}.{found.name}") for found in iter_modules(rules.__path__)]
    found = {id(rule): rule.name for module in modules for rule in _rules_of(module)}
    assert len(set(found.values())) == len(found) == len(RULES)


def _rules_of(module: object) -> Iterator[Rule]:
    for value in vars(module).values():
        if isinstance(value, tuple):
            yield from (member for member in value if isinstance(member, Rule))
