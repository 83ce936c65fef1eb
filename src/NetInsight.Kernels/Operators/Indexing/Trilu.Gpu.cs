using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Indexing;

/// <summary>Arguments of the kernel of <see cref="Trilu"/>: matrices of Rows x Columns.</summary>
internal readonly record struct TriluArguments(ArrayView<float> X, ArrayView<float> Y, int Rows, int Columns, int Diagonal, int Upper);

internal sealed partial record Trilu
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.ForEach(
        TriluKernel, y.Count, new TriluArguments(x[0].View, y.View, y.Shape[-2], y.Shape[-1], Diagonal, Upper ? 1 : 0));

    /// <summary>One thread for each element.</summary>
    /// <remarks>
    /// <code>
    ///   y = x in the triangle that is kept, else 0    X and Y: global memory, neighbouring threads on neighbouring columns
    /// </code>
    /// </remarks>
    private static void TriluKernel(Index1D i, TriluArguments a) =>
        a.Y[i] = IsKept(i, a.Rows, a.Columns, a.Diagonal, a.Upper != 0) ? a.X[i] : 0f;
}
