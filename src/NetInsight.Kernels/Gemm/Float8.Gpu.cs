namespace NetInsight.Kernels.Gemm;

/// <summary>Eight sums that stay in registers: ILGPU takes a structure apart, where it would put an array into memory.</summary>
internal readonly record struct Float8(float V0, float V1, float V2, float V3, float V4, float V5, float V6, float V7)
{
    /// <summary>Each sum with x * w added.</summary>
    public Float8 Plus(float x, Float8 w) => new(
        V0 + x * w.V0, V1 + x * w.V1, V2 + x * w.V2, V3 + x * w.V3, V4 + x * w.V4, V5 + x * w.V5, V6 + x * w.V6, V7 + x * w.V7);
}

/// <summary>The threads along one side of a square group.</summary>
internal interface ISide
{
    /// <summary>How many there are.</summary>
    static abstract int Value { get; }
}

/// <summary>Groups of 64 threads: for results too small for larger ones to keep the card busy.</summary>
internal readonly struct Side8 : ISide
{
    /// <inheritdoc/>
    public static int Value => 8;
}

/// <summary>Groups of 256 threads.</summary>
internal readonly struct Side16 : ISide
{
    /// <inheritdoc/>
    public static int Value => 16;
}
