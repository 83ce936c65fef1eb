using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

internal sealed unsafe partial record MaxPoolGradient
{
    /// <summary>Rows of the input that one task owns: windows that reach over the border are searched by both.</summary>
    private const int BandRows = 8;

    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each band of input rows of an image, in parallel     dx of the band: cleared, then added to; no other task writes there
    ///     for each window that reaches into the band             row-major, so that every sum has one order
    ///       for each 8 channels, then the rest                   y, dy: registers; open: lanes whose largest element is not yet found
    ///         for each tap on the input, in order                found = open and x = y; dx[tap] += found ? dy : 0;
    ///                                                            open = open and not found
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        (Tensor maps, Tensor pooled, Tensor gradient) = (x[0], x[1], x[2]);
        FeatureMap input = FeatureMap.OfNhwc(maps.Shape), output = FeatureMap.OfNhwc(pooled.Shape);
        Window window = Window.For(input);
        int bands = (input.Height + BandRows - 1) / BandRows;
        device.For(y.Count == 0 ? 0 : input.Batch * bands, (long)BandRows * input.Width * input.Channels * window.Taps / 4, index =>
        {
            int n = index / bands, top = index % bands * BandRows, bottom = Math.Min(top + BandRows, input.Height);
            nint image = (nint)n * input.Positions * input.Channels, results = (nint)n * output.Positions * input.Channels;
            fixed (float* source = maps.AsSpan(), largest = pooled.AsSpan(), incoming = gradient.AsSpan(), target = y.AsSpan())
            {
                int line = input.Width * input.Channels;
                new Span<float>(target + image + (nint)top * line, (bottom - top) * line).Clear();
                (int first, int end) = window.Rows.OutputRange(top, bottom, output.Height);
                for (int i = first; i < end; i++)
                {
                    WindowTaps rows = new(window.Rows, i, input.Height);
                    for (int j = 0; j < output.Width; j++)
                    {
                        nint at = results + ((nint)i * output.Width + j) * input.Channels;
                        Taps taps = new(rows, new WindowTaps(window.Columns, j, input.Width), window, input, top, bottom);
                        AddWindow(taps, source + image, largest + at, incoming + at, target + image);
                    }
                }
            }
        });
    }

    /// <summary>The taps of one window, and the rows that the task owns.</summary>
    private readonly ref struct Taps(WindowTaps rows, WindowTaps columns, Window window, FeatureMap input, int top, int bottom)
    {
        public readonly WindowTaps Rows = rows, Columns = columns;
        public readonly int RowDilation = window.Rows.Dilation, ColumnDilation = window.Columns.Dilation;
        public readonly int Width = input.Width, Channels = input.Channels, Top = top, Bottom = bottom;
    }

    private static void AddWindow(in Taps taps, float* x, float* y, float* dy, float* dx)
    {
        int channels = taps.Channels, c = 0;

        // 8 channels, one in each lane.
        for (; c + 8 <= channels; c += 8)
        {
            Vector256<float> largest = Vector256.Load(y + c), incoming = Vector256.Load(dy + c);
            Vector256<float> isNaN = ~Vector256.Equals(largest, largest), open = Vector256<float>.AllBitsSet;
            for (int u = taps.Rows.First; u < taps.Rows.End; u++)
            {
                int row = taps.Rows.Start + u * taps.RowDilation;
                bool isOwned = row >= taps.Top && row < taps.Bottom;
                for (int v = taps.Columns.First; v < taps.Columns.End; v++)
                {
                    nint at = ((nint)row * taps.Width + taps.Columns.Start + v * taps.ColumnDilation) * channels + c;
                    Vector256<float> value = Vector256.Load(x + at);
                    Vector256<float> found = open & (Vector256.Equals(value, largest) | (isNaN & ~Vector256.Equals(value, value)));
                    if (found == Vector256<float>.Zero)
                        continue;
                    open &= ~found;
                    if (isOwned)
                        Vector256.ConditionalSelect(found, Vector256.Load(dx + at) + incoming, Vector256.Load(dx + at)).Store(dx + at);
                }
            }
        }

        // Each channel left over: the scalar equivalent.
        for (; c < channels; c++)
        {
            if (FirstLargest(taps, x + c, y[c]) is var at && at >= 0)
                dx[at + c] += dy[c];
        }
    }

    /// <summary>The offset of the first tap that holds the largest value; -1 where another task owns it, or there is no tap.</summary>
    private static nint FirstLargest(in Taps taps, float* x, float largest)
    {
        for (int u = taps.Rows.First; u < taps.Rows.End; u++)
        {
            int row = taps.Rows.Start + u * taps.RowDilation;
            for (int v = taps.Columns.First; v < taps.Columns.End; v++)
            {
                nint at = ((nint)row * taps.Width + taps.Columns.Start + v * taps.ColumnDilation) * taps.Channels;
                if (x[at] == largest || (float.IsNaN(largest) && float.IsNaN(x[at])))
                    return row >= taps.Top && row < taps.Bottom ? at : -1;
            }
        }

        return -1;
    }
}
