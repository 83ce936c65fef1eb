using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Gathering;

internal sealed partial record GatherElements
{
    /// <inheritdoc/>
    /// <remarks>
    /// A gather of single elements, by a table of their offsets; tensors larger than floats can index (2^24) fall back to the CPU.
    /// </remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Shape input = x[0].Shape;
        if (input.Count > 1 << 24)
        {
            device.RunOnHost(this, x, y);
            return;
        }

        GpuTensor offsets = device.Table((this, input), () =>
        {
            float[] table = new float[Extents.Count];
            for (int i = 0; i < table.Length; i++)
                table[i] = OffsetOf(i, input);
            return table;
        });
        Gather.Run(device, x[0], y, offsets);
    }
}
