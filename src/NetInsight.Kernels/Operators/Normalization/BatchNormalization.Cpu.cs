using System.Numerics.Tensors;

namespace NetInsight;

internal sealed partial record BatchNormalization
{
    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        (float[] gain, float[] offset) = AsAffine(x[1..]);
        device.ForRanges(y.Count / Math.Max(gain.Length, 1), gain.Length, (start, end) =>
        {
            for (int place = start; place < end; place++)
            {
                Span<float> result = y.AsSpan().Slice(place * gain.Length, gain.Length);
                TensorPrimitives.Multiply(source.AsSpan().Slice(place * gain.Length, gain.Length), gain, result);
                TensorPrimitives.Add(result, offset, result);
            }
        });
    }
}
