using ILGPU;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Indexing;

/// <summary>Arguments of the kernel of <see cref="Trilu"/>: matrices of Rows x Columns.</summary>
internal readonly record struct TriluArguments(ArrayView<float> X, ArrayView<float> Y, int Rows, int Columns, int Diagonal, int Upper);

/// <summary>
/// The upper or lower triangle of matrices, [..., M, N]: y[i,j] = x[i,j] where j - i is at least (upper) or at most (lower)
/// <paramref name="Diagonal"/>, else 0 (ONNX Trilu).
/// </summary>
internal sealed record Trilu(int Diagonal, bool Upper) : Operator
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0].Rank >= 2
        ? inputs[0]
        : throw new ArgumentException($"{Name}: expects matrices, but is given {inputs[0]}.");

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        (int rows, int columns) = (y.Shape[-2], y.Shape[-1]);
        device.ForRanges(y.Count, 4, (start, end) =>
        {
            for (int i = start; i < end; i++)
                y.AsSpan()[i] = IsKept(i, rows, columns, Diagonal, Upper) ? source.AsSpan()[i] : 0;
        });
    }

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.ForEach(
        TriluKernel, y.Count, new TriluArguments(x[0].View, y.View, y.Shape[-2], y.Shape[-1], Diagonal, Upper ? 1 : 0));

    /// <summary>One thread for each element.</summary>
    private static void TriluKernel(Index1D i, TriluArguments a) =>
        a.Y[i] = IsKept(i, a.Rows, a.Columns, a.Diagonal, a.Upper != 0) ? a.X[i] : 0f;

    private static bool IsKept(int i, int rows, int columns, int diagonal, bool upper)
    {
        long distance = (long)(i % columns) - i / columns % rows;
        return upper ? distance >= diagonal : distance <= diagonal;
    }
}
