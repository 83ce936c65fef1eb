using ILGPU;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>Arguments of the GPU kernel of <see cref="WindowPooling{TFold}"/>.</summary>
/// <param name="X">The input, NHWC.</param>
/// <param name="Y">The result, NHWC.</param>
/// <param name="Window">The window.</param>
/// <param name="Divides">1 where the folded value is divided by the number of taps.</param>
/// <param name="CountsPadding">1 where taps on the padding count.</param>
internal readonly record struct PoolArguments(ArrayView<float> X, ArrayView<float> Y, GpuWindow Window, int Divides, int CountsPadding);

internal static partial class WindowPooling<TFold>
{
    /// <summary>Queues the pooling of whole feature maps.</summary>
    public static void Compute(GpuDevice device, GpuWindow window, GpuTensor x, GpuTensor y, bool divides, bool countsPadding = false)
    {
        PoolArguments arguments = new(x.View, y.View, window, divides ? 1 : 0, countsPadding ? 1 : 0);
        if (window.Output.Channels % 4 == 0)
            device.ForEach(PoolByFoursKernel, y.Count / 4, arguments);
        else
            device.ForEach(PoolKernel, y.Count, arguments);
    }

    /// <summary>One thread for each element [n, i, j, c] of the result, neighbouring threads on neighbouring channels.</summary>
    /// <remarks>
    /// <code>
    ///   window: n, i, j, c of the thread, and the taps that lie on the input
    ///   fold:   for each tap row, for each tap of it    X: global memory; folded value: register
    ///   store:  divided by the number of taps where asked for
    /// </code>
    /// </remarks>
    private static void PoolKernel(Index1D index, PoolArguments a)
    {
        // Window: index -> n, i, j, c.
        FeatureMap input = a.Window.Input, output = a.Window.Output;
        int position = index / output.Channels, c = index - position * output.Channels;
        int line = position / output.Width, n = line / output.Height;
        WindowTaps rows = new(a.Window.Rows, line - n * output.Height, input.Height);
        WindowTaps columns = new(a.Window.Columns, position - line * output.Width, input.Width);

        // Fold.
        float folded = TFold.Initial;
        for (int u = rows.First; u < rows.End; u++)
        {
            int row = n * input.Height + rows.Start + u * a.Window.Rows.Dilation;
            for (int v = columns.First; v < columns.End; v++)
                folded = TFold.Fold(folded, a.X[(row * input.Width + columns.Start + v * a.Window.Columns.Dilation) * input.Channels + c]);
        }

        // Store.
        int taps = a.CountsPadding != 0 ? rows.PaddedCount * columns.PaddedCount : (rows.End - rows.First) * (columns.End - columns.First);
        a.Y[index] = a.Divides != 0 ? folded / Math.Max(taps, 1) : folded;
    }

    /// <summary>One thread for four neighbouring channels of a position; otherwise as <see cref="PoolKernel"/>.</summary>
    private static void PoolByFoursKernel(Index1D index, PoolArguments a)
    {
        FeatureMap input = a.Window.Input, output = a.Window.Output;
        int fours = output.Channels / 4, position = index / fours, c = (index - position * fours) * 4;
        int line = position / output.Width, n = line / output.Height;
        WindowTaps rows = new(a.Window.Rows, line - n * output.Height, input.Height);
        WindowTaps columns = new(a.Window.Columns, position - line * output.Width, input.Width);
        float folded0 = TFold.Initial, folded1 = TFold.Initial, folded2 = TFold.Initial, folded3 = TFold.Initial;
        for (int u = rows.First; u < rows.End; u++)
        {
            int row = n * input.Height + rows.Start + u * a.Window.Rows.Dilation;
            for (int v = columns.First; v < columns.End; v++)
            {
                int column = columns.Start + v * a.Window.Columns.Dilation;
                GpuFloat4 x = GpuQuads.Of(a.X, (row * input.Width + column) * input.Channels + c);
                folded0 = TFold.Fold(folded0, x.V0);
                folded1 = TFold.Fold(folded1, x.V1);
                folded2 = TFold.Fold(folded2, x.V2);
                folded3 = TFold.Fold(folded3, x.V3);
            }
        }

        int taps = a.CountsPadding != 0 ? rows.PaddedCount * columns.PaddedCount : (rows.End - rows.First) * (columns.End - columns.First);
        float divisor = a.Divides != 0 ? Math.Max(taps, 1) : 1;
        GpuQuads.Set(a.Y, index * 4, new GpuFloat4(folded0 / divisor, folded1 / divisor, folded2 / divisor, folded3 / divisor));
    }
}
