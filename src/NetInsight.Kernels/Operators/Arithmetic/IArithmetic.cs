namespace NetInsight.Kernels.Operators.Arithmetic;

/// <summary>An element-wise operation on two numbers, and on rows of them.</summary>
internal interface IArithmetic
{
    /// <summary>The operator's name in ONNX.</summary>
    static abstract string Name { get; }

    /// <summary>The result of two numbers.</summary>
    static abstract float Value(float a, float b);

    /// <summary>z_i = a_i with b_i.</summary>
    static abstract void Rows(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> z);

    /// <summary>z_i = a_i with b.</summary>
    static abstract void Row(ReadOnlySpan<float> a, float b, Span<float> z);
}
