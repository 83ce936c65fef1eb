using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>What the kernel of <see cref="BatchNormalizationPackedGpu"/> is handed: one of the maps, and where its channels stand among all.</summary>
internal readonly record struct BatchNormalizationArguments(ArrayView<float> X, ArrayView<float> Y, ArrayView<float> Gain, ArrayView<float> Offset, int Width, int Channels, int Before, int Relu);

/// <summary>y = Gain * x + Offset for each channel, then a ReLU where asked for, on a graphics card. Several inputs are concatenated on the way.</summary>
internal sealed record BatchNormalizationPackedGpu(GpuTensor Gain, GpuTensor Offset, bool Relu = false) : GpuPackedOperator, IFusesRelu
{
    /// <inheritdoc/>
    public override string Name => nameof(BatchNormalization);

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override bool TakesFeatureMap(int input) => true;

    /// <inheritdoc/>
    public override bool IsPointwise => true;

    /// <inheritdoc/>
    public Operator WithRelu() => this with { Relu = true };

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0].With(1, Gain.Count);

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        int before = 0;
        foreach (GpuTensor input in x)
        {
            int width = x.Length == 1 ? Gain.Count : input.Shape[-1];
            device.ForEach(NormKernel, input.Count, new BatchNormalizationArguments(input.View, y.View, Gain.View, Offset.View, width, Gain.Count, before, Relu ? 1 : 0));
            before += width;
        }
    }

    private static void NormKernel(Index1D i, BatchNormalizationArguments a)
    {
        int place = i / a.Width, channel = a.Before + i - place * a.Width;
        float value = a.X[i] * a.Gain[channel] + a.Offset[channel];
        a.Y[place * a.Channels + channel] = a.Relu != 0 && value < 0 ? 0 : value;
    }
}
