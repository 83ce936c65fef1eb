namespace NetInsight.Kernels.Operators.Activation.Functions;

/// <summary>The error function, y = 2/sqrt(pi) * integral of exp(-t * t) from 0 to x.</summary>
internal readonly record struct Erf : IDifferentiable
{
    /// <summary>From |x| = 4 on, 1 - erf(x) is below 2^-25: the nearest float is 1.</summary>
    private const double Saturation = 4;

    /// <inheritdoc/>
    public static string Name => "Erf";

    /// <inheritdoc/>
    public static bool UsesDoubles => true;

    /// <inheritdoc/>
    /// <remarks>
    /// 2/sqrt(pi) * exp(-x*x) * sum over n of 2^n x^(2n+1) / (1 * 3 * 5 ... (2n+1)) (Abramowitz and Stegun 1964, 7.1.6): all terms have one
    /// sign, so nothing cancels.
    /// </remarks>
    public float Value(float x)
    {
        if (!(Math.Abs(x) < Saturation))
            return float.IsNaN(x) ? x : x < 0 ? -1 : 1;
        double square = (double)x * x, term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-12 * Math.Abs(sum); n++)
        {
            term *= 2 * square / (2 * n + 1);
            sum += term;
        }

        return (float)(2 / Math.Sqrt(Math.PI) * Math.Exp(-square) * sum);
    }

    /// <inheritdoc/>
    public static bool GradientUsesDoubles => true;

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => (float)(2 / Math.Sqrt(Math.PI) * Math.Exp(-(double)value * value)) * dy;
}
