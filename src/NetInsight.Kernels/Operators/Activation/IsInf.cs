using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>
/// y = 1 where x is infinite and its sign is asked for, else 0.
/// <paramref name="Negative"/> and <paramref name="Positive"/> are 1 for signs that count, else 0.
/// </summary>
internal readonly record struct IsInf(float Negative, float Positive) : IActivation
{
    /// <inheritdoc/>
    public static string Name => "IsInf";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x) => x == float.PositiveInfinity ? Positive : x == float.NegativeInfinity ? Negative : 0;

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x)
    {
        Vector<float> positive = Vector.ConditionalSelect(Vector.Equals(x, new Vector<float>(float.PositiveInfinity)),
            new Vector<float>(Positive), Vector<float>.Zero);
        return Vector.ConditionalSelect(Vector.Equals(x, new Vector<float>(float.NegativeInfinity)), new Vector<float>(Negative), positive);
    }
}
