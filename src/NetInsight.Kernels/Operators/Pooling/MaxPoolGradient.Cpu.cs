using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Pooling;

internal sealed unsafe partial record MaxPoolGradient
{
    /// <summary>Floats of a band of input rows: with its gradient and its windows' winners it stays in the second-level cache.</summary>
    private const int BandFloats = 3 << 14;

    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each band of input rows of an image, in parallel          no other task writes its dx; border windows are searched twice
    ///     for each window that reaches into the band                  winners [windows, channels]: number of the first largest tap
    ///       for each 32 or 8 channels, then the rest                  y: register; taps in reverse order: winner = x = y ? tap : winner
    ///     for each input position of the band                         its windows: a list, row-major, so that every sum has one order
    ///       for each 32 or 8 channels, then the rest                  dx = sum of (winner = tap ? dy : 0), register; mask; stored once
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        (Tensor maps, Tensor pooled, Tensor gradient) = (x[0], x[1], x[2]);
        Tensor? masks = Mask is null ? null : x[3];
        FeatureMap input = FeatureMap.OfNhwc(maps.Shape), output = FeatureMap.OfNhwc(pooled.Shape);
        Window window = Window.For(input);
        CoveringWindows rows = new(window.Rows, input.Height, output.Height), columns = new(window.Columns, input.Width, output.Width);
        int most = Math.Max(rows.Most * columns.Most, 1), height = BandRows(window, input);
        int bands = (input.Height + height - 1) / height;
        long work = (long)height * input.Width * input.Channels * most / 2;
        device.For(y.Count == 0 ? 0 : input.Batch * bands, work, index =>
        {
            int n = index / bands, top = index % bands * height, bottom = Math.Min(top + height, input.Height);
            nint image = (nint)n * input.Positions * input.Channels, results = (nint)n * output.Positions * input.Channels;
            (int first, int end) = window.Rows.OutputRange(top, bottom, output.Height);
            using Scratch winners = new(Math.Max(end - first, 1) * output.Width * input.Channels);
            MaxPoolSource[] sources = new MaxPoolSource[most];
            fixed (MaxPoolSource* list = sources)
            fixed (float* source = maps.AsSpan(), largest = pooled.AsSpan(), incoming = gradient.AsSpan(), target = y.AsSpan())
            fixed (float* mask = masks is null ? default : masks.AsSpan())
            {
                // Winners of the windows.
                nint line = (nint)output.Width * input.Channels, before = first * line;
                int* taps = (int*)winners.Pointer;
                for (int i = first; i < end; i++)
                    FindRow(window, input, output.Width, i, source + image, largest + results + i * line, taps + i * line - before);

                // Sums of the positions.
                for (int row = top; row < bottom; row++)
                {
                    nint at = image + (nint)row * input.Width * input.Channels;
                    MaxPoolRow sums = new(taps - before, incoming + results, target + at, mask == null ? null : mask + at);
                    SumRow(sums, rows.Of(row), columns, input, output.Width, list);
                }
            }
        });
    }

    /// <summary>Input rows of a band, such that it stays in the cache between the two loops; nothing depends on it but time.</summary>
    private static int BandRows(Window window, FeatureMap input)
    {
        int line = Math.Max(input.Width * input.Channels, 1), least = Math.Max(window.Rows.Extent, window.Rows.Stride);
        return Math.Clamp(BandFloats / line, Math.Min(least, input.Height), Math.Max(input.Height, 1));
    }

    /// <summary>The winners of one row of windows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FindRow(Window window, FeatureMap input, int windows, int row, float* image, float* largest, int* winners)
    {
        WindowTaps rows = new(window.Rows, row, input.Height);
        int below = rows.Start + Math.Max(window.Rows.Extent, window.Rows.Stride);
        nint columnStep = (nint)window.Columns.Dilation * input.Channels;
        nint rowStep = (nint)window.Rows.Dilation * input.Width * input.Channels;
        for (int j = 0; j < windows; j++, largest += input.Channels, winners += input.Channels)
        {
            WindowTaps columns = new(window.Columns, j, input.Width);
            Prefetch(image, input, below, window.Rows.Stride, columns.Start, window.Columns.Stride);
            MaxPoolTaps taps = new(
                image + ((nint)(rows.Start + rows.First * window.Rows.Dilation) * input.Width + columns.Start) * input.Channels
                    + columns.First * columnStep,
                rows.End - rows.First, columns.End - columns.First, rowStep, columnStep,
                rows.First * window.Columns.Kernel + columns.First, window.Columns.Kernel);
            MaxPoolLanes.Find(in taps, input.Channels, largest, winners);
        }
    }

    /// <summary>
    /// Fetches input positions that the next row of windows reads: they were last written long ago, and the loop over taps does not read
    /// memory in an order that the CPU foresees.
    /// </summary>
    private static void Prefetch(float* image, FeatureMap input, int top, int rows, int left, int columns)
    {
        const int CacheLine = 16;           // floats
        if (!Sse.IsSupported || left < 0 || left + columns > input.Width)
            return;
        for (int row = top; row < Math.Min(top + rows, input.Height); row++)
        {
            float* line = image + ((nint)row * input.Width + left) * input.Channels;
            for (int at = 0; at < columns * input.Channels; at += CacheLine)
                Sse.Prefetch1(line + at);
        }
    }

    /// <summary>One row of the result.</summary>
    /// <param name="row">Where it lies.</param>
    /// <param name="rows">The rows of windows that read it.</param>
    /// <param name="columns">The windows of a row that read each column.</param>
    /// <param name="input">The extents of the input.</param>
    /// <param name="windows">Windows of a row.</param>
    /// <param name="list">Room for the windows that read one position.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumRow(
        MaxPoolRow row,
        ReadOnlySpan<(int Output, int Tap)> rows,
        CoveringWindows columns,
        FeatureMap input,
        int windows,
        MaxPoolSource* list)
    {
        int channels = input.Channels, kernel = Window.Columns.Kernel;
        PassInterval interval = Mask.GetValueOrDefault();
        for (int column = 0; column < input.Width; column++)
        {
            int count = 0;
            ReadOnlySpan<(int Output, int Tap)> across = columns.Of(column);
            foreach ((int i, int u) in rows)
            {
                foreach ((int j, int v) in across)
                    list[count++] = new MaxPoolSource(((nint)i * windows + j) * channels, u * kernel + v);
            }

            MaxPoolRow at = row.At((nint)column * channels);
            MaxPoolLanes.Sum(new ReadOnlySpan<MaxPoolSource>(list, count), channels, in at, interval);
        }
    }
}
