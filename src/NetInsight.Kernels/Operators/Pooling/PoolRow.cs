using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>Pools over maps stored channels last, or over parts of them.</summary>
/// <remarks>
/// <code>
///   for each output place
///     for each 16 channels                two vectors in registers
///       for each tap on the map           folded in, row by row
/// </code>
/// </remarks>
internal static unsafe class PoolRow
{
    /// <summary>Folds all windows of some parts.</summary>
    /// <param name="device">The processor.</param>
    /// <param name="window">The window.</param>
    /// <param name="x">The stored maps, N x H x W x C.</param>
    /// <param name="patches">The changed places of the parts, places x C; null where nothing has changed.</param>
    /// <param name="parts">The places of the result.</param>
    /// <param name="y">The result, places x C.</param>
    /// <param name="divide">Whether to divide by the number of taps: those on the map, or with <paramref name="countsPadding"/> also those on the padding.</param>
    /// <param name="countsPadding">Whether taps on the padding count.</param>
    public static void Compute<TFold>(
        CpuDevice device, Window window, Tensor x, Tensor? patches, RegionBatch parts, Tensor y, bool divide, bool countsPadding)
        where TFold : struct, IFold
    {
        FeatureMap input = FeatureMap.OfNhwc(x.Shape);
        Window rule = window.For(input);
        device.ForRanges(parts.Positions, (long)input.Channels * window.Taps / 4 + 1, (start, end) =>
        {
            using Scratch copy = new(window.Taps * input.Channels);
            fixed (float* maps = x.AsSpan(), patched = patches is null ? default : patches.AsSpan(), results = y.AsSpan())
            {
                PatchedFeatureMaps source = new(maps, input, patched);
                foreach (RowSpan stretch in parts.RowSpans(start, end))
                {
                    WindowTaps rows = new(rule.Rows, stretch.Row, input.Height);
                    float* target = results + (nint)stretch.Position * input.Channels;
                    for (int p = 0; p < stretch.Count; p++, target += input.Channels)
                    {
                        WindowTaps columns = new(rule.Columns, stretch.Column + p, input.Width);
                        TapBlock block = source.Block(parts[stretch.Index], rule, rows, columns, copy.Pointer);
                        float taps = !divide ? 1 : Math.Max(countsPadding ? rows.Counted * columns.Counted : block.Height * block.Width, 1);
                        Fold<TFold>(block, input.Channels, taps, target);
                    }
                }
            }
        });
    }

    /// <summary>Folds one window.</summary>
    private static void Fold<TFold>(TapBlock block, int channels, float taps, float* target) where TFold : struct, IFold
    {
        int c = 0;
        for (; c + 16 <= channels; c += 16)
        {
            Vector256<float> left = Vector256.Create(TFold.Start), right = left;
            float* row = block.First + c;
            for (int u = 0; u < block.Height; u++, row += block.Line)
            {
                float* place = row;
                for (int v = 0; v < block.Width; v++, place += block.Step)
                {
                    left = TFold.Fold(left, Vector256.Load(place));
                    right = TFold.Fold(right, Vector256.Load(place + 8));
                }
            }

            (taps == 1 ? left : left / taps).Store(target + c);
            (taps == 1 ? right : right / taps).Store(target + c + 8);
        }

        for (; c < channels; c++)
        {
            float folded = TFold.Start;
            for (int u = 0; u < block.Height; u++)
            {
                for (int v = 0; v < block.Width; v++)
                    folded = TFold.Fold(folded, block.First[u * block.Line + v * block.Step + c]);
            }

            target[c] = folded / taps;
        }
    }
}
