using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Arrangement;

internal sealed partial record Concat
{
    /// <inheritdoc/>
    /// <remarks>
    /// One input after the other: its runs, of all dimensions from the axis on, are copied behind those before it.
    /// <code>
    ///   for each input
    ///     for each outer index, in parallel    y: [ inputs before | this run | inputs after ]    one copy of a run
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        int axis = Positive(Axis, y.Shape.Rank);
        int outer = y.Shape.Product(0, axis), inner = y.Shape.Product(axis, y.Shape.Rank);
        int before = 0;
        foreach (Tensor input in x)
        {
            int run = input.Shape.Product(axis, input.Shape.Rank), start = before;

            // One copy of a run for each outer index.
            device.ForRanges(outer, run, (first, end) =>
            {
                for (int i = first; i < end; i++)
                    input.AsSpan().Slice(i * run, run).CopyTo(y.AsSpan()[(i * inner + start)..]);
            });
            before += run;
        }
    }
}
