"""Which rule each mistake touches, what it makes of an example, and that forwards and backwards it is the same one."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from exgen.engine.formulas import formula
from exgen.engine.mal_rules import CONVENTIONS, MAL_RULES, MalRule
from exgen.engine.mal_rules.mal_rule import COMMON_SLIP, Change
from exgen.engine.missteps import Misstep, missteps
from exgen.engine.rules import RULES
from exgen.engine.runs import Run
from exgen.errors import ExpressionError
from tests.engine.gradients.mistakes import MISTAKES as OF_GRADIENTS
from tests.engine.hand_work_mistakes import MISTAKES as OF_MATRICES
from tests.engine.mal_rule_examples import EXAMPLES, Example, asked
from tests.engine.phase_mistakes import MISTAKES as OF_PHASES
from tests.engine.receptive_field_mistakes import MISTAKES as OF_FIELDS

_SIZES = {"output_size", "smallest_input", "largest_input"}
_TRANSPOSED = {"transposed_size", "smallest_transposed_input", "largest_transposed_input"}
_POOLED = {"window_maxima", "window_means"}
_PLAIN = {"plain_weights", "plain_multiplications"}
_WEIGHTS = {"convolution_weights", "products_per_output"}
_ENDS = {"field_start", "field_end"}
_FIELD = {"field_stride", *_ENDS}
_READ = {"read_start", "read_end"}
_SPREAD = {"spread_start", "spread_end"}
_PLACES = {"read_places", "spread_places"}
_KEEPING = {"same_padding", "same_padding_behind"}
_GAPS = {"read_end", "spread_start", *_PLACES, *_KEEPING, "covering_places", "valid_size"}
_ACTIVATIONS = {
    *("sigmoid_gradient", "tanh_gradient", "relu_gradient", "gelu_gradient", "erf_gradient", "softplus_gradient"),
    "function_gradient",
}
_INPUTS = {"input_gradient", "row_input_gradient"}
_OUTER = {"weight_gradient", "row_weight_gradient"}
_ENTROPIES = {"softmax_cross_entropy_gradient", "sigmoid_cross_entropy_gradient"}

_CELLS = {
    *("recurrent_weights", "recurrent_biases", "recurrent_additions"),
    *("projected_weights", "projected_additions"),
}
_SHARES = {"share", "share_of_body", "share_of_head"}
_DEPTHS = {"layers_until_exactly", "layers_until_at_most"}

TOUCHED = {
    "plus_one_dropped": {*_SIZES, "fitting_windows"},
    "plus_one_divided": _SIZES,
    "padding_forgotten": {*_SIZES, "padded_input", *_POOLED, *_DEPTHS, "fitting_windows"},
    "padding_counted_once": {*_SIZES, *_DEPTHS, "fitting_windows"},
    "stride_forgotten": {
        *_SIZES,
        *_TRANSPOSED,
        "field_stride",
        "cross_correlation",
        "added_blocks",
        *_POOLED,
        *_READ,
        "read_places",
        *_DEPTHS,
    },
    "dilation_forgotten": {
        *_SIZES,
        *_TRANSPOSED,
        "field_end",
        "cross_correlation",
        "added_blocks",
        "window_maxima",
        *_GAPS,
        *_DEPTHS,
    },
    "gap_behind_kernel_counted": {*_SIZES, *_TRANSPOSED, "field_end"},
    "ceil_for_floor": _SIZES,
    "only_divided_by_stride": _SIZES,
    "transposed_padding_added": {*_TRANSPOSED, "cropped_output"},
    "transposed_padding_counted_once": {*_TRANSPOSED, "cropped_output"},
    "transposed_padding_forgotten": {*_TRANSPOSED, "cropped_output"},
    "output_padding_forgotten": {*_TRANSPOSED, "cropped_output"},
    "convolution_size_for_transposed": _TRANSPOSED,
    "last_step_counted": _TRANSPOSED,
    "transposed_plus_one_dropped": _TRANSPOSED,
    "only_stride_multiplied": _TRANSPOSED,
    "kernels_side_by_side": {*_TRANSPOSED, "added_blocks"},
    "kernel_positions_forgotten": {"input_values"},
    "output_size_for_input_size": {"input_positions"},
    "input_channels_forgotten": {*_WEIGHTS, *_PLAIN, "input_values", "flattened_size", "flattened_input"},
    "output_channels_forgotten": {
        "convolution_weights",
        "output_values",
        "products_per_input",
        "flattened_output",
        *_PLAIN,
    },
    "positions_forgotten": {"output_values"},
    "input_size_for_output_size": {"positions"},
    "sum_for_product": {
        *_WEIGHTS,
        "products_per_input",
        "linear_weights",
        "dense_weights",
        "positions",
        "input_positions",
        "flattened_size",
        "flattened_input",
        "flattened_output",
    },
    "one_kernel_side_forgotten": {*_WEIGHTS, *_PLAIN, "products_per_input"},
    "groups_forgotten": {*_WEIGHTS, "products_per_input"},
    "channels_of_one_branch": {"joined_channels"},
    "channels_of_narrowest_branch": {"joined_channels"},
    "channels_multiplied": {"joined_channels"},
    "branch_left_out": {"branch_share"},
    "branches_concatenated": {"added_channels"},
    "weights_for_each_position": {"convolution_weights", "convolution_biases"},
    "scaling_forgotten": {"scaled_size", "smallest_scaled_input", "largest_scaled_input"},
    "groups_divided_twice": {*_WEIGHTS, "products_per_input"},
    "groups_multiplied": {*_WEIGHTS, "products_per_input"},
    "products_of_kernel_forgotten": {"multiplications"},
    "flatten_drops_side": {"flattened_size", "flattened_input", "flattened_output"},
    "flatten_keeps_channels_only": {"flattened_size", "flattened_input", "flattened_output"},
    "pooling_has_weights": {"pooling_weights"},
    "pooling_has_weights_and_biases": {"pooling_weights"},
    "pooling_counted_as_convolution": {"pooling_weights"},
    "one_scale_for_all_channels": {"normalisation_weights", "normalisation_biases"},
    "normalisation_has_no_parameters": {"normalisation_weights", "normalisation_biases"},
    "bias_forgotten": {
        "convolution_biases",
        "linear_biases",
        "dense_biases",
        "normalisation_biases",
        "additions_per_output",
        "cross_correlation",
        "cropped_output",
        "dense_rows",
    },
    "absent_bias_counted": {
        *("convolution_biases", "linear_biases", "dense_biases", "additions_per_output", "embedding_weights"),
    },
    "one_bias_per_layer": {"convolution_biases", "linear_biases", "dense_biases"},
    "one_bias_per_weight": {"convolution_biases"},
    "one_bias_for_each_weight": {"convolution_biases", "linear_biases"},
    "one_bias_per_input_channel": {"convolution_biases", "linear_biases"},
    "one_bias_per_position": {"convolution_biases"},
    "kernel_size_for_map_size": {"dense_biases"},
    "one_dense_bias_per_channel": {"dense_biases"},
    "bias_counted_as_multiplication": {"products_per_output", "features_per_output"},
    "only_bias_additions_counted": {"additions_per_output"},
    "additions_one_too_many": {"additions_per_output"},
    "layer_left_out": {*_SHARES, "cost_share"},
    "head_left_out": {"share_of_head"},
    "only_head_counted": {"share_of_body"},
    "ratio_reversed": {"cost_ratio"},
    "saving_for_ratio": {"cost_ratio"},
    "layer_counted_twice": _SHARES,
    "freezing_forgotten": {"trainable_parameters"},
    "frozen_and_trained_exchanged": {"trainable_parameters", "non_trainable_parameters"},
    "one_layer_more_frozen": {"trainable_parameters", "non_trainable_parameters"},
    "one_layer_fewer_frozen": {"trainable_parameters", "non_trainable_parameters"},
    "batch_forgotten": {"activations", "feature_activations"},
    "channels_of_activations_forgotten": {"activations"},
    "one_side_of_activations_forgotten": {"activations"},
    "bits_for_bytes": {"bytes"},
    "numbers_for_bytes": {"bytes"},
    "twice_the_bytes": {"bytes"},
    "half_the_bytes": {"bytes"},
    "decimal_for_binary_unit": {"in_unit", "largest_batch"},
    "output_alone_kept": {"kept_pair"},
    "gradients_forgotten": {"with_gradients"},
    "activation_gradients_counted": {"kept_activations", "with_gradients"},
    "batch_rounded_up": {"largest_batch"},
    "waiting_tensors_forgotten": {"alive_at_once"},
    "nothing_freed": {"kept_at_inference"},
    "optimiser_forgotten": {"training_numbers"},
    "weight_gradients_forgotten": {"training_numbers"},
    "activations_not_kept": {"training_numbers"},
    "one_moment_counted": {"optimiser_state"},
    "gradient_counted_as_state": {"optimiser_state"},
    "one_layer_too_many": {"depth", "group_total"},
    "one_layer_too_few": {"depth"},
    "group_counted_once": {"group_total"},
    "group_left_out": {"group_share"},
    **dict.fromkeys(
        ("sigma_prime_forgotten", "sigma_prime_twice", "sigma_prime_at_wrong_node", "activation_for_its_derivative"),
        _ACTIVATIONS,
    ),
    "derivative_of_sigmoid_for_tanh": {"tanh_gradient"},
    "neighbours_gradient_given": {"asked_gradient"},
    "loss_factor_two_forgotten": {"loss_gradient", "squares_gradient"},
    "loss_factor_forgotten": {"weighted_gradient"},
    "loss_difference_reversed": {"loss_gradient", "abs_gradient"},
    "weight_not_transposed": _INPUTS,
    "weights_left_out": _INPUTS,
    "weights_of_another_layer": _INPUTS,
    "layer_skipped": _INPUTS,
    "outer_product_reversed": _OUTER,
    "wrong_activation_in_outer_product": _OUTER,
    "activation_forgotten_in_outer_product": _OUTER,
    "earlier_input_in_outer_product": _OUTER,
    "input_left_out_of_weight_gradient": _OUTER,
    "bias_gradient_times_input": {"bias_gradient"},
    "numerator_layout": {"laid_out_gradient"},
    "stride_not_accumulated": _FIELD,
    "composed_in_wrong_order": _ENDS,
    "only_last_kernel": _FIELD,
    "own_stride_counted": _ENDS,
    "layer_passed_over": _FIELD,
    "layers_after_pooling_forgotten": {"network_stride", "network_start", "network_end"},
    "interval_padding_forgotten": {*_ENDS, *_READ, *_SPREAD, *_PLACES},
    "end_not_moved_by_padding": {"field_end"},
    "interval_padding_added": _ENDS,
    "start_moved_forward": {"field_start"},
    "kernel_counted_whole": {"field_end"},
    "end_not_included": {"field_end"},
    "kernel_sizes_added": {"field_size"},
    "size_one_too_small": {"field_size"},
    "ordinary_window_for_transposed": {"transposed_start"},
    "kernel_not_flipped": {"turned_kernel"},
    "kernel_flipped": {"turned_kernel"},
    "kernel_transposed": {"turned_kernel"},
    "overlap_not_added_up": {"added_blocks"},
    "mean_for_maximum": {"window_maxima"},
    "maximum_for_mean": {"window_means"},
    "mean_not_divided": {"window_means"},
    "zeros_won_maximum": {"window_maxima"},
    "windows_side_by_side": _POOLED,
    "relu_forgotten": {"rectified"},
    "flattened_by_columns": {"flattened_rows"},
    "dense_weight_not_transposed": {"dense_rows"},
    "kernel_not_turned_back": {"turned_back", "conv_image_gradient", "conv_transpose_image_gradient"},
    "gradient_not_spread": {
        *("spread_gradient", "convolution_weight_gradient", "conv_image_gradient", "conv_kernel_gradient"),
    },
    "gradient_not_surrounded": {"spread_gradient", "conv_image_gradient"},
    "bias_gradient_averaged": {"channel_sums", "column_sums", "shift_gradient"},
    "powers_forgotten": {"softmax"},
    "softmax_over_columns": {"softmax"},
    "other_scores_held": {"softmax_gradient"},
    "minus_of_logarithm_forgotten": {"cross_entropy"},
    "losses_not_averaged": {"cross_entropy", "cross_entropy_gradient"},
    "all_classes_in_loss": {"cross_entropy"},
    "one_not_subtracted": {"cross_entropy_gradient"},
    "loss_gradient_reversed": {"cross_entropy_gradient"},
    "variance_divided_by_one_less": {"feature_variances"},
    "divided_by_variance": {"normalised_values"},
    "epsilon_forgotten": {"normalised_values"},
    "scale_forgotten": {"scaled_and_shifted"},
    "shift_forgotten": {"scaled_and_shifted"},
    "shifted_before_scaled": {"scaled_and_shifted"},
    "normalised_values_left_out": {"scale_gradient"},
    "statistics_held": {"normalisation_input_gradient"},
    "positions_in_rows": {"unfolded"},
    "windows_read_by_columns": {"unfolded"},
    "toeplitz_transposed": {"toeplitz"},
    "weights_side_by_side": {"toeplitz"},
    "scores_not_scaled": {"attention_scores"},
    "divided_by_dimension": {"attention_scores"},
    "unfolded_channels_forgotten": {"unfolded_rows"},
    "input_positions_unfolded": {"unfolded_columns"},
    "single_position_for_map": {"equal_kernel"},
    "gradient_to_whole_window": {"routed_gradient", "maxpool_gradient"},
    "gradient_to_every_largest": {"routed_gradient"},
    "gradient_overwritten": {"routed_gradient"},
    "gradient_not_divided": {"shared_gradient", "avgpool_gradient"},
    "mean_gradient_to_largest": {"shared_gradient", "avgpool_gradient"},
    "relu_let_gradient_pass": {"passed_gradient"},
    "dense_weight_transposed_back": {"dense_input_gradient"},
    "weight_gradient_transposed": {"dense_weight_gradient"},
    "flipped_convolution": {"turned_kernel"},
    "zeros_not_counted": {"window_means"},
    "zeros_counted": {"window_means"},
    "exact_division": {"output_size"},
    "two_operations_per_product": {
        "multiplications",
        "counted_multiplications",
        "multiply_adds",
        "plain_multiplications",
    },
    "non_trainable_without_statistics": {"running_statistics"},
    "counter_of_batches_counted": {"running_statistics"},
    "one_operation_per_multiply_add": {"operations"},
    "products_and_additions_apart": {"operations"},
    "two_operations_per_multiply_add_and_one_per_bias": {"operations"},
    "bias_counted_as_multiply_add": {"multiply_adds", "operations"},
    "running_statistics_counted": {"normalisation_parameters"},
    "activation_gradients_kept": {"training_numbers"},
    "in_place_outputs_left_out": {"in_place_values"},
    "channels_last": set(),
    "other_unit": {"in_unit", "largest_batch"},
    "dilation_from_zero": {
        *_SIZES,
        *_TRANSPOSED,
        "field_end",
        "cross_correlation",
        "added_blocks",
        "window_maxima",
        *_GAPS,
        *_DEPTHS,
    },
    "without_bias": {
        "convolution_biases",
        "linear_biases",
        "dense_biases",
        "recurrent_biases",
        "attention_biases",
        "wide_attention_biases",
        "encoder_biases",
        "plain_biases",
    },
    "upright_convolution": {"turned_kernel"},
    "slope_one_at_zero": {"passed_gradient", "relu_gradient"},
    "slope_half_at_zero": {"passed_gradient", "relu_gradient"},
    "gradient_shared": {"routed_gradient"},
}

TOUCHED["dilation_from_one"] = TOUCHED["dilation_from_zero"]

TOUCHED |= {
    "relu_mask_from_gradient": {"relu_gradient"},
    "softmax_jacobian_diagonal": {
        "softmax_jacobian",
        "softmax_rows_jacobian",
        "softmax_cross_entropy_gradient",
        "softmax_any_target_gradient",
    },
    "softmax_jacobian_after_entropy": {"softmax_cross_entropy_gradient", "softmax_any_target_gradient"},
    "factor_two_for_entropy": {*_ENTROPIES, "softmax_any_target_gradient"},
    "bias_gradient_summed": {"bias_gradient", "row_bias_gradient", "column_bias_gradient"},
    "softmax_jacobian_forgotten": {"softmax_jacobian", "softmax_rows_jacobian"},
    "softmax_jacobian_term_forgotten": {"softmax_jacobian", "softmax_rows_jacobian"},
    "inner_minus_of_entropy_forgotten": {"binary_cross_entropy_gradient"},
    "penalty_subtracted": {"penalty_gradient"},
    "derivative_of_tanh_for_sigmoid": {"sigmoid_gradient"},
    "probabilities_minus_target_reversed": {*_ENTROPIES, "softmax_any_target_gradient"},
    "target_left_out": {*_ENTROPIES, "softmax_any_target_gradient"},
    "probabilities_negated": _ENTROPIES,
    "minus_of_entropy_forgotten": {"entropy_gradient"},
    "second_term_of_entropy_forgotten": {"binary_cross_entropy_gradient"},
    "penalty_forgotten": {"penalty_gradient"},
    "penalty_factor_two_forgotten": {"penalty_gradient"},
    "activation_derivative_after_entropy": {*_ENTROPIES, "softmax_any_target_gradient"},
    "mean_taken_as_sum": {"mean_gradient", "statistic_gradient"},
    "mean_taken_for_constant": {
        "statistic_gradient",
        *(f"{name}_share{over}_gradient" for name in ("mean", "variance") for over in ("", "_of_rows", "_of_columns")),
    },
    "mean_over_rows_only": {"mean_gradient"},
    "mean_over_columns_only": {"mean_gradient"},
    "sum_taken_as_mean": {"total_gradient", "row_bias_gradient", "column_bias_gradient"},
    "squares_divided_by_rows": {"loss_gradient"},
    "chain_stopped_early": {*_OUTER, "bias_gradient"},
    "input_not_transposed": _OUTER,
    "later_uses_forgotten": {"gradient_sum"},
    "earlier_uses_forgotten": {"gradient_sum"},
    "other_factor_forgotten": {"entry_factor_gradient", "scalar_factor_gradient"},
    "minus_forgotten": {"subtrahend_gradient"},
    "constant_factor_forgotten": {"scaled_gradient"},
    "constant_factor_inverted": {"scaled_gradient", "weighted_gradient"},
    "divisor_minus_forgotten": {"divisor_gradient", "scalar_divisor_gradient"},
}
"""Mistakes in gradients of a graph, beyond those of layers."""

TOUCHED |= {
    "total_on_each_side": {*_KEEPING, "half_before", "half_behind"},
    "odd_place_dropped": {"same_padding_behind", "half_behind"},
    "last_place_of_kernel_stepped": {"covering_places"},
    "rounded_down_for_same": {"covered_size"},
    "same_padding_by_kernel": {"covering_places"},
    "odd_place_before": {*_KEEPING, "half_before", "half_behind"},
    "factor_multiplied_in": {"spread_stride"},
    "growing_read_as_shrinking": {*_SPREAD, "scaled_start", "scaled_end"},
    "first_rounded_down": {"spread_start"},
    "one_neighbour_interpolated": {"interpolated_start", "interpolated_end"},
    "phases_not_reduced": {"phases_kept"},
    "gaps_filled": {"read_places"},
    "padding_listed": {"places_inside"},
    "gates_forgotten": _CELLS,
    "gates_of_another_cell": {*_CELLS, "recurrent_bias_additions"},
    "one_direction_counted": {*_CELLS, "recurrent_features", "projected_features"},
    "state_weights_forgotten": {"recurrent_weights", "projected_weights"},
    "one_bias_vector_per_gate": {
        "recurrent_biases",
        "recurrent_additions",
        "projected_additions",
        "recurrent_bias_additions",
    },
    "output_projection_forgotten": {
        *("attention_weights", "attention_biases", "attention_multiplications"),
        *("wide_attention_weights", "wide_attention_biases", "wide_attention_multiplications"),
    },
    "scores_forgotten": {
        *("attention_multiplications", "attention_additions"),
        *("wide_attention_multiplications", "wide_attention_additions"),
    },
    "normalisation_of_block_forgotten": {"encoder_weights", "encoder_biases"},
    "class_token_not_counted": {"length_with_token"},
    "floor_for_ceil": {"rounded_up_size", "smallest_rounded_up_input", "largest_rounded_up_input"},
    "padding_layer_counted_once": {"padded_size", "unpadded_size"},
    "factor_not_squared": {"shuffled_channels", "unshuffled_channels"},
    "running_statistics_forgotten": {"normalisation_buffers"},
    "counter_of_batches_forgotten": {"normalisation_buffers"},
    "whole_state_counted": {"normalisation_parameters", "normalisation_buffers"},
}
"""Mistakes with maps that grow, layers on sequences, rounded-up pooling, padding layers, what normalisation keeps."""

WITHOUT_MISTAKE = {
    "in_place_values": "hands the values on; that they are none is a convention",
    "same_size": "hands the size on",
    "size_factor": "a quotient that leaves no remainder",
    "phases_multiplied": "a product of two numbers",
    "joined_phases": "phases have their own mistakes in each branch",
    "phase_stride": "a product of two numbers; the mistakes are made in finding them",
    "asked_place": "hands on what is asked",
    "scaled_places": "a quotient, rounded down; the mistakes are made in intervals",
    "interpolated_places": "two neighbours; the mistakes are made in intervals",
    "joined_indices": "all its terms together; the mistakes are made in finding them",
    "first_read": "picks one of its terms; the mistakes are made in finding them",
    "last_read": "picks one of its terms; the mistakes are made in finding them",
    "resampled_size": "a product of two numbers, rounded down; few factors are no whole numbers",
    "smallest_resampled_input": "the inverse of that",
    "largest_resampled_input": "the inverse of that",
    "attention_keys": "counts what stands behind the keys, which few use",
    "divided_size": "a quotient that leaves no remainder",
    "half_of_channels": "a quotient that leaves no remainder",
    "part_of_channels": "a quotient that leaves no remainder",
    "flattened_places": "a product of two sizes",
    "slopes": "hands on what is written",
    "recurrent_multiplications": "a product of two numbers; the mistakes are made in finding them",
    "encoder_multiplications": "adds to those of the attention, which have their own mistakes",
    "encoder_additions": "adds to those of the attention, which have their own mistakes",
    "token_weights": "hands on what is written",
    "position_weights": "a product of two numbers that are written",
    "bytes_of_one": "hands on what one example takes",
    "possible_size": "nobody answers a size below 1",
    "parameters": "weights and biases have their own mistakes, and both are always added",
    "additions": "a product of two numbers; the mistakes are made in finding them",
    "scattered_additions": "a product of two numbers; the mistakes are made in finding them",
    "frozen_parameters": "a sum; the mistakes are made in its terms, and in where it ends",
    "running_statistics": "whether they count is a convention",
    "products": "a product of two numbers; the mistakes are made in finding them",
    "bias_additions": "a product of two numbers; the mistakes are made in finding them",
    "counted_multiplications": "what counts as one is a convention",
    "attention_bias_additions": "added to the products, and nobody is asked for them alone",
    "encoder_bias_additions": "adds to those of the attention, and nobody is asked for them alone",
    "multiply_adds": "what else counts as one is a convention",
    "operations": "how many a multiply-add counts as is a convention",
    "total": "a sum; its rows have their own mistakes, and go missing as shares",
    "largest_tensor": "picks one of its terms; the mistakes are made in finding them",
    "largest_pair": "picks one of its terms; the mistakes are made in finding them",
    "plain_biases": "as many as channels come out; mistakes with them are made in the layers that are compared",
    "plain_parameters": "weights and biases are always added",
    "largest_live": "picks one of its terms; the mistakes are made in finding them",
    "log_likelihood_gradient": "nobody is asked the gradient with respect to a target",
    "log_odds_gradient": "nobody is asked the gradient with respect to a target",
    "log_sum_exp_gradient": "whoever differentiates it by itself makes the mistakes of what it is made of",
    **dict.fromkeys(
        ("exp_gradient", "log_gradient", "sqrt_gradient", "square_gradient", "power_gradient"),
        "a derivative of calculus, not of networks",
    ),
    **dict.fromkeys(("scalar_gradient", "scalar_total_gradient"), "a sum; the mistakes are made in its terms"),
    "log_sigmoid_gradient": "a derivative of calculus, not of networks",
    "normalised_gradient": "takes away what comes back through mean and variance, which have their own mistakes",
    "dividend_gradient": "divides; nobody gets it wrong by a rule",
    "transpose_gradient": "turns a gradient as what it belongs to; shapes say so",
    "term_gradient": "hands a gradient on",
    "equal_entries_gradient": "hands a number on to every entry",
    "common_gradient": "puts a number in front, which has come from elsewhere",
    "inner_gradient": "shapes say which vector it is",
    "norm_gradient": "a derivative of calculus, not of networks",
    **dict.fromkeys(("row_sums_gradient", "column_sums_gradient"), "hands a gradient on to every entry"),
    "diagonal_gradient": "picks the diagonal; the mistakes are made in what goes into it",
    "conv_transpose_kernel_gradient": "a sum of products; the mistakes are made in convolutions",
    "flip_gradient": "turns a gradient as what it belongs to",
    "concat_gradient": "picks the rows of a matrix; shapes say which they are",
    **dict.fromkeys(
        ("rows_gradient_before", "rows_gradient_behind", "rows_gradient_between"),
        "hands a gradient on; shapes say that the other rows get 0",
    ),
    "no_gradient": "says that there is none",
    "laid_out_gradient": "hands a gradient on; that it may be transposed is a convention",
    "joined_places": "a sum; the mistakes are made in its terms",
    "joined_stride": "all its terms are equal",
    "common_smallest": "picks one of its terms; the mistakes are made in finding them",
    "common_largest": "picks one of its terms; the mistakes are made in finding them",
    "joined_start": "picks one of its terms; the mistakes are made in finding them",
    "joined_end": "picks one of its terms; the mistakes are made in finding them",
    "kept_branches": "a sum; the mistakes are made in its terms",
    "adaptive_kernel": "a quotient that leaves no remainder; the sizes in it have their own mistakes",
    "convolution_input_gradient": "a sum of products; the mistakes are made in what goes into it",
    "feature_means": "a mean; nobody gets it wrong by a rule",
    "attended": "a product of matrices; the mistakes are made in the shares",
    "unflattened": "hands a gradient on, in another form",
    "asked_tensor": "hands on what is asked",
    "rounded_off": "a last digit that is off by one is no misconception",
    "nothing": "layers without anything to count; the one that is often given weights has a rule of its own",
}

KNOWN_MISTAKES = [
    "bias_forgotten",
    "one_bias_per_layer",
    "input_channels_forgotten",
    "output_channels_forgotten",
    "sum_for_product",
    "plus_one_dropped",
    "padding_forgotten",
    "padding_counted_once",
    "stride_forgotten",
    "ceil_for_floor",
    "pooling_has_weights",
    "flatten_drops_side",
    "bias_counted_as_multiplication",
    "only_bias_additions_counted",
    "kernel_size_for_map_size",
]

ALL = MAL_RULES | CONVENTIONS
BACKWARDS = [mal_rule for mal_rule in ALL.values() if "smallest_input" in mal_rule.changes]


def matrix() -> str:
    """Rules by mal-rules: which touches which."""
    names = list(ALL)
    lines = [f"{number:>3} {name}" for number, name in enumerate(names, 1)]
    lines.append(f"{'':24}" + " ".join(f"{number:>2}" for number in range(1, len(names) + 1)))
    for rule in RULES:
        lines.append(f"{rule:24}" + " ".join(f"{'x' if rule in ALL[name].changes else '.':>2}" for name in names))
    return "\n".join(["", *lines])


def test_each_mistake_touches_the_rules_it_is_meant_for() -> None:
    assert {name: set(mal_rule.changes) for name, mal_rule in ALL.items()} == TOUCHED, matrix()


@pytest.mark.parametrize("mal_rule", ALL.values(), ids=list(ALL))
def test_a_change_uses_only_letters_that_its_rule_has(mal_rule: MalRule) -> None:
    for change in mal_rule.changes.values():
        assert (change.formula is None) == bool(change.arguments)


def test_a_change_with_a_letter_that_its_rule_does_not_have_is_refused() -> None:
    written: str | dict[str, str]
    for written in ("H + G", {"K": "G"}, {"G": "1"}):
        change = Change("wrong", "output_size", written)
        with pytest.raises(AssertionError, match="wrong: output_size has no"):
            assert change.formula or change.arguments


def test_every_rule_has_a_mistake_or_a_reason_to_have_none() -> None:
    touched = {rule for mal_rule in MAL_RULES.values() for rule in mal_rule.changes}
    assert touched | WITHOUT_MISTAKE.keys() == set(RULES), matrix()
    assert not touched & WITHOUT_MISTAKE.keys(), matrix()


def test_the_mistakes_of_published_sheets_and_lectures_are_there() -> None:
    assert set(KNOWN_MISTAKES) <= MAL_RULES.keys()
    assert len(KNOWN_MISTAKES) >= 14


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.id}-{example.quantity}-{example.wrong}")
def test_a_mistake_makes_of_an_example_what_was_worked_out_by_hand(example: Example) -> None:
    _, run, value = asked(*example[1:5], *example[7:])
    upstream = run.calculation.upstream(value.slots)
    assert run[value.slots[0]] == example.key
    made = [run.rerun([step])[value.slots[0]] for step in missteps(run, [MAL_RULES[example.id]], upstream)]
    assert example.wrong in made


def test_every_mistake_has_an_example() -> None:
    elsewhere = {mistake.id for mistake in (*OF_FIELDS, *OF_PHASES, *OF_MATRICES)}
    assert {example.id for example in EXAMPLES} | {row[0] for row in OF_GRADIENTS} | elsewhere == MAL_RULES.keys()


@pytest.mark.parametrize("mal_rule", BACKWARDS, ids=[mal_rule.id for mal_rule in BACKWARDS])
@given(st.integers(2, 20), st.tuples(st.integers(1, 7), st.integers(1, 5), st.integers(0, 4), st.integers(1, 3)))
def test_backwards_a_mistake_gives_the_ends_of_what_it_gives_forwards(
    mal_rule: MalRule, size: int, window: tuple[int, int, int, int]
) -> None:
    lengths = (None,) * 5
    forwards, smallest, largest = (
        formula(name, lengths, (mal_rule,)).function for name in ("output_size", "smallest_input", "largest_input")
    )
    heights = [height for height in range(-40, 200) if forwards((height, *window)) == size]
    assert smallest((size, *window)) == heights[0]
    assert largest((size, *window)) == heights[-1]


@pytest.mark.parametrize("mal_rule", MAL_RULES.values(), ids=list(MAL_RULES))
def test_a_mistake_with_sizes_is_known_forwards_and_backwards(mal_rule: MalRule) -> None:
    assert not _SIZES & mal_rule.changes.keys() or mal_rule.changes.keys() >= _SIZES


@pytest.mark.parametrize("mal_rule", MAL_RULES.values(), ids=list(MAL_RULES))
def test_a_sentence_says_what_was_done_and_what_is_right(mal_rule: MalRule) -> None:
    done, _, right = mal_rule.sentence.partition(": ")
    assert done[0].isupper()
    assert len(right) > 15
    assert right.endswith(".")
    assert len(mal_rule.sentence) <= 180


@pytest.mark.parametrize("mal_rule", ALL.values(), ids=list(ALL))
def test_a_sentence_suits_signals_and_images_alike(mal_rule: MalRule) -> None:
    forbidden = ["2-D", "1-D", "two-dimensional", "pixel", "height", "width"]
    assert not [word for word in forbidden if word in mal_rule.sentence]


def test_sentences_and_ids_are_unique() -> None:
    assert len({mal_rule.sentence for mal_rule in ALL.values()}) == len(ALL) == len(MAL_RULES) + len(CONVENTIONS)
    assert [name for name, mal_rule in ALL.items() if mal_rule.id != name] == []


@pytest.mark.parametrize("rule", ["convolution_weights", "products_per_output", "products_per_input"])
def test_a_signal_has_no_other_kernel_side_to_forget(rule: str) -> None:
    lengths = tuple(1 if letter == "K" else None for letter in RULES[rule].letters)
    with pytest.raises(ExpressionError, match="no member 1"):
        formula(rule, lengths, (MAL_RULES["one_kernel_side_forgotten"],))


def test_a_bias_that_is_not_there_is_no_multiplication() -> None:
    _, run, value = asked("Conv2d(32, 64, 7, bias=False)", "(32, 19, 19)", "multiplications_per_output", 0)
    rerun = run.rerun([Misstep(MAL_RULES["bias_counted_as_multiplication"])])
    assert rerun[value.slots[0]] == 1568


def wrong_under(convention: str, run: Run, slot: int) -> object:
    return run.rerun([Misstep(CONVENTIONS[convention])])[slot]


def test_conventions_make_of_an_example_what_others_print() -> None:
    signal = asked("Conv1d(1, 1, 7, stride=2, padding=4)", "(1, 100)", "positions", 0)
    layer = asked("Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)", "parameters")
    assert str(wrong_under("exact_division", signal.run, signal.slot)) == "103/2"
    assert wrong_under("without_bias", layer.run, layer.slot) == 100352
    assert all(convention.is_convention for convention in CONVENTIONS.values())
    assert not any(mal_rule.is_convention for mal_rule in MAL_RULES.values())


def test_of_most_mistakes_it_is_known_who_made_them_or_warned_of_them() -> None:
    known = [mal_rule.id for mal_rule in MAL_RULES.values() if mal_rule.source != COMMON_SLIP]
    assert len(known) >= 73


def test_an_address_stands_last_in_its_source_and_is_that_of_one_mistake() -> None:
    addresses = [mal_rule.source.partition("https://")[2] for mal_rule in MAL_RULES.values()]
    addresses = [address for address in addresses if address]
    assert len(addresses) >= 40
    assert len(set(addresses)) == len(addresses)
    assert all(address.isascii() and " " not in address and not address.endswith((".", ",")) for address in addresses)
