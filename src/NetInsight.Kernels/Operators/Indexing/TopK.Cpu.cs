using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Indexing;

internal sealed partial record TopK
{
    /// <inheritdoc/>
    /// <remarks>
    /// Each line along the axis is sorted by itself, by the indices of its elements.
    /// <code>
    ///   for each line, in parallel     extent elements, stride apart
    ///     load:  elements and their indices, to buffers of the thread
    ///     sort:  indices by value; of equal values the first, NaN before all
    ///     store: the first Count values or indices
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        Shape input = source.Shape;
        int axis = Positive(Axis, input.Rank), extent = input[axis], stride = input.Product(axis + 1, input.Rank);
        int lines = extent == 0 || Count == 0 ? 0 : input.Count / extent;
        device.ForRanges(lines, 20L * extent, (start, end) =>
        {
            int[] indices = new int[extent];
            float[] values = new float[extent];
            for (int line = start; line < end; line++)
            {
                // Load.
                int outer = line / stride, inner = line % stride;
                for (int i = 0; i < extent; i++)
                    (indices[i], values[i]) = (i, source.AsSpan()[(outer * extent + i) * stride + inner]);

                // Sort.
                indices.AsSpan().Sort((a, b) => Compare(values, a, b));

                // Store.
                for (int i = 0; i < Count; i++)
                    y.AsSpan()[(outer * Count + i) * stride + inner] = GivesIndices ? indices[i] : values[indices[i]];
            }
        });
    }
}
