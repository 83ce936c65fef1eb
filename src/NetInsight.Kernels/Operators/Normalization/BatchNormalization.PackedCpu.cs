using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Activation;

namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>
/// y = Gain * x + Offset for each channel, then a ReLU where asked for: a batch normalisation made ready for the processor. With several inputs it takes
/// in the concatenation before it: x is their channels one behind the other, so that they are read and written once.
/// </summary>
internal sealed unsafe record BatchNormalizationPackedCpu(float[] Gain, float[] Offset, bool Relu = false) : CpuPackedOperator, IFusesRelu
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
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0].With(1, Gain.Length);

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor[] inputs = x.ToArray();
        int channels = Gain.Length;
        device.ForRanges(y.Count / Math.Max(channels, 1), channels, (start, end) =>
        {
            int before = 0;
            foreach (Tensor input in inputs)
            {
                int width = inputs.Length == 1 ? channels : input.Shape[-1];
                fixed (float* source = input.AsSpan(), target = y.AsSpan(), gain = Gain, offset = Offset)
                {
                    for (int place = start; place < end; place++)
                        Apply(source + (nint)place * width, gain + before, offset + before, width, target + (nint)place * channels + before);
                }

                before += width;
            }
        });
    }

    private void Apply(float* x, float* gain, float* offset, int count, float* y)
    {
        Relu rule = default;
        int c = 0;
        for (; c + 8 <= count; c += 8)
        {
            Vector256<float> value = Vector256.Load(x + c) * Vector256.Load(gain + c) + Vector256.Load(offset + c);
            (Relu ? Activation.Relu.Of(value) : value).Store(y + c);
        }

        for (; c < count; c++)
        {
            float product = x[c] * gain[c];
            y[c] = Relu ? rule.Value(product + offset[c]) : product + offset[c];
        }
    }
}
