namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>Where a convolution writes, and what it adds.</summary>
/// <param name="first">The result's first number; pinned.</param>
/// <param name="stride">Floats from one place of the result to the next: its channels, or those of a wider map.</param>
/// <param name="addend">The first number of what is added, place by place with the result's own channels; pinned. Null for nothing.</param>
internal readonly unsafe struct ConvDestination(float* first, nint stride, float* addend)
{
    /// <summary>The result's first number.</summary>
    public float* First { get; } = first;

    /// <summary>Floats from one place of the result to the next.</summary>
    public nint Stride { get; } = stride;

    /// <summary>The first number of what is added; null for nothing.</summary>
    public float* Addend { get; } = addend;
}
