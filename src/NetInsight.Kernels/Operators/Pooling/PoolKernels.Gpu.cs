using ILGPU;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>What the kernel of pools is handed.</summary>
/// <param name="X">The maps, channels last.</param>
/// <param name="Y">The result.</param>
/// <param name="Window">The window.</param>
/// <param name="Divides">1 where the folded value is divided by the number of taps.</param>
/// <param name="CountsPadding">1 where taps on the padding count.</param>
internal readonly record struct PoolArguments(ArrayView<float> X, ArrayView<float> Y, GpuWindow Window, int Divides, int CountsPadding);

/// <summary>Folds every window of maps into one number: one thread for each, neighbours on neighbouring channels.</summary>
internal static class PoolKernels<TFold> where TFold : struct, IFold
{
    /// <summary>Queues the pool.</summary>
    public static void Run(GpuDevice device, GpuWindow window, GpuTensor x, GpuTensor y, bool divides, bool countsPadding = false) =>
        device.ForEach(PoolKernel, y.Count, new PoolArguments(x.View, y.View, window, divides ? 1 : 0, countsPadding ? 1 : 0));

    private static void PoolKernel(Index1D index, PoolArguments a)
    {
        FeatureMap input = a.Window.Input, output = a.Window.Output;
        int place = index / output.Channels, c = index - place * output.Channels;
        int line = place / output.Width, n = line / output.Height;
        WindowTaps rows = new(a.Window.Rows, line - n * output.Height, input.Height), columns = new(a.Window.Columns, place - line * output.Width, input.Width);
        float folded = TFold.Start;
        for (int u = rows.First; u < rows.End; u++)
        {
            int row = n * input.Height + rows.Start + u * a.Window.Rows.Dilation;
            for (int v = columns.First; v < columns.End; v++)
                folded = TFold.Fold(folded, a.X[(row * input.Width + columns.Start + v * a.Window.Columns.Dilation) * input.Channels + c]);
        }

        int taps = a.CountsPadding != 0 ? rows.Counted * columns.Counted : (rows.End - rows.First) * (columns.End - columns.First);
        a.Y[index] = a.Divides != 0 ? folded / Math.Max(taps, 1) : folded;
    }
}
