namespace NetInsight.Fuzz.Mutation;

/// <summary>Values that attributes of operators may have; a number above 1 stands for all from -2 up to it.</summary>
internal static class PlausibleAttributes
{
    private static readonly (string Name, object Value)[] Windows =
    [
        ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }), ("strides", new[] { 2, 1 }), ("dilations", new[] { 2, 1 }),
        ("pads", new[] { 1, 0, 0, 1 }), ("pads", new[] { 1, 1, 1, 1 }), ("auto_pad", "SAME_UPPER"), ("auto_pad", "SAME_LOWER"),
        ("auto_pad", "VALID"), ("auto_pad", "NOTSET"),
    ];

    private static readonly (string Name, object Value)[] Resizing =
    [
        ("mode", "nearest"), ("mode", "linear"), ("mode", "cubic"), ("coordinate_transformation_mode", "align_corners"),
        ("coordinate_transformation_mode", "half_pixel"), ("coordinate_transformation_mode", "asymmetric"),
        ("coordinate_transformation_mode", "pytorch_half_pixel"), ("coordinate_transformation_mode", "half_pixel_symmetric"),
        ("coordinate_transformation_mode", "tf_crop_and_resize"), ("nearest_mode", "floor"), ("nearest_mode", "ceil"),
        ("nearest_mode", "round_prefer_ceil"), ("antialias", 1), ("exclude_outside", 1), ("cubic_coeff_a", -0.5f),
        ("extrapolation_value", 3f), ("keep_aspect_ratio_policy", "not_larger"), ("keep_aspect_ratio_policy", "not_smaller"),
    ];

    private static readonly (string Name, object Value)[] Recurrence =
    [
        ("direction", "reverse"), ("direction", "forward"), ("direction", "bidirectional"), ("clip", 0.5f), ("linear_before_reset", 1),
        ("input_forget", 1), ("layout", 1), ("hidden_size", 4),
    ];

    /// <summary>The attributes of an operator.</summary>
    public static (string Name, object Value)[] Of(string type) => type switch
    {
        "Conv" or "FusedConv" or "ConvInteger" or "QLinearConv" => [.. Windows, ("group", 2)],
        "ConvTranspose" => [.. Windows, ("group", 2), ("output_padding", new[] { 1, 1 }), ("output_shape", new[] { 8, 8 })],
        "MaxPool" => [.. Windows, ("ceil_mode", 1), ("storage_order", 1)],
        "AveragePool" or "QLinearAveragePool" => [.. Windows, ("ceil_mode", 1), ("count_include_pad", 1)],
        "LpPool" => [.. Windows, ("ceil_mode", 1), ("p", 4)],
        "GlobalLpPool" => [("p", 4)],
        "Resize" or "Upsample" => Resizing,
        "RNN" or "GRU" or "LSTM" => Recurrence,
        "Concat" or "Split" or "Gather" or "GatherElements" or "ScatterElements" or "Flatten" or "LayerNormalization" or "RMSNormalization"
            or "Softmax" or "LogSoftmax" or "Hardmax" or "QLinearConcat" => [("axis", 3), ("reduction", "mul"), ("reduction", "max")],
        "ArgMax" or "ArgMin" => [("axis", 3), ("keepdims", 0), ("select_last_index", 1)],
        "TopK" => [("axis", 3), ("largest", 0), ("sorted", 0)],
        "ReduceSum" or "ReduceMean" or "ReduceMax" or "ReduceMin" or "ReduceProd" or "ReduceSumSquare" or "ReduceL1" or "ReduceL2"
            or "ReduceLogSum" or "ReduceLogSumExp" => [("axes", new[] { 2, 3 }), ("keepdims", 0), ("noop_with_empty_axes", 1)],
        "Transpose" => [("perm", new[] { 0, 2, 3, 1 }), ("perm", new[] { 3, 1, 2, 0 }), ("perm", new[] { 1, 0, 2, 3 })],
        "Gemm" or "FusedGemm" or "QGemm" => [("transA", 1), ("transB", 1), ("alpha", 0.5f), ("beta", 0f), ("beta", 2f)],
        "FusedMatMul" or "TransposeMatMul" => [("transA", 1), ("transB", 1), ("alpha", 0.5f)],
        "Pad" => [("mode", "edge"), ("mode", "reflect"), ("mode", "constant"), ("mode", "wrap")],
        "Cast" => [("to", 1), ("to", 2), ("to", 3), ("to", 6), ("to", 7), ("to", 9), ("to", 10), ("to", 11), ("to", 5), ("saturate", 0)],
        "CumSum" => [("exclusive", 1), ("reverse", 1)],
        "Trilu" => [("upper", 0)],
        "Mod" => [("fmod", 1), ("fmod", 0)],
        "LRN" => [("size", 6), ("alpha", 0.5f), ("beta", 0.5f), ("bias", 2f)],
        "LpNormalization" => [("axis", 3), ("p", 3)],
        "BatchNormalization" or "InstanceNormalization" => [("epsilon", 0.1f), ("epsilon", 0f)],
        "GroupNormalization" => [("num_groups", 4), ("epsilon", 0.1f)],
        "MeanVarianceNormalization" => [("axes", new[] { 1, 2 }), ("axes", new[] { 0, 1, 2, 3 })],
        "DepthToSpace" => [("blocksize", 3), ("mode", "CRD"), ("mode", "DCR")],
        "SpaceToDepth" => [("blocksize", 3)],
        "GridSample" => [("mode", "nearest"), ("mode", "bilinear"), ("mode", "linear"), ("padding_mode", "border"),
            ("padding_mode", "zeros"), ("padding_mode", "reflection"), ("align_corners", 1)],
        "DeformConv" => [.. Windows, ("group", 2), ("offset_group", 2)],
        "Elu" or "Celu" or "LeakyRelu" or "ThresholdedRelu" or "HardSigmoid" or "Selu" or "Swish" =>
            [("alpha", 0f), ("alpha", -0.5f), ("alpha", 2f), ("beta", 1f), ("gamma", 2f)],
        "Shrink" => [("lambd", 1f), ("bias", 0.5f), ("lambd", -1f)],
        "Gelu" => [("approximate", "tanh"), ("approximate", "none")],
        "Clip" => [("min", -0.5f), ("max", 0.5f)],
        "Shape" => [("start", 2), ("end", 3)],
        "OneHot" => [("axis", 3)],
        "GatherND" => [("batch_dims", 2)],
        "ScatterND" => [("reduction", "add"), ("reduction", "mul"), ("reduction", "max"), ("reduction", "min")],
        "IsInf" => [("detect_negative", 0), ("detect_positive", 0)],
        "QuantizeLinear" or "DequantizeLinear" => [("axis", 3), ("saturate", 0), ("output_dtype", 3), ("block_size", 2)],
        "Attention" => [("is_causal", 1), ("scale", 0.5f), ("softcap", 2f), ("q_num_heads", 4), ("kv_num_heads", 4), ("num_heads", 4)],
        "MultiHeadAttention" => [("num_heads", 6), ("unidirectional", 1), ("scale", 0.5f)],
        "RotaryEmbedding" => [("interleaved", 1), ("num_heads", 2), ("rotary_embedding_dim", 4)],
        "EyeLike" => [("k", 3)],
        "ReverseSequence" => [("batch_axis", 1), ("time_axis", 1)],
        "CenterCropPad" => [("axes", new[] { 2, 3 }), ("axes", new[] { -1, -2 })],
        "MaxUnpool" => Windows,
        "Reshape" => [("allowzero", 1)],
        "Einsum" => [("equation", "nchw,ncvw->nhv"), ("equation", "nchw,nchw->nc"), ("equation", "...hw,...vw->...hv")],
        _ => [],
    };
}
