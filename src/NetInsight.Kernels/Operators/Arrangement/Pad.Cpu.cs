using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Arrangement;

internal sealed partial record Pad
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each row of the result, in parallel
    ///     offset: of the input row that fills it; -1 where the whole row is the constant
    ///     fill:   before | input row | after    element by element, by the mode
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        Shape input = source.Shape, output = y.Shape;
        int rank = output.Rank;
        if (rank == 0)
        {
            source.AsSpan().CopyTo(y.AsSpan());
            return;
        }

        int width = output[-1];
        device.ForRanges(width == 0 ? 0 : y.Count / width, width, (start, end) =>
        {
            for (int row = start; row < end; row++)
            {
                Span<float> result = y.AsSpan().Slice(row * width, width);

                // Offset.
                int offset = RowOffset(row, input, output);

                // Fill.
                if (offset < 0)
                    result.Fill(Value);
                else
                    FillRow(source.AsSpan().Slice(offset, input[-1]), result);
            }
        });
    }

    /// <summary>Offset of the input row from which an output row is filled; -1 where the whole row is padding.</summary>
    private int RowOffset(int row, Shape input, Shape output)
    {
        int offset = 0, stride = input[-1];
        for (int axis = output.Rank - 2; axis >= 0; axis--)
        {
            int position = SourcePosition(row % output[axis] - Before[axis], input[axis]);
            row /= output[axis];
            if (position < 0)
                return -1;
            offset += position * stride;
            stride *= input[axis];
        }

        return offset;
    }

    private void FillRow(ReadOnlySpan<float> source, Span<float> result)
    {
        int before = Before[^1];
        for (int i = 0; i < result.Length; i++)
        {
            int position = SourcePosition(i - before, source.Length);
            result[i] = position < 0 ? Value : source[position];
        }
    }

    /// <summary>
    /// The position along an axis of the input that fills a position of the result, counted from the input's start; -1 for the constant.
    /// </summary>
    private int SourcePosition(int position, int extent)
    {
        if ((uint)position < (uint)extent)
            return position;
        return Mode switch
        {
            PadMode.Constant => -1,
            PadMode.Edge => Math.Clamp(position, 0, extent - 1),
            _ => position < 0 ? -position : 2 * (extent - 1) - position,
        };
    }
}
