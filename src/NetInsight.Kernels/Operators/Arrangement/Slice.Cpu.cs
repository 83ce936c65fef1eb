using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Arrangement;

internal sealed partial record Slice
{
    /// <inheritdoc/>
    /// <remarks>
    /// Row by row of the result; an axis sliced by a step has the input's stride times the step.
    /// <code>
    ///   for each row of the result, in parallel
    ///     offset: origin + position along each outer axis * its stride
    ///     copy:   with step 1 as a block, else element by element
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        Shape input = source.Shape, output = y.Shape;
        int rank = output.Rank, origin = 0;
        int[] strides = new int[rank];
        for (int axis = rank - 1, stride = 1; axis >= 0; stride *= input[axis--])
            strides[axis] = stride;
        foreach (SliceAxis slice in Axes)
        {
            int axis = Positive(slice.Axis, rank);
            origin += slice.For(input[axis]).First * strides[axis];
            strides[axis] *= (int)slice.Step;
        }

        int width = rank == 0 ? 1 : output[-1], step = rank == 0 ? 1 : strides[^1];
        device.ForRanges(width == 0 ? 0 : y.Count / width, width, (start, end) =>
        {
            for (int row = start; row < end; row++)
            {
                // Offset.
                int offset = origin;
                for (int axis = rank - 2, index = row; axis >= 0; index /= output[axis--])
                    offset += index % output[axis] * strides[axis];

                // Copy.
                Copy(source.AsSpan(), offset, step, y.AsSpan().Slice(row * width, width));
            }
        });
    }

    private static void Copy(ReadOnlySpan<float> source, int offset, int step, Span<float> row)
    {
        if (step == 1)
        {
            source.Slice(offset, row.Length).CopyTo(row);
            return;
        }

        for (int i = 0; i < row.Length; i++)
            row[i] = source[offset + i * step];
    }
}
