using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>
/// Where the largest value of each window of a <see cref="MaxPool"/> stands (ONNX MaxPool's second output): its place in the whole input,
/// ((n * C + c) * H + h) * W + w, as a float that holds a whole number. Of equal values the first counts, row by row; the first NaN before
/// all. A window wholly in the padding gives -1.
/// </summary>
/// <param name="Window">The pool's window.</param>
/// <param name="ColumnMajor">Whether the place within a map is counted down the columns, h + w * H (ONNX storage_order 1).</param>
internal sealed partial record MaxPoolIndices(Window Window, bool ColumnMajor = false) : Operator
{
    /// <summary>A float tells whole numbers apart up to here.</summary>
    internal const int MostElements = 1 << 24;

    /// <inheritdoc/>
    public override string Name => nameof(MaxPool);

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => Window.ReachOver(input, Name);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        FeatureMap input = FeatureMap.OfNchw(inputs[0], Name);
        return inputs[0].Count <= MostElements
            ? Window.Slide(input, input.Channels, Name).ToNchw(inputs[0])
            : throw new ResourceLimitException($"{Name}: indices into {inputs[0]} ({inputs[0].Count:N0} elements) are not exact as floats; {MostElements:N0} elements are the limit.");
    }

    /// <inheritdoc/>
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
                    int place = Largest(from, input.Width, window, rows, new WindowTaps(window.Columns, j, input.Width));
                    if (place >= 0 && ColumnMajor)
                        place = place / input.Width + place % input.Width * input.Height;
                    to[i * output.Width + j] = place < 0 ? -1 : map * input.Positions + place;
                }
            }
        });
    }

    /// <summary>The place of the largest value of one window; -1 where no tap is on the map.</summary>
    private static int Largest(ReadOnlySpan<float> map, int width, Window window, WindowTaps rows, WindowTaps columns)
    {
        int largest = -1;
        for (int u = rows.First; u < rows.End; u++)
        {
            for (int v = columns.First; v < columns.End; v++)
            {
                int place = (rows.Start + u * window.Rows.Dilation) * width + columns.Start + v * window.Columns.Dilation;
                if (largest < 0 || map[place] > map[largest] || (float.IsNaN(map[place]) && !float.IsNaN(map[largest])))
                    largest = place;
            }
        }

        return largest;
    }
}
