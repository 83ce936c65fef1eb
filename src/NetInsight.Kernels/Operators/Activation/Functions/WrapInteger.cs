using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation.Functions;

/// <summary>
/// What an integer type of Count values from Lowest on keeps of a whole number, as arithmetic of that type overflows: y = x - Count
/// floor((x - Lowest) / Count). Count is a power of two, so that the result is exact below 2^24.
/// </summary>
internal readonly record struct WrapInteger(float Lowest, float Count) : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Wrap";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x) => x - Count * MathF.Floor((x - Lowest) / Count);

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x)
    {
        Vector<float> count = new(Count);
        return x - count * Vector.Floor((x - new Vector<float>(Lowest)) / count);
    }
}
