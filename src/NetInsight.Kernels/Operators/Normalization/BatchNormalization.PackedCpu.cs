using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;

namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>
/// y = Gain * x + Offset for each channel, then a ReLU where asked for: a batch normalisation packed for the CPU. With several inputs it
/// takes in the concatenation before it: x is their channels one after the other, read and written once.
/// </summary>
internal sealed unsafe record BatchNormalizationPackedCpu(ChannelAffine Affine, bool Relu = false) : CpuPackedOperator, IFusesRelu
{
    /// <inheritdoc/>
    public override string Name => nameof(BatchNormalization);

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override bool TakesFeatureMap(int input) => true;

    /// <inheritdoc/>
    public Operator WithRelu() => this with { Relu = true };

    /// <inheritdoc/>
    public override bool IsPointwise => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0].With(1, Affine.Channels);

    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for ranges of positions (threads)
    ///     for inputs                           width: the input's channels; first: where they stand in the result
    ///       for positions of the range
    ///         for 8 channels (lanes)           y[position, first + c] = gain[first + c] * x[position, c] + offset[first + c]
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor[] inputs = x.ToArray();
        int channels = Affine.Channels;
        device.ForRanges(y.Count / Math.Max(channels, 1), channels, (start, end) =>
        {
            int first = 0;
            foreach (Tensor input in inputs)
            {
                int width = inputs.Length == 1 ? channels : input.Shape[-1];
                fixed (float* source = input.AsSpan(), target = y.AsSpan(), gain = Affine.Gain, offset = Affine.Offset)
                {
                    for (int position = start; position < end; position++)
                    {
                        float* result = target + (nint)position * channels + first;
                        Apply(source + (nint)position * width, gain + first, offset + first, width, result);
                    }
                }

                first += width;
            }
        });
    }

    /// <summary>One position: y[c] = gain[c] * x[c] + offset[c], each of the two operations rounded.</summary>
    private void Apply(float* x, float* gain, float* offset, int count, float* y)
    {
        int c = 0;

        // 8 channels: one in each lane.
        for (; c + 8 <= count; c += 8)
        {
            Vector256<float> value = Vector256.Load(x + c) * Vector256.Load(gain + c) + Vector256.Load(offset + c);
            (Relu ? ReluRule.Of(value) : value).Store(y + c);
        }

        // Remaining channels: the scalar equivalent.
        for (; c < count; c++)
        {
            float product = x[c] * gain[c];
            y[c] = Relu ? ReluRule.Of(product + offset[c]) : product + offset[c];
        }
    }
}
