using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>Pooling of NHWC feature maps: folds the values under each window into one, channel by channel.</summary>
internal static unsafe partial class WindowPooling<TFold> where TFold : struct, IPoolingFold
{
    /// <summary>Pools the output positions of some regions.</summary>
    /// <remarks>
    /// <code>
    ///   for each output position, in parallel     the window's taps as one TapBlock in memory
    ///     for each 16 channels                    two vectors of 8 lanes in registers, a channel in each lane
    ///       for each tap on the feature map       folded in, row by row
    ///     for each channel left over              the same in a scalar
    /// </code>
    /// </remarks>
    /// <param name="device">The CPU.</param>
    /// <param name="window">The window.</param>
    /// <param name="x">The clean feature maps, [N, H, W, C].</param>
    /// <param name="dirty">The values of the regions' dirty positions, [positions, C]; null where nothing is dirty.</param>
    /// <param name="regions">The output positions.</param>
    /// <param name="y">The result, [positions, C].</param>
    /// <param name="divides">
    /// Whether to divide by the number of taps: on the input, or with <paramref name="countsPadding"/> on the padding too.
    /// </param>
    /// <param name="countsPadding">Whether taps on the padding count.</param>
    public static void Compute(
        CpuDevice device, Window window, Tensor x, Tensor? dirty, RegionBatch regions, Tensor y, bool divides, bool countsPadding = false)
    {
        FeatureMap input = FeatureMap.OfNhwc(x.Shape);
        Window padded = window.For(input);
        device.ForRanges(regions.Positions, (long)input.Channels * window.Taps / 4 + 1, (start, end) =>
        {
            using Scratch copy = new(window.Taps * input.Channels);
            fixed (float* clean = x.AsSpan(), changed = dirty is null ? default : dirty.AsSpan(), results = y.AsSpan())
            {
                DirtyFeatureMaps source = new(clean, input, changed);
                foreach (RowSpan span in regions.RowSpans(start, end))
                {
                    WindowTaps rows = new(padded.Rows, span.Row, input.Height);
                    float* target = results + (nint)span.Position * input.Channels;
                    for (int p = 0; p < span.Count; p++, target += input.Channels)
                    {
                        WindowTaps columns = new(padded.Columns, span.Column + p, input.Width);
                        TapBlock block = source.Block(regions[span.Index], padded, rows, columns, copy.Pointer);
                        int counted = countsPadding ? rows.PaddedCount * columns.PaddedCount : block.Height * block.Width;
                        Fold(block, input.Channels, divides ? Math.Max(counted, 1) : 1, target);
                    }
                }
            }
        });
    }

    /// <summary>Folds one window; the result is divided by <paramref name="divisor"/>.</summary>
    private static void Fold(TapBlock block, int channels, float divisor, float* target)
    {
        // 16 channels: two vectors of 8 lanes, a channel in each.
        int c = 0;
        for (; c + 16 <= channels; c += 16)
        {
            Vector256<float> low = Vector256.Create(TFold.Initial), high = low;
            float* row = block.First + c;
            for (int u = 0; u < block.Height; u++, row += block.RowStride)
            {
                float* tap = row;
                for (int v = 0; v < block.Width; v++, tap += block.ColumnStride)
                {
                    low = TFold.Fold(low, Vector256.Load(tap));
                    high = TFold.Fold(high, Vector256.Load(tap + 8));
                }
            }

            (divisor == 1 ? low : low / divisor).Store(target + c);
            (divisor == 1 ? high : high / divisor).Store(target + c + 8);
        }

        // Each channel left over: the scalar equivalent.
        for (; c < channels; c++)
        {
            float folded = TFold.Initial;
            for (int u = 0; u < block.Height; u++)
            {
                for (int v = 0; v < block.Width; v++)
                    folded = TFold.Fold(folded, block.First[u * block.RowStride + v * block.ColumnStride + c]);
            }

            target[c] = folded / divisor;
        }
    }
}
