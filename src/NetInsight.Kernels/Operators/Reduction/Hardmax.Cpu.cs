using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Reduction;

internal sealed partial record Hardmax
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each line, in parallel      extent elements, stride apart: from memory
    ///     for each element, in order    compare: with the largest so far, and clear its flag
    ///     store:                        1 at the largest
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        if (y.Count == 0)
            return;
        Tensor input = x[0];
        (int extent, int stride) = LineOf(input.Shape);
        device.For(y.Count / extent, extent, line =>
        {
            int start = line / stride * extent * stride + line % stride, found = 0;
            ReadOnlySpan<float> values = input.AsSpan()[start..];
            Span<float> flags = y.AsSpan()[start..];

            // Compare.
            for (int i = 0; i < extent; i++)
            {
                flags[i * stride] = 0;
                if (Beats(values[i * stride], values[found * stride]))
                    found = i;
            }

            // Store.
            flags[found * stride] = 1;
        });
    }
}
