using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Convolution;

internal sealed partial record Conv
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.RunPacked(this, x, y);

    /// <inheritdoc/>
    public override PackedOperator Pack(GpuDevice device, ReadOnlySpan<Tensor?> inputs)
    {
        if (inputs[1] is not { } weight || (inputs.Length > 2 && inputs[2] is null))
            return PackedOperator.Unchanged(this, inputs.Length);

        float[] rearranged = Rearranged(weight);
        GpuTensor weights = device.Keep(new Shape(rearranged.Length), rearranged);
        float[]? folded = FoldedBias(inputs.Length > 2 ? inputs[2] : null);
        GpuTensor? bias = folded is null ? null : device.Keep(new Shape(folded.Length), folded);
        return new PackedOperator(
            IsDepthwise(weight.Shape)
                ? new DepthwiseConvPackedGpu(Window, weights, bias)
                : new ConvPackedGpu(Window, Groups, IsMirrored ? weight.Shape[1] * Groups : weight.Shape[0], weights, bias),
            [0]);
    }

    /// <summary>
    /// Weights [outputs, channels of a group, taps] as [group, taps, channels of the group, outputs of the group], or depthwise as [taps,
    /// outputs], times the gain of each output channel. Without groups the channels are padded with zeros to a multiple of four.
    /// </summary>
    private float[] Rearranged(Tensor weight)
    {
        int taps = Window.Taps, outputs = IsMirrored ? weight.Shape[1] * Groups : weight.Shape[0], perGroup = outputs / Groups;
        int channels = weight.Count / Math.Max(outputs * taps, 1);
        bool isDepthwise = IsDepthwise(weight.Shape);
        float[]? gain = Affine?.Gain, scale = InputScale?.Gain;
        int padded = Groups == 1 && !isDepthwise ? GpuChannelPadding.Padded(channels) : channels;
        float[] rearranged = new float[checked(outputs * taps * padded)];
        ReadOnlySpan<float> from = weight.AsSpan();
        for (int m = 0; m < outputs; m++)
        {
            int group = m / perGroup;
            for (int c = 0; c < channels; c++)
            {
                int input = group * channels + c;
                for (int t = 0; t < taps; t++)
                {
                    int at = isDepthwise ? t * outputs + m : ((group * taps + t) * padded + c) * perGroup + m - group * perGroup;
                    int source = IsMirrored ? (input * perGroup + m % perGroup) * taps + taps - 1 - t : (m * channels + c) * taps + t;
                    rearranged[at] = from[source] * (gain is null ? 1 : gain[m]) * (scale is null ? 1 : scale[input]);
                }
            }
        }

        return rearranged;
    }
}
