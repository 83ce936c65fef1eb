using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation.Trigonometry;

/// <summary>Tangent of x in radians; NaN for infinities. On GPUs the error grows with |x|: they reduce the angle in float.</summary>
internal readonly record struct Tan : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Tan";

    /// <inheritdoc/>
    public float Value(float x) => MathF.Tan(x);

    /// <inheritdoc/>
    public static bool DerivesFromOutput => true;

    /// <inheritdoc/>
    public static bool HasVectorGradient => true;

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => (1 + value * value) * dy;

    /// <inheritdoc/>
    public Vector<float> Gradient(Vector<float> value, Vector<float> dy) =>
        (Vector<float>.One + value * value) * dy;
}
