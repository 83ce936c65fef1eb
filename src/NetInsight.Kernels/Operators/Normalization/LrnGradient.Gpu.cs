using ILGPU;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>Arguments of the kernel of <see cref="LrnGradient"/>; an LRN's sum is over so many channels below and above.</summary>
internal readonly record struct LrnGradientArguments(
    ArrayView<float> X, ArrayView<float> Dy, ArrayView<float> Dx, int Channels, int Below, int Above, float Scale, float Beta, float Bias);

internal sealed partial record LrnGradient
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        int channels = FeatureMap.OfNhwc(x[0].Shape).Channels;
        device.ForEach(LrnGradientKernel, y.Count, new LrnGradientArguments(
            x[0].View, x[1].View, y.View, channels, Math.Min((Lrn.Size - 1) / 2, channels), Math.Min(Lrn.Size / 2, channels),
            Lrn.Alpha / Lrn.Size, Lrn.Beta, Lrn.Bias));
    }

    /// <remarks>
    /// <code>
    ///   one thread for each element [N, H, W, C]; neighbouring threads on neighbouring channels
    ///   own:   dy_c d_c^-Beta
    ///   terms: for each channel k whose sum holds x_c, in order, dy_k x_k d_k^(-Beta - 1); d_k is summed again
    /// </code>
    /// </remarks>
    private static void LrnGradientKernel(Index1D i, LrnGradientArguments a)
    {
        // Own.
        int first = i / a.Channels * a.Channels, end = first + a.Channels - 1;
        float own = a.Dy[i] * Power(Divisor(a, i, first, end), a.Beta);

        // Terms.
        float sum = 0;
        for (int k = i - a.Above < first ? first : i - a.Above; k <= i + a.Below && k <= end; k++)
        {
            float d = Divisor(a, k, first, end);
            sum += a.Dy[k] * a.X[k] * Power(d, a.Beta) / d;
        }

        a.Dx[i] = own - 2 * a.Beta * a.Scale * a.X[i] * sum;
    }

    private static float Divisor(LrnGradientArguments a, int c, int first, int end)
    {
        float sum = 0;
        for (int k = c - a.Below < first ? first : c - a.Below; k <= c + a.Above && k <= end; k++)
            sum += a.X[k] * a.X[k];
        return sum * a.Scale + a.Bias;
    }

    private static float Power(float d, float beta) =>
        beta == 0.75f ? 1 / (MathF.Sqrt(d) * MathF.Sqrt(MathF.Sqrt(d))) : MathF.Pow(d, -beta);
}
