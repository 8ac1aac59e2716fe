"""Mistakes in gradients by hand: how they go back through layers to inputs, weights and biases."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

HAND_GRADIENTS = (
    mal_rule(
        "kernel_not_turned_back",
        {
            "turned_back": {"T": "0"},
            "conv_image_gradient": "conv_transpose(G, flip(W), S, P, D)",
            "conv_transpose_image_gradient": "conv(G, flip(W), S, P, D)",
        },
        rank=Rank.COMMON,
        source='"multiply 180 rotated weight" among what was wrong; "Conv2d backward fix", '
        "https://github.com/nntrainer/nntrainer/issues/705",
        example=Example(
            "Conv2d(1, 1, kernel_size=2, bias=False)",
            "[[1,2,0],[0,1,-1],[2,0,1]]",
            "network.input_gradient",
            "[[1,2,0],[5,2,-2],[6,-5,1]]",
            "[[-1,3,0],[0,8,-3],[4,0,-1]]",
            {"0.weight": "[[1,2],[3,-1]]", "gradient": "[[1,0],[2,-1]]"},
        ),
    ),
    mal_rule(
        "gradient_not_spread",
        {
            "spread_gradient": {"A": "0"},
            "convolution_weight_gradient": {"S": "1"},
            "conv_image_gradient": {"S": "1"},
            "conv_kernel_gradient": {"S": "1"},
        },
        source="Dumoulin and Visin 2016, section 4.5: zeros stand between the entries",
        example=Example(
            "Conv2d(1, 1, kernel_size=2, stride=2)",
            "[[1,0,2,0],[0,1,0,1],[1,1,0,0],[0,2,1,0]]",
            "network.input_gradient",
            "[[1,2,2,4],[3,-1,6,-2],[3,6,4,8],[9,-3,12,-4]]",
            "[[1,4,4],[6,15,6],[9,9,-4]]",
            {"0.weight": "[[1,2],[3,-1]]", "0.bias": "1", "gradient": "[[1,2],[3,4]]"},
        ),
    ),
    mal_rule(
        "gradient_not_surrounded",
        {"spread_gradient": {"V": "0"}, "conv_image_gradient": "conv(G, flip(W), 1, 0, D)"},
        source="Dumoulin and Visin 2016, section 4.1: full padding on the way back",
        example=Example(
            "Conv2d(1, 1, kernel_size=2, bias=False)",
            "[[1,2,0],[0,1,-1],[2,0,1]]",
            "network.input_gradient",
            "[[1,2,0],[5,2,-2],[6,-5,1]]",
            "[[2]]",
            {"0.weight": "[[1,2],[3,-1]]", "gradient": "[[1,0],[2,-1]]"},
        ),
    ),
    mal_rule(
        "bias_gradient_averaged",
        {name: {"A": "0"} for name in ("channel_sums", "column_sums", "shift_gradient")},
        source="Ng, Deep Learning Specialization, course 1: db = 1/m np.sum(dZ)",
        example=Example(
            "Conv2d(1, 1, kernel_size=2, stride=2)",
            "[[1,0,2,0],[0,1,0,1],[1,1,0,0],[0,2,1,0]]",
            "network.layers[0].bias_gradient",
            "[[10]]",
            "[[5/2]]",
            {"0.weight": "[[1,2],[3,-1]]", "0.bias": "1", "gradient": "[[1,2],[3,4]]"},
        ),
    ),
    mal_rule(
        "gradient_to_whole_window",
        {"routed_gradient": {"V": "0"}, "maxpool_gradient": "unpool(G, A, K, S)"},
        example=Example(
            "MaxPool2d(kernel_size=2, stride=1)",
            "[[1,2,0],[0,1,-1],[2,0,1]]",
            "network.input_gradient",
            "[[0,3,0],[0,4,0],[3,0,0]]",
            "[[1,3,2],[4,10,6],[3,7,4]]",
            {"gradient": "[[1,2],[3,4]]"},
        ),
    ),
    mal_rule(
        "gradient_overwritten",
        {"routed_gradient": {"A": "0"}},
        source='= for += where windows overlap; "Wrong MaxPool gradient", '
        "https://github.com/FluxML/NNlib.jl/issues/205",
        example=Example(
            "MaxPool2d(kernel_size=2, stride=1)",
            "[[1,2,0],[0,1,-1],[2,0,1]]",
            "network.input_gradient",
            "[[0,3,0],[0,4,0],[3,0,0]]",
            "[[0,2,0],[0,4,0],[3,0,0]]",
            {"gradient": "[[1,2],[3,4]]"},
        ),
    ),
    mal_rule(
        "gradient_not_divided",
        {"shared_gradient": {"T": "0"}, "avgpool_gradient": {"n": "1"}},
        rank=Rank.COMMON,
        example=Example(
            "AvgPool2d(kernel_size=2, stride=1)",
            "[[1,2,0],[0,1,-1],[2,0,1]]",
            "network.input_gradient",
            "[[1/4,3/4,1/2],[1,5/2,3/2],[3/4,7/4,1]]",
            "[[1,3,2],[4,10,6],[3,7,4]]",
            {"gradient": "[[1,2],[3,4]]"},
        ),
    ),
    mal_rule(
        "mean_gradient_to_largest",
        {"shared_gradient": {"V": "0"}, "avgpool_gradient": "maxunpool(G, A, K, S)"},
        rank=Rank.RARE,
        example=Example(
            "AvgPool2d(kernel_size=2, stride=1)",
            "[[1,2,0],[0,1,-1],[2,0,1]]",
            "network.input_gradient",
            "[[1/4,3/4,1/2],[1,5/2,3/2],[3/4,7/4,1]]",
            "[[0,3,0],[0,4,0],[3,0,0]]",
            {"gradient": "[[1,2],[3,4]]"},
        ),
    ),
    mal_rule(
        "relu_let_gradient_pass",
        {"passed_gradient": {"R": "0"}},
        rank=Rank.COMMON,
        source='the gradient of a linear unit; "ReLU in backprop", '
        "https://github.com/dannyneil/spiking_relu_conversion/issues/1",
        example=Example(
            "ReLU()",
            "[[1,2,0],[0,1,-1],[2,0,1]]",
            "network.input_gradient",
            "[[1,2,0],[0,5,0],[7,0,9]]",
            "[[1,2,3],[4,5,6],[7,8,9]]",
            {"gradient": "[[1,2,3],[4,5,6],[7,8,9]]"},
        ),
    ),
    mal_rule(
        "dense_weight_transposed_back",
        {"dense_input_gradient": {"U": "0"}},
        source="CS231n, a minimal network: dhidden = np.dot(dscores, W2.T)",
        example=Example(
            "Linear(2, 2)",
            "[[1,2],[3,-1]]",
            "network.input_gradient",
            "[[1,2],[5,3]]",
            "[[1,3],[4,5]]",
            {"0.weight": "[[1,2],[3,-1]]", "0.bias": "[[0,1]]", "gradient": "[[1,0],[2,1]]", "rows": "examples"},
        ),
    ),
    mal_rule(
        "weight_gradient_transposed",
        {"dense_weight_gradient": {"U": "0"}},
        source="CS231n, a minimal network: dW = np.dot(X.T, dscores)",
        example=Example(
            "Linear(2, 2)",
            "[[1,2],[3,-1]]",
            "network.layers[0].weight_gradient",
            "[[7,0],[3,-1]]",
            "[[7,3],[0,-1]]",
            {"0.weight": "[[1,2],[3,-1]]", "0.bias": "[[0,1]]", "gradient": "[[1,0],[2,1]]", "rows": "examples"},
        ),
    ),
)
