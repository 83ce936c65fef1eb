namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>How a convolution is computed.</summary>
internal enum ConvAlgorithm
{
    /// <summary>As a GEMM over im2col rows: for every convolution.</summary>
    Direct,

    /// <summary>By <see cref="WinogradF4"/>.</summary>
    WinogradF4,

    /// <summary>By <see cref="WinogradF2"/>.</summary>
    WinogradF2,
}
