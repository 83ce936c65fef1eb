using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

internal sealed partial record MaxPoolIndices
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each feature map [H, W], in parallel
    ///     for each output row, for each output column
    ///       maximum: for each tap row, for each tap of it that lies on the input: the index of the largest value
    ///       store:   the index in the whole tensor, row-major or column-major within the feature map
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        FeatureMap input = FeatureMap.OfNchw(source.Shape, Name), output = FeatureMap.OfNchw(y.Shape, Name);
        Window window = Window.For(input);
        device.For(output.Batch * output.Channels, (long)output.Positions * window.Taps, map =>
        {
            ReadOnlySpan<float> from = source.AsSpan().Slice(map * input.Positions, input.Positions);
            Span<float> to = y.AsSpan().Slice(map * output.Positions, output.Positions);
            for (int i = 0; i < output.Height; i++)
            {
                WindowTaps rows = new(window.Rows, i, input.Height);
                for (int j = 0; j < output.Width; j++)
                {
                    // Maximum.
                    int index = IndexOfMax(from, input.Width, window, rows, new WindowTaps(window.Columns, j, input.Width));

                    // Store.
                    if (index >= 0 && ColumnMajor)
                        index = index / input.Width + index % input.Width * input.Height;
                    to[i * output.Width + j] = index < 0 ? -1 : map * input.Positions + index;
                }
            }
        });
    }

    /// <summary>The row-major index of the largest value of one window; -1 where no tap lies on the feature map.</summary>
    private static int IndexOfMax(ReadOnlySpan<float> map, int width, Window window, WindowTaps rows, WindowTaps columns)
    {
        int best = -1;
        for (int u = rows.First; u < rows.End; u++)
        {
            for (int v = columns.First; v < columns.End; v++)
            {
                int index = (rows.Start + u * window.Rows.Dilation) * width + columns.Start + v * window.Columns.Dilation;
                if (best < 0 || map[index] > map[best] || (float.IsNaN(map[index]) && !float.IsNaN(map[best])))
                    best = index;
            }
        }

        return best;
    }
}
