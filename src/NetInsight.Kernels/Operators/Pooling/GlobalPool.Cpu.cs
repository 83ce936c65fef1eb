using System.Numerics.Tensors;

namespace NetInsight;

internal sealed partial record GlobalPool
{
    /// <inheritdoc/>
    /// <remarks>One piece is one picture; places are folded in one after the other, channels as one vector.</remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        FeatureMap input = FeatureMap.OfStored(source.Shape);
        int channels = input.Channels;

        device.For(input.Batch, (long)input.Places * channels, n =>
        {
            ReadOnlySpan<float> map = source.AsSpan().Slice(n * input.Places * channels, input.Places * channels);
            Span<float> result = y.AsSpan().Slice(n * channels, channels);
            result.Fill(Kind == GlobalPoolKind.Average ? 0 : float.NegativeInfinity);
            for (int place = 0; place < input.Places; place++)
            {
                if (Kind == GlobalPoolKind.Average)
                    TensorPrimitives.Add(result, map.Slice(place * channels, channels), result);
                else
                    TensorPrimitives.Max(result, map.Slice(place * channels, channels), result);
            }

            if (Kind == GlobalPoolKind.Average)
                TensorPrimitives.Divide(result, input.Places, result);
        });
    }
}
