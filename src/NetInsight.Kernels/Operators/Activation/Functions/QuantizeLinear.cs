using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation.Functions;

/// <summary>
/// y = saturate(round(x / Scale) + ZeroPoint), halves rounded to the even integer (ONNX QuantizeLinear): integers of Minimum to Maximum,
/// held as floats. NaN stays NaN.
/// </summary>
/// <param name="Scale">The step between two integers.</param>
/// <param name="ZeroPoint">The integer that stands for 0.</param>
/// <param name="Minimum">The smallest integer of the type, such as 0 of uint8.</param>
/// <param name="Maximum">The largest.</param>
internal readonly record struct QuantizeLinear(float Scale, float ZeroPoint, float Minimum, float Maximum) : IDifferentiable
{
    /// <summary>1.5 * 2^23: a float of up to 2^22 added to it loses its fraction, rounded half to even.</summary>
    private const float Shifter = 12582912f;

    /// <inheritdoc/>
    public static string Name => "QuantizeLinear";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <summary>
    /// Only rounds, where scale and zero point are applied by other operators; exact up to 2^17, beyond which it saturates.
    /// </summary>
    public static QuantizeLinear Rounding => new(1, 0, -131072, 131072);

    /// <inheritdoc/>
    public float Value(float x)
    {
        float low = Minimum - ZeroPoint, high = Maximum - ZeroPoint, scaled = x / Scale;
        float raised = scaled < low ? low : scaled;
        float limited = raised > high ? high : raised;
        return limited + Shifter - Shifter + ZeroPoint;
    }

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x)
    {
        Vector<float> zero = new(ZeroPoint), low = new(Minimum - ZeroPoint), high = new(Maximum - ZeroPoint), shifter = new(Shifter);
        Vector<float> scaled = x / new Vector<float>(Scale);
        Vector<float> raised = Vector.ConditionalSelect(Vector.LessThan(scaled, low), low, scaled);
        Vector<float> limited = Vector.ConditionalSelect(Vector.GreaterThan(raised, high), high, raised);
        return limited + shifter - shifter + zero;
    }

    /// <inheritdoc/>
    /// <remarks>Straight through (Bengio et al. 2013, arXiv:1308.3432): as without the rounding, whose derivative is 0 or none.</remarks>
    public float Gradient(float value, float dy)
    {
        float low = Minimum - ZeroPoint, high = Maximum - ZeroPoint, scaled = value / Scale;
        return scaled >= low && scaled <= high ? dy / Scale : 0;
    }
}
