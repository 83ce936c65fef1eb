using NetInsight.Kernels.Devices;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Sampling;

/// <summary>The arithmetic of <see cref="DeformableColumns"/>, for CPU and GPU alike.</summary>
/// <remarks>
/// <code>
///   index:  n, c, tap (u, v), i, j of the element
///   tap:    row = i * stride + u * dilation - padding + offset row; the column alike
///   sample: a b    a (1 - lower)(1 - right) + b (1 - lower) right
///           c d  + c lower (1 - right) + d lower right, times the mask
/// </code>
/// </remarks>
internal readonly record struct DeformableSampler(
    WindowAxis Rows, WindowAxis Columns, FeatureMap Input, FeatureMap Output, int OffsetGroups)
{
    /// <summary>Makes the arithmetic of a window with explicit padding.</summary>
    public DeformableSampler(Window window, FeatureMap input, FeatureMap output, int offsetGroups)
        : this(window.Rows, window.Columns, input, output, offsetGroups)
    {
    }

    /// <summary>Element <paramref name="index"/> of the result, [N, C, taps, H', W'].</summary>
    public float Value<TElements>(int index, TElements x, TElements offsets, TElements mask, bool hasMask)
        where TElements : struct, IElements
    {
        // Index -> n, c, tap, i, j.
        int taps = Rows.Kernel * Columns.Kernel, positions = Output.Height * Output.Width;
        int line = index / positions, position = index - line * positions, map = line / taps, tap = line - map * taps;
        int n = map / Input.Channels, c = map - n * Input.Channels, group = c / (Input.Channels / OffsetGroups);
        int i = position / Output.Width, j = position - i * Output.Width, u = tap / Columns.Kernel, v = tap - u * Columns.Kernel;

        // Tap: where it lies.
        int plane = ((n * OffsetGroups + group) * taps + tap) * positions, at = plane + position, pair = 2 * plane + position;
        float row = i * Rows.Stride + u * Rows.Dilation - Rows.Before + offsets.At(pair);
        float column = j * Columns.Stride + v * Columns.Dilation - Columns.Before + offsets.At(pair + positions);

        // Sample: linear interpolation, 0 outside.
        if (!(row > -1 && row < Input.Height && column > -1 && column < Input.Width))
            return 0f;
        float top = MathF.Floor(row), left = MathF.Floor(column), lower = row - top, right = column - left;
        int origin = map * Input.Height * Input.Width, first = (int)top, second = (int)left;
        float value = Pixel(x, origin, first, second) * (1 - lower) * (1 - right)
            + Pixel(x, origin, first, second + 1) * (1 - lower) * right
            + Pixel(x, origin, first + 1, second) * lower * (1 - right) + Pixel(x, origin, first + 1, second + 1) * lower * right;
        return hasMask ? value * mask.At(at) : value;
    }

    private float Pixel<TElements>(TElements x, int origin, int row, int column) where TElements : struct, IElements =>
        row >= 0 && row < Input.Height && column >= 0 && column < Input.Width ? x.At(origin + row * Input.Width + column) : 0f;
}
