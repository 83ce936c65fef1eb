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
    ///     for each window that reaches into the band             row-major, so that every sum has one order; its taps' offsets: a list
    ///       for each 16 or 8 channels, then the rest             y, dy: registers; open: lanes whose largest element is not yet found
    ///         for each tap on the input, in order                found = open and x = y; dx[tap] += found ? dy : 0;
    ///                                                            open = open and not found
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        (Tensor maps, Tensor pooled, Tensor gradient) = (x[0], x[1], x[2]);
        FeatureMap input = FeatureMap.OfNhwc(maps.Shape), output = FeatureMap.OfNhwc(pooled.Shape);
        Window window = Window.For(input);
        int bands = (input.Height + BandRows - 1) / BandRows, line = input.Width * input.Channels;
        device.For(y.Count == 0 ? 0 : input.Batch * bands, (long)BandRows * line * window.Taps / 4, index =>
        {
            int n = index / bands, top = index % bands * BandRows, bottom = Math.Min(top + BandRows, input.Height);
            nint image = (nint)n * input.Positions * input.Channels, results = (nint)n * output.Positions * input.Channels;
            Tap[] taps = new Tap[window.Taps];
            fixed (Tap* list = taps)
            fixed (float* source = maps.AsSpan(), largest = pooled.AsSpan(), incoming = gradient.AsSpan(), target = y.AsSpan())
            {
                new Span<float>(target + image + (nint)top * line, (bottom - top) * line).Clear();
                (int first, int end) = window.Rows.OutputRange(top, bottom, output.Height);
                for (int i = first; i < end; i++)
                {
                    WindowTaps rows = new(window.Rows, i, input.Height);
                    for (int j = 0; j < output.Width; j++)
                    {
                        nint at = results + ((nint)i * output.Width + j) * input.Channels;
                        int count = ListTaps(list, rows, new WindowTaps(window.Columns, j, input.Width), window, input, (top, bottom));
                        AddWindow(list, count, input.Channels, source + image, largest + at, incoming + at, target + image);
                    }
                }
            }
        });
    }

    /// <summary>A tap of a window: the offset of its channels within the image, and whether the task owns its row.</summary>
    private readonly record struct Tap(nint Offset, bool IsOwned);

    private static int ListTaps(Tap* list, WindowTaps rows, WindowTaps columns, Window window, FeatureMap input, (int Top, int Bottom) band)
    {
        int count = 0;
        for (int u = rows.First; u < rows.End; u++)
        {
            int row = rows.Start + u * window.Rows.Dilation;
            bool isOwned = row >= band.Top && row < band.Bottom;
            for (int v = columns.First; v < columns.End; v++)
            {
                nint position = (nint)row * input.Width + columns.Start + v * window.Columns.Dilation;
                list[count++] = new Tap(position * input.Channels, isOwned);
            }
        }

        return count;
    }

    private static void AddWindow(Tap* taps, int count, int channels, float* x, float* y, float* dy, float* dx)
    {
        int c = 0;

        // 16 and 8 channels, one in each lane.
        if (Vector512.IsHardwareAccelerated)
        {
            for (; c + 16 <= channels; c += 16)
                AddLanes16(taps, count, x + c, y + c, dy + c, dx + c);
        }

        for (; c + 8 <= channels; c += 8)
            AddLanes8(taps, count, x + c, y + c, dy + c, dx + c);

        // Each channel left over: the scalar equivalent.
        for (; c < channels; c++)
            AddChannel(taps, count, x + c, y[c], dy[c], dx + c);
    }

    /// <summary>One channel; a NaN counts as the largest.</summary>
    private static void AddChannel(Tap* taps, int count, float* x, float largest, float incoming, float* dx)
    {
        for (int t = 0; t < count; t++)
        {
            nint at = taps[t].Offset;
            if (x[at] != largest && !(float.IsNaN(largest) && float.IsNaN(x[at])))
                continue;
            if (taps[t].IsOwned)
                dx[at] += incoming;
            break;
        }
    }

    /// <summary>Eight channels. What is not found adds 0, which leaves no trace: a sum that begins with 0 is never -0.</summary>
    private static void AddLanes8(Tap* taps, int count, float* x, float* y, float* dy, float* dx)
    {
        Vector256<float> largest = Vector256.Load(y), incoming = Vector256.Load(dy);
        if (!Vector256.EqualsAll(largest, largest))
        {
            for (int c = 0; c < 8; c++)
                AddChannel(taps, count, x + c, y[c], dy[c], dx + c);
            return;
        }

        Vector256<float> open = Vector256<float>.AllBitsSet;
        for (int t = 0; t < count; t++)
        {
            nint at = taps[t].Offset;
            Vector256<float> found = open & Vector256.Equals(Vector256.Load(x + at), largest);
            open = Vector256.AndNot(open, found);
            if (taps[t].IsOwned)
                (Vector256.Load(dx + at) + (found & incoming)).Store(dx + at);
        }
    }

    /// <summary>Sixteen channels, as <see cref="AddLanes8"/>.</summary>
    private static void AddLanes16(Tap* taps, int count, float* x, float* y, float* dy, float* dx)
    {
        Vector512<float> largest = Vector512.Load(y), incoming = Vector512.Load(dy);
        if (!Vector512.EqualsAll(largest, largest))
        {
            for (int c = 0; c < 16; c++)
                AddChannel(taps, count, x + c, y[c], dy[c], dx + c);
            return;
        }

        Vector512<float> open = Vector512<float>.AllBitsSet;
        for (int t = 0; t < count; t++)
        {
            nint at = taps[t].Offset;
            Vector512<float> found = open & Vector512.Equals(Vector512.Load(x + at), largest);
            open = Vector512.AndNot(open, found);
            if (taps[t].IsOwned)
                (Vector512.Load(dx + at) + (found & incoming)).Store(dx + at);
        }
    }
}
