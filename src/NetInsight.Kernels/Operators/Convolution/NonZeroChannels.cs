using System.Numerics.Tensors;
using NetInsight.Kernels.Gemm;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>
/// A product whose left factor holds few channels that are not 0 at all positions, such as the gradient of one class behind a global mean:
/// the others add nothing to any sum, and are left out.
/// </summary>
internal static unsafe class NonZeroChannels
{
    /// <summary>Fewer channels are multiplied as they are.</summary>
    private const int Least = 64;

    /// <summary>The share of channels, one in so many, up to which leaving out the others pays.</summary>
    private const int Share = 4;

    /// <summary>The channels that are not 0 at some position, at least one; null where there are too many of them.</summary>
    /// <param name="x">The left factor, [rows, channels].</param>
    /// <param name="rows">Positions.</param>
    /// <param name="channels">Channels.</param>
    public static int[]? Of(MatrixRef x, int rows, int channels)
    {
        int most = channels / Share;
        if (channels < Least || rows == 0 || Count(new ReadOnlySpan<float>(x.First, channels)) > most)
            return null;
        float[] largest = new float[channels];
        for (int row = 0; row < rows; row++)
            TensorPrimitives.MaxMagnitude(largest, new ReadOnlySpan<float>(x.First + row * x.Stride, channels), largest);
        int count = Count(largest);
        if (count > most)
            return null;
        int[] used = new int[Math.Max(count, 1)];
        for (int c = 0, next = 0; c < channels; c++)
        {
            if (largest[c] != 0)
                used[next++] = c;
        }

        return used;
    }

    /// <summary>The elements of some channels, [rows, channels.Length].</summary>
    public static void Gather(MatrixRef x, int rows, int[] channels, float* target)
    {
        for (int row = 0; row < rows; row++)
        {
            float* values = x.First + row * x.Stride;
            foreach (int c in channels)
                *target++ = values[c];
        }
    }

    /// <summary>The right factor's rows of some channels.</summary>
    public static PackedMatrix Gather(PackedMatrix matrix, int[] channels)
    {
        int width = matrix.Kernel.Columns;
        PackedMatrix gathered = PackedMatrix.Empty(channels.Length, matrix.Columns, matrix.Kernel);
        for (int panel = 0; panel < matrix.Panels; panel++)
        {
            for (int k = 0; k < channels.Length; k++)
            {
                new ReadOnlySpan<float>(matrix.PanelAt(panel) + (nint)channels[k] * width, width)
                    .CopyTo(new Span<float>(gathered.PanelAt(panel) + (nint)k * width, width));
            }
        }

        return gathered;
    }

    private static int Count(ReadOnlySpan<float> values)
    {
        int count = 0;
        foreach (float value in values)
            count += value != 0 ? 1 : 0;
        return count;
    }
}
