using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation.Rectifiers;

/// <summary>
/// y = x + Bias below -Lambda, x - Bias above Lambda, 0 between and for NaN; soft shrinkage where Bias is Lambda, hard where it is 0.
/// </summary>
internal readonly record struct Shrink(float Lambda, float Bias) : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Shrink";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x) => x < -Lambda ? x + Bias : x > Lambda ? x - Bias : 0;

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x)
    {
        Vector<float> lambda = new(Lambda), bias = new(Bias);
        Vector<float> above = Vector.ConditionalSelect(Vector.GreaterThan(x, lambda), x - bias, Vector<float>.Zero);
        return Vector.ConditionalSelect(Vector.LessThan(x, -lambda), x + bias, above);
    }

    /// <inheritdoc/>
    public static bool HasVectorGradient => true;

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => value < -Lambda || value > Lambda ? dy : 0;

    /// <inheritdoc/>
    public Vector<float> Gradient(Vector<float> value, Vector<float> dy) =>
        Vector.ConditionalSelect(Vector.GreaterThan(Vector.Abs(value), new Vector<float>(Lambda)), dy, Vector<float>.Zero);
}
