using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Indexing;

internal sealed partial record Trilu
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each element [.., row, column], in parallel
    ///     y = x in the triangle that is kept, else 0
    /// </code>
    /// </remarks>
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
}
