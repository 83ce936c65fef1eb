using System.Numerics.Tensors;

namespace NetInsight;

internal sealed partial record AveragePool
{
    /// <inheritdoc/>
    /// <remarks>One piece is one output row; for each output place, the channels of every tap are added as one vector.</remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        FeatureMap input = FeatureMap.OfStored(source.Shape), output = FeatureMap.OfStored(y.Shape);
        Window window = Window.For(input);

        device.For(output.Batch * output.Height, (long)output.Width * output.Channels * window.Taps, row =>
        {
            Taps rows = new(window.Rows, row % output.Height, input.Height);
            ReadOnlySpan<float> map = source.AsSpan().Slice(row / output.Height * input.Places * input.Channels, input.Places * input.Channels);
            Span<float> result = y.AsSpan().Slice(row * output.Width * output.Channels, output.Width * output.Channels);

            for (int j = 0; j < output.Width; j++)
            {
                Taps columns = new(window.Columns, j, input.Width);
                Span<float> mean = result.Slice(j * output.Channels, output.Channels);
                mean.Clear();
                for (int u = rows.First; u < rows.End; u++)
                {
                    for (int v = columns.First; v < columns.End; v++)
                    {
                        int place = (rows.Start + u * window.Rows.Dilation) * input.Width + columns.Start + v * window.Columns.Dilation;
                        TensorPrimitives.Add(mean, map.Slice(place * input.Channels, input.Channels), mean);
                    }
                }

                int taps = CountsPadding ? rows.Counted * columns.Counted : (rows.End - rows.First) * (columns.End - columns.First);
                TensorPrimitives.Divide(mean, Math.Max(taps, 1), mean);
            }
        });
    }
}
