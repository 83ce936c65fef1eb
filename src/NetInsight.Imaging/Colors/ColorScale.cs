using NetInsight.Imaging;

namespace NetInsight;

/// <summary>The values at the two ends of a colormap, in the units of the map that is drawn.</summary>
/// <remarks>Maps that share a scale (<see cref="Union"/>) have comparable colours.</remarks>
/// <param name="Minimum">The value at position 0; finite.</param>
/// <param name="Maximum">The value at position 1; finite, not below the minimum.</param>
public readonly record struct ColorScale(double Minimum, double Maximum)
{
    /// <summary>The value at position 0.</summary>
    public double Minimum { get; } = Finite(Minimum, nameof(Minimum));

    /// <summary>The value at position 1.</summary>
    public double Maximum { get; } = Ordered(Minimum, Finite(Maximum, nameof(Maximum)));

    /// <summary>From the smallest to the largest finite value; 0 to 0 where there is none.</summary>
    public static ColorScale Of(ReadOnlySpan<float> values)
    {
        float minimum = float.PositiveInfinity, maximum = float.NegativeInfinity;
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                continue;
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
        }

        return minimum <= maximum ? new ColorScale(minimum, maximum) : default;
    }

    /// <summary>From -m to m, where m is the largest magnitude of a finite value: zero is in the middle. For signed maps.</summary>
    public static ColorScale Symmetric(ReadOnlySpan<float> values)
    {
        ColorScale scale = Of(values);
        double largest = Math.Max(Math.Abs(scale.Minimum), Math.Abs(scale.Maximum));
        return new ColorScale(-largest, largest);
    }

    /// <summary>The smallest scale that contains both.</summary>
    public ColorScale Union(ColorScale other) =>
        new(Math.Min(Minimum, other.Minimum), Math.Max(Maximum, other.Maximum));

    /// <summary>
    /// Position of a value: (value - minimum) / (maximum - minimum), clamped to 0 to 1. If both ends are equal, that value has position
    /// 0.5, smaller ones 0 and larger ones 1. NaN stays NaN (<see cref="Colormap.NotANumber"/>).
    /// </summary>
    public double Position(double value)
    {
        if (double.IsNaN(value))
            return double.NaN;
        if (value <= Minimum)
            return value == Minimum && Minimum == Maximum ? 0.5 : 0;
        if (value >= Maximum)
            return 1;
        // Halved, so that the difference of the largest doubles does not overflow.
        return (value / 2 - Minimum / 2) / (Maximum / 2 - Minimum / 2);
    }

    /// <summary>Both ends, with as many digits as they need: <c>-3.6E-7 ... 3.6E-7</c>.</summary>
    public override string ToString() => $"{Digits.Of(Minimum)} ... {Digits.Of(Maximum)}";

    private static double Finite(double value, string name) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "The ends of a scale must be finite.");

    private static double Ordered(double minimum, double maximum)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minimum, maximum, nameof(Minimum));
        return maximum;
    }
}
