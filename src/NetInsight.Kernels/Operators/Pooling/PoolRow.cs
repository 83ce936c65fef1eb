using System.Runtime.Intrinsics;

namespace NetInsight;

/// <summary>One row of outputs of a pool over maps stored channels last.</summary>
/// <remarks>
/// <code>
///   for each output place
///     for each 16 channels                two vectors in registers
///       for each tap on the map           folded in, row by row
/// </code>
/// </remarks>
internal static unsafe class PoolRow
{
    /// <summary>Folds the windows of one output row.</summary>
    /// <param name="window">The window, with explicit padding.</param>
    /// <param name="map">The picture's map.</param>
    /// <param name="input">Its extents.</param>
    /// <param name="rows">The taps of the row.</param>
    /// <param name="outputs">Output places of the row.</param>
    /// <param name="divide">Whether to divide by the number of taps: those on the map, or with <paramref name="countsPadding"/> also those on the padding.</param>
    /// <param name="countsPadding">Whether taps on the padding count.</param>
    /// <param name="target">The row's first number.</param>
    public static void Compute<TFold>(Window window, float* map, FeatureMap input, Taps rows, int outputs, bool divide, bool countsPadding, float* target)
        where TFold : struct, IFold
    {
        nint step = (nint)window.Columns.Dilation * input.Channels, line = (nint)window.Rows.Dilation * input.Width * input.Channels;
        for (int j = 0; j < outputs; j++, target += input.Channels)
        {
            Taps columns = new(window.Columns, j, input.Width);
            int height = rows.End - rows.First, width = columns.End - columns.First;
            float* first = map + ((nint)(rows.Start + rows.First * window.Rows.Dilation) * input.Width + columns.Start + (nint)columns.First * window.Columns.Dilation) * input.Channels;
            float taps = !divide ? 1 : Math.Max(countsPadding ? rows.Counted * columns.Counted : height * width, 1);

            int c = 0;
            for (; c + 16 <= input.Channels; c += 16)
            {
                Vector256<float> left = Vector256.Create(TFold.Start), right = left;
                float* row = first + c;
                for (int u = 0; u < height; u++, row += line)
                {
                    float* place = row;
                    for (int v = 0; v < width; v++, place += step)
                    {
                        left = TFold.Fold(left, Vector256.Load(place));
                        right = TFold.Fold(right, Vector256.Load(place + 8));
                    }
                }

                (divide ? left / taps : left).Store(target + c);
                (divide ? right / taps : right).Store(target + c + 8);
            }

            for (; c < input.Channels; c++)
            {
                float folded = TFold.Start;
                for (int u = 0; u < height; u++)
                {
                    for (int v = 0; v < width; v++)
                        folded = TFold.Fold(folded, first[u * line + v * step + c]);
                }

                target[c] = divide ? folded / taps : folded;
            }
        }
    }

    /// <summary>Folds all windows of maps.</summary>
    public static void ComputeAll<TFold>(CpuDevice device, Window window, Tensor x, Tensor y, bool divide, bool countsPadding) where TFold : struct, IFold
    {
        FeatureMap input = FeatureMap.OfStored(x.Shape), output = FeatureMap.OfStored(y.Shape);
        Window rule = window.For(input);
        device.ForRanges(output.Batch * output.Height, (long)output.Width * output.Channels * window.Taps / 4, (start, end) =>
        {
            fixed (float* maps = x.AsSpan(), results = y.AsSpan())
            {
                for (int row = start; row < end; row++)
                {
                    Taps rows = new(rule.Rows, row % output.Height, input.Height);
                    float* map = maps + (nint)(row / output.Height) * input.Places * input.Channels;
                    Compute<TFold>(rule, map, input, rows, output.Width, divide, countsPadding, results + (nint)row * output.Width * output.Channels);
                }
            }
        });
    }
}
