using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>
/// Conversion to an integer type that holds Lowest to Highest: the fraction is dropped, values beyond the range become its ends, and NaN
/// becomes 0. The result stays a float: integers of 2^24 and more keep 24 bits.
/// </summary>
internal readonly record struct CastToInteger(float Lowest, float Highest) : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Cast";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    /// <remarks>Zero has no sign, as an integer has none.</remarks>
    public float Value(float x)
    {
        float whole = x < 0 ? MathF.Ceiling(x) : MathF.Floor(x);
        return whole < Lowest ? Lowest : whole > Highest ? Highest : whole == 0 || float.IsNaN(whole) ? 0 : whole;
    }

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x)
    {
        Vector<float> lowest = new(Lowest), highest = new(Highest), zero = Vector<float>.Zero;
        Vector<float> whole = Vector.ConditionalSelect(Vector.LessThan(x, zero), Vector.Ceiling(x), Vector.Floor(x));
        Vector<float> raised = Vector.ConditionalSelect(Vector.LessThan(whole, lowest), lowest, whole);
        Vector<float> limited = Vector.ConditionalSelect(Vector.GreaterThan(raised, highest), highest, raised);
        return Vector.ConditionalSelect(Vector.Equals(limited, limited) & ~Vector.Equals(limited, zero), limited, zero);
    }
}
