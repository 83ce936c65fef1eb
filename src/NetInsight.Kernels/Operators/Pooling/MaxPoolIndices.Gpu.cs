using ILGPU;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>Arguments of the kernel of <see cref="MaxPoolIndices"/>: feature maps in NCHW, and a window over them.</summary>
internal readonly record struct MaxPoolIndicesArguments(ArrayView<float> X, ArrayView<float> Y, GpuWindow Window, int ColumnMajor);

internal sealed partial record MaxPoolIndices
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        FeatureMap input = FeatureMap.OfNchw(x[0].Shape, Name), output = FeatureMap.OfNchw(y.Shape, Name);
        Window window = Window.For(input);
        device.ForEach(PoolIndicesKernel, y.Count, new MaxPoolIndicesArguments(
            x[0].View, y.View, new GpuWindow(window.Rows, window.Columns, input, output), ColumnMajor ? 1 : 0));
    }

    /// <summary>One thread for each window.</summary>
    /// <remarks>
    /// <code>
    ///   one thread for each output [n, c, i, j]; neighbouring threads on neighbouring columns
    ///   window:  the taps that lie on the input
    ///   maximum: for each tap row, for each tap of it    X: global memory; largest value and its index: registers
    ///   store:   the index in the whole tensor, as a float
    /// </code>
    /// </remarks>
    private static void PoolIndicesKernel(Index1D index, MaxPoolIndicesArguments a)
    {
        // Window: index -> feature map (n * C + c), i, j.
        FeatureMap input = a.Window.Input, output = a.Window.Output;
        int map = index / output.Positions, at = index - map * output.Positions, i = at / output.Width, start = map * input.Positions;
        WindowTaps rows = new(a.Window.Rows, i, input.Height), columns = new(a.Window.Columns, at - i * output.Width, input.Width);

        // Maximum: the first of equal values; the first NaN beats all others.
        int best = -1;
        float largest = 0;
        for (int u = rows.First; u < rows.End; u++)
        {
            for (int v = columns.First; v < columns.End; v++)
            {
                int tap = (rows.Start + u * a.Window.Rows.Dilation) * input.Width + columns.Start + v * a.Window.Columns.Dilation;
                float value = a.X[start + tap];
                if (best >= 0 && !(value > largest) && (!float.IsNaN(value) || float.IsNaN(largest)))
                    continue;
                best = tap;
                largest = value;
            }
        }

        // Store.
        if (best >= 0 && a.ColumnMajor != 0)
            best = best / input.Width + best % input.Width * input.Height;
        a.Y[index] = best < 0 ? -1 : start + best;
    }
}
