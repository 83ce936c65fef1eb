using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>Arguments of the kernel of <see cref="GpuChannelPadding"/>.</summary>
internal readonly record struct ChannelPaddingArguments(ArrayView<float> X, ArrayView<float> Y, int Channels, int Padded);

/// <summary>
/// Appends channels of zeros, up to a multiple of four: four are read at once, and the colours of an image are three.
/// </summary>
internal static class GpuChannelPadding
{
    /// <summary>The least multiple of four that is not below.</summary>
    public static int Padded(int channels) => (channels + 3) / 4 * 4;

    /// <summary>Queues the copy from [.., channels] to [.., padded channels].</summary>
    public static void Run(GpuDevice device, GpuTensor x, GpuTensor y) => device.ForEach(
        PaddingKernel, y.Count, new ChannelPaddingArguments(x.View, y.View, x.Shape[-1], y.Shape[-1]));

    /// <summary>One thread for each element of the result.</summary>
    private static void PaddingKernel(Index1D index, ChannelPaddingArguments a)
    {
        int position = index / a.Padded, c = index - position * a.Padded;
        a.Y[index] = c < a.Channels ? a.X[position * a.Channels + c] : 0;
    }
}
