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
    public static void Compute(GpuDevice device, GpuWindow window, GpuTensor x, GpuTensor y, bool divides, bool countsPadding = false) =>
        device.ForEach(PoolKernel, y.Count, new PoolArguments(x.View, y.View, window, divides ? 1 : 0, countsPadding ? 1 : 0));

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
}
