using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>Where a convolution writes its result, and what it adds, both [positions, channels]; pinned.</summary>
/// <param name="result">The result; its stride is the channels of the feature map that holds it, which may be wider.</param>
/// <param name="addend">What is added, with the convolution's own channels; the default for nothing.</param>
internal readonly struct ConvDestination(MatrixRef result, MatrixRef addend)
{
    /// <summary>The result.</summary>
    public MatrixRef Result { get; } = result;

    /// <summary>What is added; the default for nothing.</summary>
    public MatrixRef Addend { get; } = addend;

    /// <summary>What decides which results pass, with the convolution's own channels; the default for nothing.</summary>
    public MatrixRef Mask { get; init; }

    /// <summary>The elements of the mask that let a result pass.</summary>
    public PassInterval Interval { get; init; }
}
