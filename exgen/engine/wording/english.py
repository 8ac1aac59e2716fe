"""English: every sentence that the engine says, by what it speaks of (see :class:`exgen.engine.wording.Wording`).

It is one list, from top to bottom, for whoever writes another language: therefore one file, however long.
"""

from __future__ import annotations

from exgen.engine.wording import Wording

WORDING = Wording(
    rules={
        "output_size": "output size",
        "smallest_input": "smallest input size",
        "possible_size": "smallest possible input size",
        "largest_input": "largest input size",
        "rounded_up_size": "output size",
        "smallest_rounded_up_input": "smallest input size",
        "largest_rounded_up_input": "largest input size",
        "same_size": "output size",
        "same_padding": "places before the input",
        "padded_size": "output size",
        "unpadded_size": "input size",
        "scaled_size": "size",
        "divided_size": "output size",
        "smallest_scaled_input": "smallest input size",
        "largest_scaled_input": "largest input size",
        "shuffled_channels": "channels",
        "unshuffled_channels": "channels",
        "half_of_channels": "half of the channels",
        "part_of_channels": "channels of a part",
        "flattened_places": "places",
        "flattened_size": "flattened size",
        "transposed_size": "output size",
        "smallest_transposed_input": "smallest input size",
        "largest_transposed_input": "largest input size",
        "products_per_input": "multiplications per input value",
        "input_positions": "positions of the kernel",
        "input_values": "input values",
        "scattered_additions": "additions (each product is added into the map)",
        "joined_channels": "channels of all branches",
        "branch_share": "channels of the branch",
        "added_channels": "channels of the sum",
        "joined_stride": "stride in the input",
        "joined_start": "start of the interval",
        "joined_end": "end of the interval",
        "adaptive_kernel": "size and stride of the window",
        "transposed_start": "places before the input",
        "field_stride": "stride in the input",
        "field_start": "start of the interval",
        "field_end": "end of the interval",
        "network_stride": "stride in the input",
        "network_start": "start of the interval",
        "network_end": "end of the interval",
        "field_size": "size of the receptive field",
        "convolution_weights": "weights",
        "convolution_biases": "biases",
        "linear_weights": "weights",
        "linear_biases": "biases",
        "normalisation_weights": "scales",
        "normalisation_biases": "shifts",
        "normalisation_buffers": "running means and variances, and a counter",
        "running_statistics": "running means and variances",
        "normalisation_parameters": "parameters, running means and variances among them",
        "frozen_parameters": "parameters of the frozen layers",
        "trainable_parameters": "trainable parameters",
        "non_trainable_parameters": "parameters that are not trained",
        "slopes": "slopes",
        "pooling_weights": "weights",
        "parameters": "parameters",
        "nothing": "nothing to count",
        "flattened_input": "features in",
        "flattened_output": "features out",
        "dense_weights": "weights of the dense layer",
        "dense_biases": "biases of the dense layer",
        "products_per_output": "multiplications per output value",
        "features_per_output": "multiplications per output value",
        "additions_per_output": "additions per output value (B = 1 for its bias)",
        "positions": "positions of the kernel",
        "output_values": "output values",
        "multiplications": "multiplications",
        "additions": "additions",
        "products": "products, a multiply-add each",
        "bias_additions": "additions of a bias",
        "multiply_adds": "multiply-adds",
        "operations": "floating-point operations",
        "embedding_weights": "weights",
        "recurrent_features": "features at each place",
        "recurrent_weights": "weights",
        "recurrent_biases": "biases",
        "recurrent_multiplications": "multiplications",
        "recurrent_additions": "additions",
        "recurrent_bias_additions": "additions of a bias",
        "attention_weights": "weights of the four projections",
        "attention_biases": "biases of the four projections",
        "attention_multiplications": "multiplications",
        "attention_additions": "additions",
        "attention_bias_additions": "additions of a bias",
        "encoder_weights": "weights",
        "encoder_biases": "biases",
        "encoder_multiplications": "multiplications",
        "encoder_additions": "additions",
        "encoder_bias_additions": "additions of a bias",
        "counted_multiplications": "multiplications",
        "length_with_token": "places",
        "token_weights": "weights",
        "position_weights": "weights",
        "activations": "activations",
        "feature_activations": "activations",
        "largest_tensor": "largest tensor",
        "kept_pair": "input and output",
        "kept_branches": "inputs and output",
        "largest_pair": "largest sum of input and output",
        "alive_at_once": "alive while the layer works",
        "largest_live": "most that is alive at once",
        "kept_at_inference": "numbers in memory",
        "kept_activations": "all activations, the input too",
        "in_place_values": "values of its own",
        "with_gradients": "activations and their gradients",
        "optimiser_state": "numbers of the optimiser",
        "training_numbers": "numbers in memory",
        "bytes": "bytes",
        "in_unit": "memory in the unit asked for",
        "bytes_of_one": "bytes of one example",
        "largest_batch": "largest batch",
        "layers_until_exactly": "layers until the size is reached",
        "layers_until_at_most": "layers until the size is reached",
        "depth": "number of layers",
        "share": "share of the total",
        "share_of_body": "share of the total",
        "share_of_head": "share of the total",
        "group_total": "total of the group",
        "group_share": "share of the total",
        "total": "total",
        "plain_weights": "weights of the plain convolution",
        "plain_biases": "biases of the plain convolution",
        "plain_parameters": "parameters of the plain convolution",
        "plain_multiplications": "multiplications of the plain convolution",
        "cost_share": "share of the plain convolution",
        "cost_ratio": "ratio to the plain convolution",
        "turned_kernel": "kernel",
        "padded_input": "input with its padding",
        "cross_correlation": "output",
        "added_blocks": "all blocks added",
        "cropped_output": "output",
        "window_maxima": "output",
        "window_means": "output",
        "rectified": "output",
        "flattened_rows": "flattened",
        "dense_rows": "output",
        "asked_tensor": "asked",
        "rounded_off": "rounded",
        "turned_back": "turned kernel",
        "spread_gradient": "gradient spread out",
        "convolution_input_gradient": "gradient with respect to the input",
        "convolution_weight_gradient": "gradient with respect to the weights",
        "channel_sums": "gradient with respect to the biases",
        "routed_gradient": "gradient with respect to the input",
        "shared_gradient": "gradient with respect to the input",
        "passed_gradient": "gradient with respect to the input",
        "unflattened": "gradient with respect to the input",
        "dense_input_gradient": "gradient with respect to the input",
        "dense_weight_gradient": "gradient with respect to the weights",
        "column_sums": "gradient with respect to the biases",
        "unfolded_rows": "rows of the unfolded input",
        "unfolded_columns": "columns of the unfolded input",
        "equal_kernel": "kernel of the equal convolution",
        "softmax": "probabilities",
        "softmax_gradient": "gradient with respect to the input",
        "cross_entropy": "cross-entropy",
        "cross_entropy_gradient": "gradient with respect to the input",
        "feature_means": "means",
        "feature_variances": "variances",
        "normalised_values": "normalised values",
        "scaled_and_shifted": "output",
        "scale_gradient": "gradient of the scales",
        "shift_gradient": "gradient of the shifts",
        "normalisation_input_gradient": "gradient with respect to the input",
        "attention_scores": "scores",
        "attended": "output",
        "unfolded": "unfolded input",
        "toeplitz": "matrix of the convolution",
        "loss_gradient": "derivative of the squared norm",
        "sigmoid_gradient": "through the activation, entry by entry",
        "tanh_gradient": "through the activation, entry by entry",
        "relu_gradient": "through the activation, entry by entry",
        "input_gradient": "back through the product",
        "weight_gradient": "outer product with what the weights are multiplied by",
        "bias_gradient": "a bias is only added",
        "gradient_sum": "sum over all uses",
        "asked_gradient": "the gradient asked for, not that of a neighbour",
        "laid_out_gradient": "the gradient in the shape of what it belongs to",
        "fitting_windows": "windows that fit",
        "common_smallest": "smallest size that all branches take",
        "common_largest": "largest size that all branches take",
        "spread_stride": "stride in the input",
        "phases_kept": "phases",
        "phases_multiplied": "phases",
        "joined_phases": "phases",
        "phase_stride": "how far the interval of a phase moves",
        "read_start": "first value read",
        "read_end": "last value read",
        "spread_start": "first value read",
        "spread_end": "last value read",
        "scaled_start": "first value read",
        "scaled_end": "last value read",
        "interpolated_start": "first value read",
        "interpolated_end": "last value read",
        "asked_place": "index asked for",
        "read_places": "indices read",
        "spread_places": "indices read",
        "scaled_places": "indices read",
        "interpolated_places": "indices read",
        "joined_indices": "indices read",
        "places_inside": "indices read",
        "first_read": "first value that a branch reads",
        "last_read": "last value that a branch reads",
        "same_padding_behind": "places behind the input",
        "covered_size": "output size",
        "valid_size": "output size",
        "covering_places": "places at both ends together",
        "half_before": "places before the input",
        "half_behind": "places behind the input",
        "size_factor": "factor",
        "joined_places": "places of all branches",
        "projected_features": "features at each place",
        "projected_weights": "weights",
        "projected_additions": "additions",
        "attention_keys": "keys",
        "wide_attention_weights": "weights of the four projections",
        "wide_attention_biases": "biases, and what is learned beside",
        "wide_attention_multiplications": "multiplications",
        "wide_attention_additions": "additions",
        "resampled_size": "size",
        "smallest_resampled_input": "smallest input size",
        "largest_resampled_input": "largest input size",
        "penalty_gradient": "derivative of the sum of squares",
        "squares_gradient": "derivative of the sum of squares",
        "entropy_gradient": "derivative of the cross-entropy",
        "binary_cross_entropy_gradient": "derivative of the binary cross-entropy",
        "softmax_cross_entropy_gradient": "softmax and cross-entropy together: probabilities minus target",
        "softmax_any_target_gradient": "softmax and cross-entropy together, for a target of any sum",
        "sigmoid_cross_entropy_gradient": "sigmoid and cross-entropy together: probability minus target",
        "log_likelihood_gradient": "a target stands before the logarithm",
        "log_odds_gradient": "a target stands before both logarithms",
        "log_sum_exp_gradient": "derivative of log sum exp: the softmax",
        "gelu_gradient": "through the activation, entry by entry",
        "erf_gradient": "through the activation, entry by entry",
        "softplus_gradient": "through the function, entry by entry",
        "exp_gradient": "through the function, entry by entry",
        "log_gradient": "through the function, entry by entry",
        "sqrt_gradient": "through the function, entry by entry",
        "square_gradient": "through the function, entry by entry",
        "abs_gradient": "through the function, entry by entry",
        "function_gradient": "through the activation, entry by entry",
        "power_gradient": "derivative of a power, entry by entry",
        "softmax_jacobian": "Jacobian of softmax",
        "softmax_rows_jacobian": "Jacobian of softmax, row by row",
        "log_sigmoid_gradient": "derivative of the logarithm of a sigmoid",
        "mean_share_gradient": "the mean depends on every entry: the mean of what arrives is taken away",
        "mean_share_of_rows_gradient": (
            "the means depend on every entry of their row: row means of what arrives are taken away"
        ),
        "mean_share_of_columns_gradient": (
            "the means depend on every entry of their column: column means of what arrives are taken away"
        ),
        "variance_share_gradient": "so does the variance: what points along the normalised vector is taken away",
        "variance_share_of_rows_gradient": "so do the variances: what points along the normalised rows is taken away",
        "variance_share_of_columns_gradient": (
            "so do the variances: what points along the normalised columns is taken away"
        ),
        "normalised_gradient": "back through the normalisation, over the root of the variance",
        "row_input_gradient": "back through the product",
        "row_weight_gradient": "product with the rows that the weights are multiplied by",
        "entry_factor_gradient": "times the other factor, entry by entry",
        "weighted_gradient": "times the number in front",
        "scaled_gradient": "times the constant factor",
        "common_gradient": "times what is the same for every entry",
        "inner_gradient": "times the other vector",
        "scalar_factor_gradient": "times the other factor",
        "scalar_gradient": "a factor of all entries: sum over them",
        "scalar_total_gradient": "a factor of all entries: sum over them",
        "dividend_gradient": "divided by the divisor",
        "divisor_gradient": "derivative of 1/B, entry by entry",
        "scalar_divisor_gradient": "derivative of 1/b, summed over the entries",
        "transpose_gradient": "back through the transpose",
        "term_gradient": "a term is only added",
        "subtrahend_gradient": "what is taken away changes the sign",
        "total_gradient": "every entry counts once in the sum",
        "mean_gradient": "every entry counts one n-th in the mean",
        "statistic_gradient": "every entry counts one n-th in the mean",
        "equal_entries_gradient": "the same for every entry",
        "norm_gradient": "derivative of the norm",
        "row_sums_gradient": "the same for every entry of a row",
        "column_sums_gradient": "the same for every entry of a column",
        "row_bias_gradient": "a bias is added to every row: sum over the rows",
        "column_bias_gradient": "a bias is added to every column: sum over the columns",
        "diagonal_gradient": "the diagonal of it",
        "conv_image_gradient": "full convolution: the kernel, turned by 180 degrees, moves over the gradient",
        "conv_kernel_gradient": "the input, cross-correlated with the gradient as a kernel",
        "conv_transpose_image_gradient": "back through a transposed convolution: a convolution",
        "conv_transpose_kernel_gradient": "the gradient, cross-correlated with the input as a kernel",
        "maxpool_gradient": "each gradient goes to the entry that was the largest of its window",
        "avgpool_gradient": "each gradient is shared out over its window",
        "flip_gradient": "turned back by 180 degrees",
        "concat_gradient": "the rows that belong to it",
        "rows_gradient_before": "the rows that were left out get 0",
        "rows_gradient_behind": "the rows that were left out get 0",
        "rows_gradient_between": "the rows that were left out get 0",
        "no_gradient": "the loss does not depend on it",
    },
    letters={
        "cell.G": "{letter} gates",
        "cell.H": "{letter} features of the state",
        "cell.P": "{letter} features of the projected state",
        "cell.N": "{letter} layers",
        "cell.R": "{letter} = 1 for the direction back",
        "cell.L": "{letter} places",
        "cell.B": "{letter} = 1 for biases",
        "attention.L": "{letter} places",
        "attention.E": "{letter} features",
        "attention.E_k": "{letter} of a key",
        "attention.E_v": "{letter} of a value",
        "attention.L_k": "{letter} keys",
        "attention.N": "{letter} heads",
        "attention.F": "{letter} features of the hidden layer",
        "attention.A": "{letter} = 1 for a key and a value that are learned",
        "attention.Z": "{letter} = 1 for a key of zeros",
        "attention.B": "{letter} = 1 for biases",
    },
    phrases={
        # how words are joined
        "and": " and ",
        "comma": ", ",
        "next": "; ",
        "of_matrix": "{what}, {channel}",
        # sides
        "length": "length",
        "height": "height",
        "width": "width",
        "depth": "depth",
        "of_side": "{what} ({side})",
        # lines that stand for several
        "layers_more": "and so on, {number} layers more",
        "layers_until": "layers until the size is reached",
        "size_each_time": "size after each time",
        "times_until": "times until the size is reached",
        "fitting_windows": "windows that fit",
        "with_window": "with {window}",
        # which values are read
        "phases": "phases",
        "phases_of_branches": "phases of all branches",
        "windows_read": "indices that the windows read",
        "kernels_cover": "indices whose kernels cover them",
        "repeated_there": "indices that are repeated there",
        "on_both_sides": "indices on both sides",
        "without_padding": "without padding",
        "read_by_a_branch": "read by one of the branches",
        # a row of a network's table
        "row.output shape": "output shape",
        "row.parameters": "parameters",
        "row.multiplications": "multiplications",
        "row.additions": "additions",
        "row.activations": "activations",
        "row.receptive field": "receptive field",
        "row_of": "layer {number}, {layer}",
        "reads": "reads {shape} from {what}",
        "interval_of_size": "{size} inputs, {interval}",
        "shared": "its weights are those of an earlier layer, and are counted there",
        "passed": "as it arrives",
        "at_its_place": "every layer on the way reads the value at its own place",
        "as_it_goes_in": "as it goes into the network",
        "as_layer_has_it": "as the layer has it, `{argument}`",
        "as_its_kind_has_it": "as every layer of its kind has it",
        "with_letters": "{what} ({letters})",
        "letters_taken": "what the rules call {letters} has a mark here: without it the letter is the network's own",
        "no_space": "no space is left here that inputs could be told on",
        "none": "none",
        "so_many_phases": "{number} phases",
        "phases_by_index": "by index",
        "whole_map": "whole map",
        "whole_map_of": (
            "From {layer} on every value depends on all inputs that {what} depends on: its gates are pooled from there."
        ),
        "index_of_phases": (
            "Where values come in q phases, there is an interval for each r below q, of the index q*m + r."
        ),
        # a graph with numbers
        "forward_pass": "forward pass",
        "update": "the update",
        # gradients of a graph
        "over_inputs": "with every line put in",
        "first_wrong_line": "the first wrong line",
        "right_line": "what should stand there",
        "no_such_line": "the derivation has the lines 1 to {last}",
        "line_is_right": "line {line} is right: it follows from the lines before it, and those are right too",
        "line_goes_on": (
            "line {line} follows from what stands before it, which is wrong already: the first one is further up"
        ),
        # what a print leaves out
        "added_to_convnext_block": "CNBlock: layer_scale, a factor for each channel, and the axes that Permute moves",
        "added_to_encoder_block": "EncoderBlock: {heads} heads, as torchvision has for {features} features",
        "added_to_vision_transformer": (
            "VisionTransformer: class_token with {features} values, and encoder.pos_embedding with as many for each of "
            "{places} places, which is for images of {height} x {width}"
        ),
        "must_arrive": "{layer}: {arriving} = {wanted}",
        "divides": "{divisor} divides {divided}",
        "must_fit": "{layer}: {shapes} must fit; {demand}",
        "only_equal_shapes": "only equal shapes can be added",
        "same_spatial_size": "all branches must have the same spatial size",
        "same_other_sizes": "all branches must have the same sizes on all other axes",
        "shape_of_gate": "a gate must have the shape of the first tensor, or one value for each of its channels",
        "channels": "channels",
        "features": "features",
        "places": "places",
        "shape_from": "({shape}) from {what}",
        # ways of counting operations
        "counted.multiply_adds": "multiply-adds",
        "counted.multiply_adds_with_biases": "multiply-adds, biases too",
        "counted.operations": "floating-point operations, two for each multiply-add",
        "counted.operations_and_biases": "floating-point operations, one more for each bias that is added",
        "counted.products_and_additions": "products and additions, one by one",
        # work by hand: which entry, of which matrix
        "channel": "channel {number}",
        "output_channel": "output channel {number}",
        "input_channel": "input channel {number}",
        "place": "{what} in row {row}, column {column}",
        "place_of_channel": "{what} of {channel} in row {row}, column {column}",
        "output_value": "output value",
        "input_value_gradient": "gradient of the input value",
        "weight_gradient": "gradient of the weight",
        "gradient_goes_to": "the gradient goes to the value",
        # work by hand: layers
        "kernel_turned": "kernel, turned by 180 degrees",
        "padded_input": "input with its padding",
        "output": "output",
        "first_block": "block of the input value in row 1, column 1",
        "first_block_of_channel": "block of the input value of channel 1 in row 1, column 1",
        "blocks_overlap": "sum in row {row}, column {column}, where {number} blocks overlap",
        "blocks_overlap_in_channel": "sum of {channel} in row {row}, column {column}, where {number} blocks overlap",
        "products_added": "sum in row {row}, column {column}, of {number} products",
        "products_added_in_channel": "sum of {channel} in row {row}, column {column}, of {number} products",
        "blocks_added": "all blocks added",
        "output_with": "output ({steps})",
        "output_padding_added": "output padding added",
        "padding_taken_off": "padding taken off",
        "bias_added": "bias {bias} added",
        "biases_added": "biases added",
        "rectified": "output (negative values become 0)",
        "flattened": "all values in one row, channel by channel and row by row",
        "rounded": "rounded to {decimals} decimals",
        # work by hand: gradients
        "of_input": "gradient with respect to the input",
        "of_weights": "gradient with respect to the weights",
        "of_bias": "gradient with respect to the bias",
        "of_bias_of_channel": "gradient with respect to the bias of channel {number}",
        "gradient_with": "gradient of the output with {steps}",
        "zeros_between": "{zeros} between its entries",
        "zeros_in_front": "{zeros} in front of it",
        "border_off": "its border taken off",
        "one_zero": "one zero",
        "zeros": "{number} zeros",
        "rows_of_zeros": "{rows} rows and {columns} columns of zeros",
        "kernel_turned_back": "kernel, turned by 180 degrees for the way back",
        "gradient_routed": "gradient {gradient} goes to row {row}, column {column}",
        "gradient_routed_to_first": "gradient {gradient} goes to row {row}, column {column} (the first of several)",
        "gradient_routed_to_all": "gradient {gradient} goes to row {row}, column {column}, and to all as large",
        "gradient_routed_in_shares": "gradient {gradient} is shared by row {row}, column {column}, and all as large",
        "share_of_values": "share of each value in the first window",
        "passed_where_positive": "gradient with respect to the input (0 where the input is not above 0)",
        "half_passed_at_zero": "gradient with respect to the input (half of it where the input is 0, 0 below)",
        "passed_at_zero": "gradient with respect to the input (0 where the input is below 0)",
        "in_rows_again": "gradient with respect to the input, back in rows and columns",
        "of_input_as": "gradient with respect to the input, {formula}",
        "of_weights_as": "gradient with respect to the weights, {formula}",
        "column_sums": "gradient with respect to the biases, the sums of the columns of {formula}",
        # work by hand: softmax, cross-entropy, batch normalisation, attention, matrices
        "first_probability": "probability in row 1, column 1",
        "probabilities": "probabilities (softmax)",
        "cross_entropy": "cross-entropy",
        "less_right_class": "gradient with respect to the input: probabilities less 1 at the right class",
        "less_right_class_in_rows": (
            "gradient with respect to the input: probabilities less 1 at the right class, divided by {number} rows"
        ),
        "sum_in_first_row": "sum of {formula} in row 1",
        "of_feature": "{what} of feature {number}",
        "mean": "mean",
        "variance": "variance",
        "deviation": "square root of variance and epsilon",
        "normalised_as": "normalised values, {formula}",
        "scaled": "output, normalised values scaled and shifted",
        "with_respect_to": "gradient with respect to {formula}",
        "of_normalised_as": "gradient with respect to the input, {formula} being normalised values",
        "unfolded": "a column for each position of the kernel",
        "toeplitz": "a row for each output value, a column for each input value",
        "first_score": "score of query 1 and key 1",
        "scores_as": "scores, {formula}",
        "attended": "output, shares times values",
        # where a mistake was made
        "everywhere": "everywhere",
        "every": "every {kinds}",
        "the_input": "the input",
        "several_alike": "one of the layers {layer}",
        "several_places": "one of {number} layers",
        "of_equal_ones": "the {ordinal} {layer}",
        # what is said of a response
        "read_as": "read as {response}",
        "follows": "follows from your {answers}: full points",
        "builds_on": "From your {answers}, and more went wrong:",
        "convention": "A convention: {sentence}",
        "also": " Also: ",
        "either": "Either: {mistakes}",
        "or": "Or: {mistakes}",
        "at_place": "{place}: {sentence}",
    },
    mistakes={
        "stride_not_accumulated": (
            "The strides before were not multiplied in: one step of a layer's input is as many inputs of the network "
            "as the strides of all layers before multiply to."
        ),
        "composed_in_wrong_order": (
            "The intervals were put together in the wrong order: the strides before a layer multiply the ends of its "
            "own interval, not its own stride the ends of the one before."
        ),
        "only_last_kernel": (
            "The layers before were left out: through the values that a kernel reads it reaches as far as they do."
        ),
        "own_stride_counted": (
            "The layer's own stride was multiplied in too early: its kernel spans its input, so only the strides of "
            "the layers before count."
        ),
        "layer_passed_over": (
            "One layer was passed over: every layer with a kernel or a stride, pooling too, changes the interval."
        ),
        "layers_after_pooling_forgotten": (
            "The interval behind the last pooling layer was given: the layers after it widen the interval once more."
        ),
        "interval_padding_forgotten": (
            "The padding was left out: the first window begins P places before its input, which moves both ends back."
        ),
        "end_not_moved_by_padding": (
            "The end was not moved by the padding: the window of K values that begins P places before its input ends "
            "P places earlier, too."
        ),
        "interval_padding_added": (
            "The padding was added: P places lie before the input's first value, so both ends move back by P."
        ),
        "start_moved_forward": (
            "The start was moved forward by the padding: P places lie before the input's first value, so it moves back."
        ),
        "kernel_counted_whole": (
            "K steps were counted for a kernel of K values: from the first of them to the last there are K - 1 steps."
        ),
        "end_not_included": (
            "The end was given as the first input that is not read any more: both ends belong to the interval."
        ),
        "kernel_sizes_added": (
            "The kernel sizes were added up: a kernel adds only the K - 1 steps between its values, each as long as "
            "the strides of the layers before make it."
        ),
        "size_one_too_small": "The 1 was left out: from start to end, both included, there are end - start + 1 inputs.",
        "ordinary_window_for_transposed": (
            "The window of an ordinary convolution was taken: with stride 1 a transposed convolution reads it turned "
            "around, from D(K - 1) - P places before to P places behind."
        ),
        "plus_one_dropped": (
            "The + 1 for the kernel's first position was left out: n steps of the kernel make n + 1 positions."
        ),
        "plus_one_divided": (
            "The + 1 for the kernel's first position was divided by the stride too: only the way that the kernel "
            "moves is divided, and 1 added to the steps that come out."
        ),
        "padding_forgotten": (
            "The padding was left out: P is added on each side of the input, so the kernel moves over H + 2P."
        ),
        "padding_counted_once": "The padding was counted once: P is added on both sides of the input, so it counts 2P.",
        "stride_forgotten": "The stride was left out: from one position to the next the kernel moves on by S.",
        "dilation_forgotten": (
            "The dilation was left out: a kernel of size K with dilation D reaches over D(K - 1) + 1 values."
        ),
        "gap_behind_kernel_counted": (
            "The kernel was taken to reach over D * K values: behind its last entry there is no gap, so it reaches "
            "over D(K - 1) + 1."
        ),
        "ceil_for_floor": (
            "The division was rounded up: a position at which the kernel does not fit whole is left out, so it is "
            "rounded down."
        ),
        "scaling_forgotten": "The factor was left out: the layer makes every size of its map larger by it.",
        "only_divided_by_stride": (
            "The input size was only divided by the stride: the kernel has to fit whole, so its size and the padding "
            "count too."
        ),
        "transposed_padding_added": (
            "The padding was added: the padding of a transposed convolution takes P off the output on each side, so "
            "2P is subtracted."
        ),
        "transposed_padding_counted_once": (
            "The padding was counted once: the padding of a transposed convolution takes P off the output on both "
            "sides, so it counts 2P."
        ),
        "transposed_padding_forgotten": (
            "The padding was left out: the padding of a transposed convolution takes P off the output on each side."
        ),
        "output_padding_forgotten": (
            "The output padding was left out: it makes the output longer by Q, at one of its ends."
        ),
        "convolution_size_for_transposed": (
            "The formula of an ordinary convolution was used: a transposed convolution goes the other way, from the "
            "size that comes out of a convolution to the size that goes in."
        ),
        "last_step_counted": (
            "A step of the stride was counted for every input value: from the first of H values to the last there "
            "are H - 1 steps."
        ),
        "transposed_plus_one_dropped": (
            "The + 1 was left out: a kernel of size K with dilation D reaches over D(K - 1) + 1 values of the output."
        ),
        "only_stride_multiplied": (
            "The input size was only multiplied by the stride: the kernel's size, padding and output padding count "
            "too, and between H values there are H - 1 steps."
        ),
        "kernels_side_by_side": (
            "The kernels were laid side by side: from one input value to the next the kernel moves on by S, and "
            "where S is smaller than the kernel they overlap."
        ),
        "kernel_positions_forgotten": (
            "The positions were left out: a transposed convolution lays its kernel down once at every position of "
            "its input."
        ),
        "output_size_for_input_size": (
            "The positions were counted on the output: a transposed convolution lays its kernel down once at every "
            "position of its input."
        ),
        "input_channels_forgotten": (
            "The input channels were left out: a kernel reaches through all channels of its input, and flattening "
            "keeps the values of all of them."
        ),
        "output_channels_forgotten": (
            "The output channels were left out: each of them has a kernel, and a map of output values, of its own."
        ),
        "positions_forgotten": (
            "The positions were left out: a kernel is applied once at every position of its output map."
        ),
        "input_size_for_output_size": (
            "The positions were counted on the input: a kernel is applied once at every position of its output map."
        ),
        "sum_for_product": (
            "Numbers were added that multiply: where each of one kind meets each of another (channels, rows, "
            "columns, features), the count is a product."
        ),
        "one_kernel_side_forgotten": (
            "One side of the kernel was left out: a kernel has an entry for each of its rows and columns, K * K "
            "where it is square."
        ),
        "groups_forgotten": (
            "The groups were left out: a kernel reaches through the C_in / G channels of its own group only."
        ),
        "channels_of_one_branch": (
            "The channels of one branch were given, as where branches are added: a concatenation has the channels of "
            "all branches."
        ),
        "channels_of_narrowest_branch": (
            "The channels of the narrowest branch were given: a concatenation has the channels of all branches."
        ),
        "branches_concatenated": (
            "The channels of the branches were added up, as in a concatenation: tensors are added value by value, so "
            "the sum has the shape of one of them."
        ),
        "channels_multiplied": (
            "The channels of the branches were multiplied: in a concatenation they stand behind each other, so their "
            "numbers add up."
        ),
        "branch_left_out": "One branch was left out: a concatenation has the channels of all branches.",
        "weights_for_each_position": (
            "Weights were counted for every position, as if they were not shared: one kernel for each output channel "
            "is applied at all positions."
        ),
        "groups_divided_twice": (
            "The groups were divided out twice: a kernel reaches through C_in / G channels, and there are C_out "
            "kernels all the same."
        ),
        "groups_multiplied": (
            "The groups were multiplied in: a kernel reaches only through the C_in / G channels of its own group, "
            "which are fewer."
        ),
        "products_of_kernel_forgotten": (
            "One multiplication was counted for each output value: it takes one for each entry of its kernel, in all "
            "channels that this reads."
        ),
        "flatten_drops_side": "One spatial side was lost when flattening: all values of all channels become features.",
        "flatten_keeps_channels_only": (
            "The spatial sides were lost when flattening: not only channels, all of their values become features."
        ),
        "pooling_has_weights": (
            "Weights were counted for a pooling layer: it only picks or averages and has nothing to learn."
        ),
        "pooling_has_weights_and_biases": (
            "Weights and biases were counted for a pooling layer: it only picks or averages and has nothing to learn."
        ),
        "pooling_counted_as_convolution": (
            "Pooling was counted as if it were a convolution: it only picks or averages and has nothing to learn."
        ),
        "one_scale_for_all_channels": (
            "One scale and one shift were counted for all channels: each channel has a scale and a shift of its own."
        ),
        "normalisation_has_no_parameters": (
            "The normalisation's parameters were left out: it learns a scale and a shift for each channel."
        ),
        "freezing_forgotten": (
            "The frozen layers were counted too: only what a gradient changes is trained, and they stay as they are."
        ),
        "frozen_and_trained_exchanged": (
            "Frozen and trained layers were exchanged: frozen layers keep their parameters, the others are trained."
        ),
        "one_layer_more_frozen": (
            "One layer too many was taken for frozen: the first layer behind the frozen ones is trained."
        ),
        "one_layer_fewer_frozen": (
            "One layer too few was taken for frozen: the last one of the frozen layers is not trained either."
        ),
        "bias_forgotten": (
            "The bias was left out: each output channel or feature has one, which is added to all its values."
        ),
        "absent_bias_counted": (
            "A bias was counted where there is none: a layer with bias=False, or an embedding, has no bias to learn "
            "or to add."
        ),
        "one_bias_per_layer": (
            "One bias was counted for the whole layer: each output channel or feature has one of its own."
        ),
        "one_bias_per_weight": (
            "A bias was counted for each pair of input and output channels: there is one for each output channel."
        ),
        "one_bias_for_each_weight": (
            "A bias was counted for every weight: each output channel or feature has one, and all its weights share it."
        ),
        "one_bias_per_input_channel": (
            "A bias was counted for each channel or feature that goes in: it is added to what comes out, so each of "
            "these has one."
        ),
        "one_bias_per_position": (
            "A bias was counted for every output value: all positions of an output channel share one bias."
        ),
        "kernel_size_for_map_size": (
            "The kernel's size was taken for the output map's size: a dense layer has one bias for each of its "
            "outputs, and these are all values of the output map."
        ),
        "one_dense_bias_per_channel": (
            "One bias was counted for each output channel, as in a convolution: a dense layer has one for each of "
            "its outputs."
        ),
        "only_bias_additions_counted": (
            "Only adding the bias was counted: summing the n products takes n - 1 additions of its own."
        ),
        "additions_one_too_many": (
            "One addition too many was counted: n products are summed with n - 1 additions, and a bias is one more."
        ),
        "bias_counted_as_multiplication": "The bias was counted as a multiplication: it is only added.",
        "layer_left_out": "One layer was left out of the sum: the total is over all layers.",
        "layer_counted_twice": "One layer was added twice: each layer is one term of the sum.",
        "head_left_out": (
            "The layers behind the last map were left out: the total is over all layers, the dense ones at the end too."
        ),
        "only_head_counted": (
            "Only the layers behind the last map were counted: the total is over all layers, the convolutions too."
        ),
        "gates_forgotten": (
            "One gate was counted: an LSTM has four matrices and vectors of biases for each layer, a GRU three."
        ),
        "gates_of_another_cell": (
            "The gates of another cell were counted: an LSTM has four matrices and vectors of biases for each layer, "
            "a GRU three."
        ),
        "one_direction_counted": (
            "One direction was counted: a bidirectional layer has weights of its own for the way back."
        ),
        "state_weights_forgotten": (
            "The weights of the state were left out: a cell multiplies its input and the state before, each by its "
            "matrix."
        ),
        "output_projection_forgotten": (
            "The projection at the end was left out: attention projects queries, keys and values, and what comes of "
            "them."
        ),
        "scores_forgotten": (
            "Only the projections were counted: every query is multiplied by every key, and the result by the values."
        ),
        "normalisation_of_block_forgotten": (
            "The two normalisations of the block were left out: each has a scale and a shift for every feature."
        ),
        "class_token_not_counted": "The class token was left out: it is one place more, in front of all others.",
        "floor_for_ceil": (
            "The size was rounded down: with ceil_mode=True a last window counts that hangs over the end of the input."
        ),
        "padding_layer_counted_once": (
            "The places behind the axis were left out: a padding layer puts some before it and some behind it."
        ),
        "factor_not_squared": (
            "The factor was taken once: both axes change by it, so the channels change by its square."
        ),
        "counter_of_batches_forgotten": (
            "The counter was left out: beside a mean and a variance for each channel a layer keeps how many batches it "
            "has seen."
        ),
        "whole_state_counted": (
            "All that a layer keeps was counted: its scales and shifts are parameters, its running statistics and its "
            "counter of batches are buffers."
        ),
        "running_statistics_forgotten": (
            "The running statistics were left out: a mean and a variance are kept for each channel, and one counter."
        ),
        "ratio_reversed": (
            "The ratio is the other way round: what the layers cost stands above the slash, the plain "
            "convolution below."
        ),
        "saving_for_ratio": (
            "What is saved was given: the ratio is what the layers still cost, so 1 less what they save."
        ),
        "batch_forgotten": "The batch was left out: every example of the batch has activations of its own.",
        "channels_of_activations_forgotten": "The channels were left out: each channel has a map of values of its own.",
        "one_side_of_activations_forgotten": (
            "One side of the map was left out: it has a value in each of its rows and columns."
        ),
        "bits_for_bytes": "Bits were counted for bytes: a byte has 8 bits, so a number of 32 bits takes 4 bytes.",
        "numbers_for_bytes": (
            "Numbers were counted for bytes: each of them takes several bytes, 4 where it has 32 bits."
        ),
        "twice_the_bytes": (
            "Each number was taken to have twice the bytes: one of 32 bits (float32) has 4 bytes, 8 are of 64 bits."
        ),
        "half_the_bytes": (
            "Each number was taken to have half the bytes: one of 32 bits (float32) has 4 bytes, 2 are of 16 bits."
        ),
        "decimal_for_binary_unit": (
            "Another unit was used: thousands were taken for 2^10 = 1024, or the other way round."
        ),
        "output_alone_kept": (
            "Only one of the two tensors was counted: while a layer works, its input and its output are both in memory."
        ),
        "gradients_forgotten": "The gradients were left out: each activation that is kept has one, of the same size.",
        "activation_gradients_counted": (
            "Gradients of the activations were counted too: only the activations are asked for, each of them once."
        ),
        "batch_rounded_up": (
            "The quotient was rounded up: the last example no longer fits whole, so it is rounded down."
        ),
        "waiting_tensors_forgotten": (
            "Only what a layer reads and puts out was counted: a tensor that a later layer still reads is in "
            "memory too."
        ),
        "nothing_freed": (
            "Nothing was freed: without training a tensor is dropped when the last layer that reads it is done."
        ),
        "optimiser_forgotten": "What the optimiser keeps was left out: a velocity, or two moments, for each parameter.",
        "weight_gradients_forgotten": (
            "The gradients of the parameters were left out: each parameter that is trained has one, of the same size."
        ),
        "activations_not_kept": (
            "The activations were left out: while training the input and what all layers put out are kept for "
            "gradients."
        ),
        "one_moment_counted": (
            "One moment was left out: Adam keeps two numbers for each parameter, a mean of gradients and one of "
            "squares."
        ),
        "gradient_counted_as_state": (
            "The gradient was counted as the optimiser's: what it keeps from step to step are velocities or moments."
        ),
        "one_layer_too_many": (
            "One layer too many was counted: from n + 1 sizes, the first one that of the input, there are n layers."
        ),
        "one_layer_too_few": (
            "One layer too few was counted: the layer that makes the first size of the input's counts too."
        ),
        "group_counted_once": (
            "Layers that are repeated were counted once: each repetition is a layer of its own, with its own "
            "parameters."
        ),
        "group_left_out": "A group of layers was left out of the sum: the total is over all layers.",
        "kernel_not_flipped": (
            "The kernel was not flipped: a true convolution turns it by 180 degrees, rows and columns, before it is "
            "laid on the input."
        ),
        "kernel_flipped": (
            "The kernel was flipped: here each of its entries is used where it stands, it is not turned by 180 degrees."
        ),
        "kernel_transposed": (
            "The kernel's rows and columns were exchanged: its rows lie on rows, its columns on columns."
        ),
        "overlap_not_added_up": (
            "Where blocks overlap, later ones replaced earlier ones: the values of all blocks at one place are added."
        ),
        "mean_for_maximum": "The mean of each window was taken: max pooling takes its largest value.",
        "maximum_for_mean": "The largest value of each window was taken: average pooling takes the mean of its values.",
        "mean_not_divided": (
            "The values of each window were only added: their mean is the sum, divided by how many they are."
        ),
        "zeros_won_maximum": (
            "Zeros of the padding were taken for the largest value: the padding of max pooling is minus infinity, so "
            "it never is."
        ),
        "windows_side_by_side": (
            "The windows were laid side by side: from one window to the next one moves on by S, which need not be K."
        ),
        "relu_forgotten": "Negative values were left as they are: ReLU makes them 0.",
        "flattened_by_columns": (
            "The values were flattened column by column: each channel is read row by row, one channel behind the other."
        ),
        "dense_weight_not_transposed": (
            "Each output was worked out with a column of the weight matrix: output i belongs to its row i."
        ),
        "kernel_not_turned_back": (
            "The kernel was not turned on the way back: the gradient with respect to the input is a convolution with "
            "the kernel turned by 180 degrees."
        ),
        "gradient_not_spread": (
            "The stride was left out on the way back: S - 1 zeros stand between neighbouring entries of the gradient."
        ),
        "gradient_not_surrounded": (
            "The kernel was laid only where it fits into the gradient: the convolution back is a full one, K - 1 "
            "zeros (less the padding) stand around it."
        ),
        "bias_gradient_averaged": (
            "The mean was taken for the bias: every output value has the bias in it once, so their gradients are added."
        ),
        "gradient_to_whole_window": (
            "Every value of a window got its gradient: of max pooling only the largest value does, the others change "
            "nothing."
        ),
        "gradient_overwritten": (
            "Where windows overlap, later gradients replaced earlier ones: what comes from all windows to one value "
            "is added."
        ),
        "gradient_not_divided": (
            "Every value of a window got the whole gradient: the mean divides by how many they are, and so does its "
            "gradient."
        ),
        "mean_gradient_to_largest": (
            "The gradient went to the largest value of the window: of average pooling every value gets an equal share."
        ),
        "relu_let_gradient_pass": (
            "The gradient passed everywhere: ReLU lets it through only where its input was above 0."
        ),
        "dense_weight_transposed_back": (
            "The weight matrix was transposed on the way back: forwards it is x W^T, back it is G W."
        ),
        "weight_gradient_transposed": (
            "The gradient of the weights was transposed: it has the form of the weights, a row for each output."
        ),
        "powers_forgotten": (
            "The scores themselves were divided by their sum: softmax takes e to the power of each score first."
        ),
        "softmax_over_columns": "The softmax was taken down each column: the probabilities of one row add up to 1.",
        "other_scores_held": (
            "Each score was taken to move its own probability alone: it moves those of all others too, through the sum."
        ),
        "minus_of_logarithm_forgotten": (
            "The minus was left out: the cross-entropy is minus the logarithm of the right class's probability, so "
            "never below 0."
        ),
        "all_classes_in_loss": "The logarithms of all classes were added: only that of the right class counts.",
        "one_not_subtracted": "The probabilities were taken for the gradient: at the right class 1 is subtracted.",
        "loss_gradient_reversed": (
            "The gradient was taken the other way round: it is the probabilities less 1 at the right class."
        ),
        "scores_not_scaled": (
            "The scores were not divided: products of queries and keys are divided by the square root of d."
        ),
        "divided_by_dimension": "The scores were divided by d: they are divided by its square root.",
        "variance_divided_by_one_less": (
            "The variance was divided by n - 1: batch normalisation divides by n, the number of values."
        ),
        "divided_by_variance": "The values were divided by the variance: they are divided by its square root.",
        "epsilon_forgotten": "Epsilon was left out: it is added to the variance before the root is taken.",
        "scale_forgotten": "The scale was left out: every normalised value is multiplied by gamma.",
        "shift_forgotten": "The shift was left out: beta is added to every scaled value.",
        "shifted_before_scaled": (
            "The shift was added before the scale was applied: the normalised value is scaled first, then shifted."
        ),
        "normalised_values_left_out": (
            "The gradients alone were added: for gamma each is multiplied by its normalised value first."
        ),
        "statistics_held": "Mean and variance were taken for constants: they depend on every value of the batch.",
        "positions_in_rows": "Each position of the kernel got a row: here it gets a column.",
        "windows_read_by_columns": "The windows were read column by column: here they are read row by row.",
        "toeplitz_transposed": (
            "The matrix was transposed: it has a row for each output value and a column for each input value."
        ),
        "weights_side_by_side": (
            "All weights of a row stand side by side: where the kernel goes on to its next row, it passes over the "
            "rest of the input's row, which takes zeros."
        ),
        "unfolded_channels_forgotten": (
            "The input channels were left out: a column holds the values under the kernel in all channels, one "
            "behind the other."
        ),
        "input_positions_unfolded": (
            "The values of the input were taken for the columns: there is one for each position of the kernel, so "
            "for each output value of a channel."
        ),
        "single_position_for_map": (
            "A kernel of size 1 was taken: a dense layer reads the whole map, so its kernel is as large as the map."
        ),
        "sigma_prime_forgotten": (
            "The derivative of the activation was left out: on the way back the gradient is multiplied by it, entry "
            "by entry, at what went in."
        ),
        "sigma_prime_twice": (
            "The derivative of the activation was multiplied in twice: each activation on the way back counts once."
        ),
        "sigma_prime_at_wrong_node": (
            "The derivative of the activation was taken at what came out of it: it is taken at what went in."
        ),
        "activation_for_its_derivative": (
            "The activation itself was multiplied in: it is its derivative that is, at what went in."
        ),
        "derivative_of_tanh_for_sigmoid": (
            "The derivative of tanh, 1 - a^2, was used for a sigmoid: that of a sigmoid is a ⊙ (1 - a), entry by entry."
        ),
        "derivative_of_sigmoid_for_tanh": (
            "The derivative of the sigmoid, a(1 - a), was used for tanh: that of tanh is 1 - a^2, entry by entry."
        ),
        "neighbours_gradient_given": (
            "This is the gradient with respect to a neighbouring node: what is asked for is that of the node named."
        ),
        "loss_factor_two_forgotten": (
            "The factor 2 of the squared norm was left out: the derivative of norm(v)^2 with respect to v is 2v."
        ),
        "loss_factor_forgotten": (
            "The number in front of the loss was left out: a constant factor of the loss stays in every gradient."
        ),
        "loss_difference_reversed": (
            "The difference was taken the wrong way round: the derivative of norm(o - y)^2 with respect to o is 2(o "
            "- y)."
        ),
        "weight_not_transposed": (
            "The matrix was not transposed: back through W x the gradient is multiplied by W^T, as the shapes ask "
            "for too."
        ),
        "weights_of_another_layer": (
            "The weights of another layer: back through W x the gradient is multiplied by the transpose of this W."
        ),
        "layer_skipped": (
            "A layer was left out of the chain: the gradient goes back through its activation and through its weights."
        ),
        "weights_left_out": "The matrix was left out: back through W x the gradient is multiplied by W^T.",
        "outer_product_reversed": (
            "The outer product is the wrong way round: the gradient of W has the shape of W, so it is that of W x, "
            "times x^T."
        ),
        "wrong_activation_in_outer_product": (
            "The outer product was taken with what comes out behind the weights: it is taken with what they are "
            "multiplied by."
        ),
        "activation_forgotten_in_outer_product": (
            "The outer product was taken with what goes into the activation before the weights: they are multiplied "
            "by what comes out of it."
        ),
        "earlier_input_in_outer_product": (
            "The outer product was taken with what the weights before these are multiplied by: it is taken with what "
            "these weights are multiplied by themselves."
        ),
        "input_left_out_of_weight_gradient": (
            "The input of the weights was left out: the gradient of W is that of W x, times x^T."
        ),
        "bias_gradient_times_input": (
            "The bias was treated as a weight: it is only added, so its gradient is that of the sum, with no input "
            "beside it."
        ),
        "factor_multiplied_in": (
            "The factor was multiplied in: where a map grows, F neighbours stand where one stood before, so the "
            "stride in the input is divided by F."
        ),
        "growing_read_as_shrinking": (
            "The layer was read as if it made its map smaller: it makes it larger, so index i of what comes out "
            "is reached from about i / F of what goes in."
        ),
        "first_rounded_down": (
            "The first index was rounded down: a kernel that is laid down there ends before the value that is "
            "asked for, so it is rounded up."
        ),
        "one_neighbour_interpolated": (
            "Only the nearest value was taken: a linear interpolation reads the values on both sides."
        ),
        "phases_not_reduced": (
            "A stride was left out: of values that come in Q phases every S-th is kept, so Q / gcd(Q, S) phases "
            "are left."
        ),
        "gaps_filled": (
            "All inputs from the first to the last were listed: a kernel with dilation D passes over the D - 1 "
            "values between its entries."
        ),
        "padding_listed": "Places in the padding were listed: they hold zeros, which are not among the inputs.",
        "total_on_each_side": (
            "All places were put on at both ends: together they are as many as it takes, half of them at each end."
        ),
        "odd_place_dropped": (
            "Half of the places was rounded down at both ends: an odd place is not dropped, it stands behind the input."
        ),
        "last_place_of_kernel_stepped": (
            "A step was counted for every position: from the first of n positions to the last there are n - 1 steps."
        ),
        "rounded_down_for_same": (
            "The quotient was rounded down: with SAME padding every stride that begins within the input has its "
            "position, so it is rounded up."
        ),
        "relu_mask_from_gradient": (
            "The mask was taken from the gradient that arrives: ReLU lets it pass where what went in was above 0."
        ),
        "softmax_jacobian_diagonal": (
            "Softmax was treated as a function of every entry, p(1 - p): every probability depends on all "
            "scores, and the Jacobian is diag(p) - p p^T."
        ),
        "probabilities_minus_target_reversed": (
            "Target and probabilities changed places: the gradient of the cross-entropy with respect to the "
            "scores is p - y."
        ),
        "target_left_out": (
            "The target was left out: the gradient of the cross-entropy with respect to the scores is p - y."
        ),
        "probabilities_negated": (
            "The probabilities were negated: the gradient of the cross-entropy with respect to the scores is p - y."
        ),
        "activation_derivative_after_entropy": (
            "The derivative of the last activation was multiplied in once more: p - y is already the gradient with "
            "respect to the scores."
        ),
        "softmax_jacobian_after_entropy": (
            "The Jacobian of the softmax was multiplied in once more: p - y is already the gradient with respect to "
            "the scores."
        ),
        "softmax_jacobian_forgotten": (
            "The softmax was left out of the chain: the gradient is multiplied by its Jacobian, diag(p) - p p^T."
        ),
        "softmax_jacobian_term_forgotten": (
            "The second term of the softmax's Jacobian was left out: every score changes every probability, so that "
            "it is diag(p) - p p^T."
        ),
        "inner_minus_of_entropy_forgotten": (
            "The minus inside the second logarithm was left out: log(1 - p) has the derivative -1/(1 - p)."
        ),
        "penalty_subtracted": "The gradient of the penalty was taken away: the penalty is added to the loss.",
        "factor_two_for_entropy": (
            "There is no factor 2: it comes from a square, and a cross-entropy has none; its gradient is p - y."
        ),
        "bias_gradient_summed": ("The entries were summed up: every entry of a bias has a gradient of its own."),
        "minus_of_entropy_forgotten": (
            "The minus in front of the logarithm was left out: the derivative of -y log(p) with respect to p is -y/p."
        ),
        "second_term_of_entropy_forgotten": (
            "The term of the other class was left out: -y log(p) - (1 - y) log(1 - p) has the derivative -y/p + "
            "(1 - y)/(1 - p)."
        ),
        "penalty_forgotten": "The penalty was left out: it is a term of the loss, and its gradient is added.",
        "penalty_factor_two_forgotten": (
            "The factor 2 of the penalty was left out: the derivative of norm(W)^2 with respect to W is 2W."
        ),
        "mean_taken_as_sum": "A mean is not a sum: the gradient is divided by how many entries it is taken over.",
        "mean_taken_for_constant": (
            "A mean over the batch was taken for a constant: it depends on every one of these values, so the gradient "
            "goes back through it too."
        ),
        "mean_over_rows_only": (
            "Divided by the number of rows only: a mean over all entries is divided by the rows times the columns."
        ),
        "mean_over_columns_only": (
            "Divided by the number of columns only: a mean over all entries is divided by the rows times the columns."
        ),
        "sum_taken_as_mean": "The loss is a sum: the gradient is not divided by the number of entries.",
        "squares_divided_by_rows": (
            "The gradient was divided by the number of rows: the squares of the loss are summed, no mean is taken."
        ),
        "chain_stopped_early": (
            "The chain stopped one layer early: this is worked out from the gradient of the layer behind, which "
            "is not carried through its weights and the activation."
        ),
        "input_not_transposed": (
            "What the weights are multiplied by was not transposed: the gradient of the weights has their shape."
        ),
        "later_uses_forgotten": (
            "A later use was left out: what is used several times gets a contribution from every use."
        ),
        "earlier_uses_forgotten": (
            "An earlier use was left out: what is used several times gets a contribution from every use."
        ),
        "other_factor_forgotten": "The other factor was left out: the derivative of a ⊙ b with respect to a is b.",
        "minus_forgotten": "The minus was left out: what is taken away gets the gradient with the other sign.",
        "constant_factor_forgotten": "The constant factor was left out: the derivative of c x with respect to x is c.",
        "constant_factor_inverted": (
            "Multiplied where a constant divides, or the other way round: the derivative of x/c with respect to x "
            "is 1/c."
        ),
        "divisor_minus_forgotten": "The minus was left out: the derivative of a/b with respect to b is -a/b^2.",
    },
    conventions={
        "rounded_down": "Right where a quotient is rounded down; here all of them are whole.",
        "exact_division": "Right where the division leaves no remainder; in general the quotient is rounded down.",
        "upright_convolution": (
            "Right where a convolution uses its kernel as it stands, as in PyTorch; here it turns it by 180 degrees."
        ),
        "flipped_convolution": (
            "Right where a convolution turns its kernel by 180 degrees, as mathematics defines it; here it does not."
        ),
        "dilation_from_one": (
            "Right where a dilation of 1 is an ordinary kernel, as in PyTorch; here that is a dilation of 0."
        ),
        "dilation_from_zero": (
            "Right where a dilation of 0 is an ordinary kernel, as some notes count it; here that is a dilation of 1."
        ),
        "same_padding_by_stride": (
            "Right where same padding is as many places as ceil(H / S) positions take, as in TensorFlow; here it is "
            "D(K - 1) whatever the stride."
        ),
        "same_padding_by_kernel": (
            "Right where same padding is D(K - 1) places whatever the stride; here it is as many as ceil(H / S) "
            "positions take."
        ),
        "odd_place_behind": "Right where the odd place of same padding stands behind the input; here it stands before.",
        "odd_place_before": "Right where the odd place of same padding stands before the input; here it stands behind.",
        "with_bias": "Right if biases are counted; here they are not.",
        "without_bias": "Right if biases are not counted; here they are.",
        "two_bias_vectors_per_gate": "Right where each gate has two vectors of biases, as in PyTorch; here it has one.",
        "one_bias_vector_per_gate": (
            "Right where each gate has one vector of biases, as in Keras; here it has two, one for the input and "
            "one for the state."
        ),
        "running_statistics_not_counted": (
            "Right where of a normalisation only the scale and the shift count; here its running means and "
            "variances do too."
        ),
        "running_statistics_counted": (
            "Right where a normalisation's running means and variances count too; here only what is learned does."
        ),
        "statistics_not_trained": (
            "Right where a normalisation's running means and variances alone count as not trained, not its "
            "counter of batches; here that is not so."
        ),
        "non_trainable_without_statistics": (
            "Right where only frozen parameters count as not trained; here the running means and variances of "
            "normalisation do too."
        ),
        "counter_of_batches_counted": (
            "Right where the counter of a normalisation's batches counts too; here it does not."
        ),
        "one_operation_per_product": (
            "Right where multiplications alone are counted; here a product and its addition count as two operations."
        ),
        "two_operations_per_product": (
            "Right where a product and its addition count as two operations; here each product counts once."
        ),
        "two_operations_per_multiply_add": "Right where a multiply-add counts as two operations; here that is not so.",
        "one_operation_per_multiply_add": (
            "Right where a multiply-add counts as one operation, as in the ResNet paper; here it does not."
        ),
        "products_and_additions_apart": (
            "Right where n products and the n - 1 additions between them count one by one; here they do not."
        ),
        "two_operations_per_multiply_add_and_one_per_bias": (
            "Right where a multiply-add counts as two operations and adding a bias as one more; here that is not so."
        ),
        "bias_not_counted_as_multiply_add": "Right where adding a bias is no multiply-add; here it counts as one.",
        "bias_counted_as_multiply_add": "Right where adding a bias counts as a multiply-add; here only products do.",
        "activation_gradients_freed": (
            "Right where the gradient of an activation is dropped once it has been used; here all of them are kept."
        ),
        "activation_gradients_kept": (
            "Right where a gradient of each activation is kept too; here only the activations themselves are."
        ),
        "in_place_outputs_counted": (
            "Right where every layer's output counts; here a layer such as ReLU works in place and adds none."
        ),
        "in_place_outputs_left_out": (
            "Right where layers such as ReLU work in place and add no output of their own, as published tables have "
            "it; here every layer's output counts."
        ),
        "channels_first": "Right where the channels stand first in a shape, as in PyTorch; here they stand last.",
        "channels_last": "Right where the channels stand last in a shape, as in TensorFlow; here they stand first.",
        "units_as_stated": "Right with the units as they are stated.",
        "other_unit": (
            "Right where units go by the other of thousands and 2^10 = 1024, as MB and MiB do; here they are as stated."
        ),
        "zeros_as_the_layer_says": (
            "Right where a layer says whether the zeros of its padding count for a mean; here it is told for all "
            "of them."
        ),
        "zeros_not_counted": (
            "Right where only the input's own values count for a mean; here the zeros of the padding count too."
        ),
        "zeros_counted": "Right where the zeros of the padding count for a mean; here only the input's own values do.",
        "losses_averaged": "Right where the loss is the mean over the batch, as in PyTorch; here it is the sum.",
        "losses_not_averaged": "Right where the losses of a batch are added up; here the loss is their mean.",
        "no_slope_at_zero": "Right where ReLU lets no gradient through at 0, as in PyTorch; here it does.",
        "slope_one_at_zero": "Right where ReLU lets all of a gradient through at 0; here that is not so.",
        "slope_half_at_zero": "Right where ReLU lets half of a gradient through at 0; here that is not so.",
        "gradient_to_first_largest": (
            "Right where the first of several largest values gets the whole gradient, as in PyTorch; here it "
            "does not alone."
        ),
        "gradient_to_every_largest": (
            "Right where each of several largest values gets the whole gradient; here that is not so."
        ),
        "gradient_shared": "Right where several largest values share the gradient evenly; here they do not.",
        "denominator_layout": (
            "Right where a gradient has the shape of what it belongs to (denominator layout); here that of a column is "
            "a row, and that of a matrix has its rows as columns (numerator layout)."
        ),
        "numerator_layout": (
            "Right where the gradient of a column is a row, and that of a matrix has its rows as columns (numerator "
            "layout); here a gradient has the shape of what it belongs to."
        ),
    },
    settings={
        "division.floor": "A quotient that is not whole is rounded down.",
        "division.exact": "Sizes are such that every quotient is whole; none is rounded.",
        "convolution.upright": "A convolution uses its kernel as it stands (cross-correlation, as in PyTorch).",
        "convolution.flipped": "A convolution turns its kernel by 180 degrees.",
        "dilation.from_one": "A dilation of 1 is an ordinary kernel.",
        "dilation.from_zero": "A dilation of 0 is an ordinary kernel.",
        "same_padding.by_stride": "SAME padding puts on as many places as ceil(H / S) positions take.",
        "same_padding.by_kernel": "Same padding puts on D(K - 1) places, whatever the stride.",
        "odd_padding.behind": "An odd place of same padding stands behind the input.",
        "odd_padding.before": "An odd place of same padding stands before the input.",
        "biases.counted": "Biases are parameters too.",
        "biases.left_out": "Biases are not counted as parameters.",
        "recurrent_biases.two": (
            "A gate of a recurrent layer has two vectors of biases, for its input and for its state."
        ),
        "recurrent_biases.one": "A gate of a recurrent layer has one vector of biases.",
        "normalisation.learned": "Normalisation has two parameters for each channel, a scale and a shift.",
        "normalisation.with_statistics": (
            "Normalisation has four parameters for each channel: scale, shift, running mean and running variance."
        ),
        "running_statistics.not_trained": "Running means and variances are parameters that are not trained.",
        "running_statistics.left_out": "Running means and variances are no parameters.",
        "running_statistics.with_counter": (
            "Running means and variances are parameters that are not trained, and so is the counter of batches."
        ),
        "operations.multiplications": "Multiplications are counted; additions are counted on their own.",
        "operations.two_for_each_product": "A product and its addition count as two operations.",
        "multiply_adds.two_operations": "A multiply-add counts as two floating-point operations.",
        "multiply_adds.one_operation": "A multiply-add counts as one floating-point operation.",
        "multiply_adds.apart": (
            "Products and additions count one by one: n products take n - 1 additions, and one more for a bias."
        ),
        "multiply_adds.two_and_biases": (
            "A multiply-add counts as two floating-point operations, and adding a bias as one more."
        ),
        "added_biases.left_out": "Adding a bias is no multiply-add.",
        "added_biases.counted": "Adding a bias counts as a multiply-add.",
        "activation_gradients.freed": "While a network is trained no gradients of activations are kept.",
        "activation_gradients.kept": "While a network is trained a gradient of each activation is kept too.",
        "in_place.counted": "The output of every layer counts, that of ReLU and dropout too.",
        "in_place.left_out": "Layers such as ReLU and dropout work in place: they have no output of their own.",
        "axes.channels_first": "In a shape the channels stand first, then the sizes.",
        "axes.channels_last": "In a shape the sizes stand first, then the channels.",
        "units.as_stated": "A unit has as many bytes as is said with it.",
        "units.exchanged": "Units go by 2^10 = 1024 where thousands are stated, and the other way round.",
        "zeros_in_means.as_the_layer_says": "Zeros of the padding count for a mean unless a layer says otherwise.",
        "zeros_in_means.left_out": "Zeros of the padding never count for a mean.",
        "zeros_in_means.counted": "Zeros of the padding always count for a mean.",
        "losses.averaged": "The loss of a batch is the mean of the losses of its examples.",
        "losses.added": "The loss of a batch is the sum of the losses of its examples.",
        "slope_at_zero.zero": "At 0 ReLU has the slope 0.",
        "slope_at_zero.one": "At 0 ReLU has the slope 1.",
        "slope_at_zero.half": "At 0 ReLU has the slope 1/2.",
        "ties.first": "Of several largest values in a window the first one, row by row, gets the whole gradient.",
        "ties.all": "Of several largest values in a window each one gets the whole gradient.",
        "ties.shared": "Several largest values in a window share the gradient evenly.",
        "gradients.denominator_layout": "A gradient has the shape of what it is taken with respect to.",
        "gradients.numerator_layout": (
            "Gradients are in numerator layout: that of a column is a row, that of a matrix has its shape transposed."
        ),
    },
    slips={
        "axes_exchanged": "Two axes were exchanged: rows are counted first (the height), then columns (the width).",
        "matrix_transposed": (
            "Rows and columns of the matrix were exchanged: the unfolded input has a row for each weight of a kernel "
            "and a column for each position, the sparse matrix a row for each output and a column for each input."
        ),
        "channels_not_changed": (
            "The channels that go into the layer were given: as many come out of it as it has kernels."
        ),
        "batch_left_out": (
            "The batch was left out, or taken for one example: how many examples there are stands first in the shape."
        ),
        "batch_put_in_front": "The batch was put in front: the shape of a single example is asked for.",
        "another_networks_value": (
            "This is the value of a network that goes by the same name: what is asked for is that of the one named."
        ),
        "another_columns_value": (
            "The value of another column of the table was given: what is asked for is that of the network named."
        ),
        "row_off_by_one": (
            "The value of the row above or below was given: each row asks for the value of its own layer."
        ),
        "digits_swapped": "Two digits were swapped: they are the right ones, in another order.",
        "digit_dropped": "A digit was left out: the number has one more than was written.",
        "digit_doubled": "A digit was written twice: the number has one less than was written.",
        "factor_of_ten": (
            "A zero is too many or too few, or the point stands in the wrong place: the number is off by 10, 100 "
            "or 1000."
        ),
        "another_layers_value": ("The value of another layer was given: what is asked for is that of the layer named."),
    },
    endings={"": "th", "1": "st", "2": "nd", "3": "rd", "11": "th", "12": "th", "13": "th"},
    tellings={
        "bias": "bias",
        "stride": "stride|moves on|moves by",
        "padding": "padding|padded|put on",
        "output_padding": "output padding|output_padding",
        "dilation": "dilat|apart",
        "groups": "group|depthwise|channel by itself",
        "num_layers": "num_layers|layers|stacked",
        "affine": "scale|affine|nothing to learn",
        "elementwise_affine": "scale|affine|nothing to learn",
        "track_running_stats": "running",
        "count_include_pad": "zeros|padding|count_include_pad",
        "division": "rounded|round down|round up|floor|ceil|completely",
        "convolution": "flip|turned|turns|cross-correlation|as it is|as it stands",
        "same_padding": "same",
        "odd_padding": "odd",
        "biases": "bias",
        "recurrent_biases": "bias",
        "added_biases": "bias",
        "normalisation": "running",
        "running_statistics": "running",
        "operations": "multiplication|multiply-add|product and its addition",
        "multiply_adds": "multiply-add|multiplication and an addition|addition",
        "activation_gradients": "gradient",
        "in_place": "in place|of every layer|output of its own",
        "zeros_in_means": "zeros|count_include_pad",
        "losses": "mean|average|sum",
        "slope_at_zero": "at $0$|at 0|slope",
        "gradients": "shape|layout",
        "ties": "first of|the first|several|tie|equally large",
    },
)
