using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Arithmetic;

/// <summary>Arguments of the kernel of <see cref="SliceSum"/>: one slice.</summary>
/// <param name="X">The feature map, [positions, Total].</param>
/// <param name="Y">The sum so far, [positions, Channels].</param>
/// <param name="Mask">The mask, [positions, Channels]; anything where there is none.</param>
/// <param name="First">The slice's first channel.</param>
/// <param name="Total">The map's channels.</param>
/// <param name="Channels">The slice's channels.</param>
/// <param name="Adds">1 where there is a sum to which the slice is added.</param>
/// <param name="Masks">1 where the mask decides what passes.</param>
/// <param name="Low">The lowest element of the mask that lets a result pass.</param>
/// <param name="High">The highest.</param>
internal readonly record struct SliceSumArguments(
    ArrayView<float> X,
    ArrayView<float> Y,
    ArrayView<float> Mask,
    int First,
    int Total,
    int Channels,
    int Adds,
    int Masks,
    float Low,
    float High);

internal sealed partial record SliceSum
{
    /// <inheritdoc/>
    /// <remarks>One launch for each slice, in order.</remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        for (int i = 0; i < Slices.Length; i++)
        {
            bool masks = Mask is not null && i == Slices.Length - 1;
            device.ForEach(SliceSumKernel, y.Count, new SliceSumArguments(
                x[i].View,
                y.View,
                masks ? x[^1].View : y.View,
                Slices[i].First,
                Slices[i].Total,
                Channels,
                i > 0 ? 1 : 0,
                masks ? 1 : 0,
                Mask?.Low ?? 0,
                Mask?.High ?? 0));
        }
    }

    /// <summary>One thread for each element of the result.</summary>
    /// <remarks>
    /// <code>
    ///   offset: of the element's position and channel in X
    ///   add:    y (+)= x[offset]    X, Y: global memory, neighbouring threads on neighbouring channels
    ///   mask:   0 where it lies outside the interval
    /// </code>
    /// </remarks>
    private static void SliceSumKernel(Index1D i, SliceSumArguments a)
    {
        // Offset.
        int position = i / a.Channels;

        // Add.
        float value = a.X[position * a.Total + a.First + (i - position * a.Channels)];
        float sum = a.Adds != 0 ? a.Y[i] + value : value;

        // Mask.
        a.Y[i] = a.Masks == 0 || (a.Mask[i] >= a.Low && a.Mask[i] <= a.High) ? sum : 0f;
    }
}
