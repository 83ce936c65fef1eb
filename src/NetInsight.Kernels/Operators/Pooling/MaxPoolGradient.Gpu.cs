using ILGPU;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>Arguments of the kernel of <see cref="MaxPoolGradient"/>; all tensors NHWC.</summary>
/// <param name="X">The pool's input.</param>
/// <param name="Y">Its result.</param>
/// <param name="Dy">The gradient of its result.</param>
/// <param name="Mask">What decides which results pass, of X's shape; anything where there is no mask.</param>
/// <param name="Dx">The result.</param>
/// <param name="Window">The window.</param>
/// <param name="Masks">1 where there is a mask.</param>
/// <param name="Low">The lowest element of the mask that lets a result pass.</param>
/// <param name="High">The highest.</param>
internal readonly record struct MaxPoolGradientArguments(
    ArrayView<float> X,
    ArrayView<float> Y,
    ArrayView<float> Dy,
    ArrayView<float> Mask,
    ArrayView<float> Dx,
    GpuWindow Window,
    int Masks,
    float Low,
    float High);

internal sealed partial record MaxPoolGradient
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.ForEach(
        MaxPoolGradientKernel,
        y.Count,
        new MaxPoolGradientArguments(
            x[0].View,
            x[1].View,
            x[2].View,
            x[^1].View,
            y.View,
            GpuWindow.Of(Window, x[0].Shape, x[1].Shape),
            Mask is null ? 0 : 1,
            Mask?.Low ?? 0,
            Mask?.High ?? 0));

    /// <summary>
    /// One thread for each element [n, h, w, c] of the input's gradient: it gathers, so that no two threads write one element.
    /// </summary>
    /// <remarks>
    /// <code>
    ///   windows: those that contain (h, w), row by row
    ///   match:   x[h, w] = y[window], and no earlier tap of the window equals it    X, Y: global memory
    ///   sum:     dy of the windows that match, in order: register; 0 where the mask lies outside the interval
    /// </code>
    /// </remarks>
    private static void MaxPoolGradientKernel(Index1D index, MaxPoolGradientArguments a)
    {
        // Windows: index -> n, h, w, c.
        FeatureMap input = a.Window.Input, output = a.Window.Output;
        int position = index / input.Channels, c = index - position * input.Channels;
        int line = position / input.Width, n = line / input.Height, h = line - n * input.Height, w = position - line * input.Width;
        (int firstRow, int endRow) = a.Window.Rows.OutputRange(h, h + 1, output.Height);
        (int firstColumn, int endColumn) = a.Window.Columns.OutputRange(w, w + 1, output.Width);
        float value = a.X[index], sum = 0;
        for (int i = firstRow; i < endRow; i++)
        {
            for (int j = firstColumn; j < endColumn; j++)
            {
                // Match.
                int at = ((n * output.Height + i) * output.Width + j) * output.Channels + c;
                if (Matches(value, a.Y[at]) && IsFirst(a, n, i, j, h, w, c, a.Y[at]))
                    sum += a.Dy[at];
            }
        }

        // Sum.
        a.Dx[index] = a.Masks == 0 || (a.Mask[index] >= a.Low && a.Mask[index] <= a.High) ? sum : 0;
    }

    private static bool Matches(float value, float largest) => value == largest || (float.IsNaN(value) && float.IsNaN(largest));

    /// <summary>Whether (h, w) is a tap of the window, and no tap before it matches.</summary>
    private static bool IsFirst(MaxPoolGradientArguments a, int n, int i, int j, int h, int w, int c, float largest)
    {
        FeatureMap input = a.Window.Input;
        WindowTaps rows = new(a.Window.Rows, i, input.Height), columns = new(a.Window.Columns, j, input.Width);
        for (int u = rows.First; u < rows.End; u++)
        {
            int row = rows.Start + u * a.Window.Rows.Dilation;
            for (int v = columns.First; v < columns.End; v++)
            {
                int column = columns.Start + v * a.Window.Columns.Dilation;
                if (row == h && column == w)
                    return true;
                if (Matches(a.X[((n * input.Height + row) * input.Width + column) * input.Channels + c], largest))
                    return false;
            }
        }

        return false;
    }
}
