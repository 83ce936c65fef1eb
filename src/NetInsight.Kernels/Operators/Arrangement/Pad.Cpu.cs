using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Arrangement;

internal sealed partial record Pad
{
    /// <inheritdoc/>
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
                int offset = RowOffset(row, input, output);
                if (offset < 0)
                    result.Fill(Value);
                else
                    FillRow(source.AsSpan().Slice(offset, input[-1]), result);
            }
        });
    }

    /// <summary>Where the source row of an output row begins; negative where there is none.</summary>
    private int RowOffset(int row, Shape input, Shape output)
    {
        int offset = 0, stride = input[-1];
        for (int axis = output.Rank - 2; axis >= 0; axis--)
        {
            int place = SourcePlace(row % output[axis] - Before[axis], input[axis]);
            row /= output[axis];
            if (place < 0)
                return -1;
            offset += place * stride;
            stride *= input[axis];
        }

        return offset;
    }

    private void FillRow(ReadOnlySpan<float> source, Span<float> result)
    {
        int before = Before[^1];
        for (int i = 0; i < result.Length; i++)
        {
            int place = SourcePlace(i - before, source.Length);
            result[i] = place < 0 ? Value : source[place];
        }
    }

    /// <summary>The place of the source that stands at a place counted from its start; -1 for the constant.</summary>
    private int SourcePlace(int place, int extent)
    {
        if ((uint)place < (uint)extent)
            return place;
        return Mode switch
        {
            PadMode.Constant => -1,
            PadMode.Edge => Math.Clamp(place, 0, extent - 1),
            _ => place < 0 ? -place : 2 * (extent - 1) - place,
        };
    }
}
