using ILGPU;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Gemm;

namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>
/// Arguments of the kernel of <see cref="BatchNormalizationPackedGpu"/>: one of the inputs, and where its channels stand in the result.
/// </summary>
/// <param name="X">The input [positions, Width].</param>
/// <param name="Y">The result [positions, Channels].</param>
/// <param name="Gain">The factor of each channel of the result.</param>
/// <param name="Offset">What is added to each channel of the result.</param>
/// <param name="Width">Channels of the input.</param>
/// <param name="Channels">Channels of the result.</param>
/// <param name="First">The result's channel that the input's first channel becomes.</param>
/// <param name="Relu">1 where a ReLU follows.</param>
internal readonly record struct BatchNormalizationArguments(
    ArrayView<float> X, ArrayView<float> Y, ArrayView<float> Gain, ArrayView<float> Offset, int Width, int Channels, int First, int Relu);

/// <summary>
/// y = Gain * x + Offset for each channel, then a ReLU where asked for, on a GPU. Several inputs are concatenated on the way.
/// </summary>
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

    /// <summary>Sends gain and offset to the GPU.</summary>
    public static BatchNormalizationPackedGpu Send(GpuDevice device, ChannelAffine affine) =>
        new(device.Keep(new Shape(affine.Channels), affine.Gain), device.Keep(new Shape(affine.Channels), affine.Offset));

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0].With(1, Gain.Count);

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        int first = 0;
        foreach (GpuTensor input in x)
        {
            int width = x.Length == 1 ? Gain.Count : input.Shape[-1];
            device.ForEach(NormKernel, input.Count, new BatchNormalizationArguments(
                input.View, y.View, Gain.View, Offset.View, width, Gain.Count, first, Relu ? 1 : 0));
            first += width;
        }
    }

    /// <summary>One thread for each element of the input; neighbours are neighbouring channels.</summary>
    /// <remarks>
    /// <code>
    ///   channel: of the result, First + channel of the input
    ///   affine:  x * Gain[channel] + Offset[channel]    X, Gain, Offset: global memory
    ///   store:   ReLU where asked for, then Y
    /// </code>
    /// </remarks>
    private static void NormKernel(Index1D i, BatchNormalizationArguments a)
    {
        // Channel.
        int position = i / a.Width, channel = a.First + i - position * a.Width;

        // Affine.
        float value = a.X[i] * a.Gain[channel] + a.Offset[channel];

        // Store: NaN passes the ReLU.
        a.Y[position * a.Channels + channel] = a.Relu != 0 ? ReluRule.Of(value) : value;
    }
}
