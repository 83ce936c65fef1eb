namespace NetInsight.Kernels.Operators.Arithmetic;

/// <summary>An element-wise operation z = f(a, b) on two elements, and on runs of them.</summary>
internal interface IArithmetic
{
    /// <summary>The operator's name in ONNX.</summary>
    static abstract string Name { get; }

    /// <summary>f of two elements.</summary>
    static abstract float Value(float a, float b);

    /// <summary>z[i] = f(a[i], b[i]).</summary>
    static abstract void Values(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> z);

    /// <summary>z[i] = f(a[i], b).</summary>
    static abstract void Values(ReadOnlySpan<float> a, float b, Span<float> z);
}
