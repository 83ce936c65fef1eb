using NetInsight.Kernels.Devices;

namespace NetInsight.Kernels.Operators.Sampling;

/// <summary>The arithmetic of a <see cref="GridSample"/>, for CPU and GPU alike, in the order of ONNX Runtime's.</summary>
internal readonly record struct GridSampler(int Height, int Width, int Mode, int Padding, int AlignsCorners)
{
    /// <summary>The value of one feature map, whose elements begin at <paramref name="origin"/>, at a position of the grid.</summary>
    /// <remarks>
    /// <code>
    ///   position: from -1 .. 1 to rows and columns; brought inside by the padding
    ///   sample:   nearest: 1 neighbour; linear: 2 x 2; cubic: 4 x 4, each brought inside by itself
    /// </code>
    /// </remarks>
    public float Value<TElements>(TElements x, int origin, float gridRow, float gridColumn) where TElements : struct, IElements
    {
        // Position: from -1 .. 1 to rows and columns, those outside brought in.
        float column = Denormalized(gridColumn, Width), row = Denormalized(gridRow, Height);
        if (Mode == (int)GridMode.Nearest)
        {
            column = RoundedHalfToEven(column);
            row = RoundedHalfToEven(row);
        }

        if (Mode != (int)GridMode.Cubic)                // its taps are brought in one by one, as in PyTorch
        {
            column = Brought(column, Width);
            row = Brought(row, Height);
        }

        // Sample: interpolation.
        if (Mode == (int)GridMode.Nearest)
            return Pixel(x, origin, row, column);
        float top = MathF.Floor(row), left = MathF.Floor(column), v = row - top, u = column - left;
        if (Mode == (int)GridMode.Linear)
        {
            float upper = Pixel(x, origin, top, left) * (1 - u) + Pixel(x, origin, top, left + 1) * u;
            float lower = Pixel(x, origin, top + 1, left) * (1 - u) + Pixel(x, origin, top + 1, left + 1) * u;
            return upper * (1 - v) + lower * v;
        }

        float sum = 0;
        for (int i = -1; i < 3; i++)
        {
            float line = Pixel(x, origin, top + i, left - 1) * Cubic(1 + u) + Pixel(x, origin, top + i, left) * Cubic(u)
                + Pixel(x, origin, top + i, left + 1) * Cubic(1 - u) + Pixel(x, origin, top + i, left + 2) * Cubic(2 - u);
            sum += line * Cubic(MathF.Abs(v - i));
        }

        return sum;
    }

    private float Denormalized(float position, int extent) =>
        AlignsCorners != 0 ? (position + 1) / 2 * (extent - 1) : ((position + 1) * extent - 1) / 2;

    private float First => AlignsCorners != 0 ? 0f : -0.5f;

    private float Last(int extent) => AlignsCorners != 0 ? extent - 1f : extent - 0.5f;

    private float Brought(float position, int extent)
    {
        if (position >= First && position <= Last(extent) || Padding == (int)GridPadding.Zeros)
            return position;
        return Padding == (int)GridPadding.Border ? Limited(position, extent) : Reflected(position, extent);
    }

    private static float Limited(float position, int extent) => position > extent - 1f ? extent - 1f : position > 0 ? position : 0f;

    private float Reflected(float position, int extent)
    {
        float first = First, last = Last(extent), range = last - first;
        if (range <= 0)
            return first;
        float beyond = position < first ? first - position : position > last ? position - last : -1f;
        if (beyond < 0)
            return position;
        float times = MathF.Floor(beyond / range), rest = beyond - times * range;
        bool isEven = times - 2 * MathF.Floor(times / 2) < 1;
        return (position < first) == isEven ? first + rest : last - rest;
    }

    /// <summary>The element at a row and a column, both integers; what lies outside is as the padding says.</summary>
    private float Pixel<TElements>(TElements x, int origin, float row, float column) where TElements : struct, IElements
    {
        if (Padding == (int)GridPadding.Border)
        {
            row = Limited(row, Height);
            column = Limited(column, Width);
        }
        else if (Padding == (int)GridPadding.Reflection)
        {
            row = Reflected(row, Height);
            column = Reflected(column, Width);
        }

        bool isInside = row >= 0 && row < Height && column >= 0 && column < Width;
        return isInside ? x.At(origin + (int)row * Width + (int)column) : 0f;
    }

    /// <summary>
    /// 1.5 * 2^23: a float of up to 2^22 added to it loses its fraction, rounded half to even; larger ones lie outside either way.
    /// </summary>
    private static float RoundedHalfToEven(float value) => value > -4194304f && value < 4194304f ? value + 12582912f - 12582912f : value;

    /// <summary>Keys' kernel, a = -0.75, at a distance of 0 to 2.</summary>
    private static float Cubic(float x) => x <= 1 ? (1.25f * x - 2.25f) * x * x + 1 : ((-0.75f * x + 3.75f) * x - 6) * x + 3;
}
