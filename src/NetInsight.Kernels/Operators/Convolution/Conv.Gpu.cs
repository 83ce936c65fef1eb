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
        return new PackedOperator(PackWeights(device, weight, null, inputs.Length > 2 ? inputs[2]!.AsSpan().ToArray() : null), [0]);
    }

    /// <summary>Sends weights, with a factor for each output channel (null for 1), and a bias (null for none).</summary>
    public Operator PackWeights(GpuDevice device, Tensor weight, float[]? gain, float[]? bias)
    {
        int outputs = weight.Shape[0], channels = weight.Shape[1], taps = Window.Taps, perGroup = outputs / Groups;
        bool isDepthwise = Groups > 1 && channels == 1 && outputs == Groups;
        float[] packed = new float[weight.Count];
        ReadOnlySpan<float> from = weight.AsSpan();
        for (int m = 0; m < outputs; m++)
        {
            int group = m / perGroup;
            for (int c = 0; c < channels; c++)
            {
                for (int t = 0; t < taps; t++)
                {
                    int at = isDepthwise ? t * outputs + m : ((group * taps + t) * channels + c) * perGroup + m - group * perGroup;
                    packed[at] = from[(m * channels + c) * taps + t] * (gain is null ? 1 : gain[m]);
                }
            }
        }

        GpuTensor weights = device.Keep(new Shape(packed.Length), packed);
        GpuTensor? offsets = bias is null ? null : device.Keep(new Shape(outputs), bias);
        return isDepthwise ? new DepthwiseConvPackedGpu(Window, weights, offsets) : new ConvPackedGpu(Window, Groups, outputs, weights, offsets);
    }
}
