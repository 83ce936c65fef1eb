using ILGPU;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>Arguments of the kernel of <see cref="Lrn"/>; the sum is over so many channels below and above.</summary>
internal readonly record struct LrnArguments(
    ArrayView<float> X, ArrayView<float> Y, int Channels, int Below, int Above, float Scale, float Beta, float Bias);

internal sealed partial record Lrn
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        int channels = FeatureMap.OfNhwc(x[0].Shape).Channels;
        device.ForEach(LrnKernel, y.Count, new LrnArguments(
            x[0].View, y.View, channels, Math.Min((Size - 1) / 2, channels), Math.Min(Size / 2, channels), Alpha / Size, Beta, Bias));
    }

    /// <remarks>
    /// <code>
    ///   one thread for each element [N, H, W, C]; neighbouring threads on neighbouring channels
    ///   sum:    squares of the neighbouring channels of the position, within the feature map
    ///   divide: by (Bias + scale * sum)^Beta; for 3/4 by square roots, as on the CPU
    /// </code>
    /// </remarks>
    private static void LrnKernel(Index1D i, LrnArguments a)
    {
        // Sum.
        int first = i / a.Channels * a.Channels, start = Math.Max(i - a.Below, first), end = Math.Min(i + a.Above, first + a.Channels - 1);
        float sum = 0;
        for (int k = start; k <= end; k++)
            sum += a.X[k] * a.X[k];

        // Divide.
        float d = sum * a.Scale + a.Bias;
        a.Y[i] = a.X[i] / (a.Beta == 0.75f ? MathF.Sqrt(d) * MathF.Sqrt(MathF.Sqrt(d)) : MathF.Pow(d, a.Beta));
    }
}
