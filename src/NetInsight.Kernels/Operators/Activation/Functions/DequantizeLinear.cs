using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation.Functions;

/// <summary>y = (x - ZeroPoint) * Scale: what the integers of a <see cref="QuantizeLinear"/> stand for (ONNX DequantizeLinear).</summary>
internal readonly record struct DequantizeLinear(float Scale, float ZeroPoint) : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "DequantizeLinear";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x) => (x - ZeroPoint) * Scale;

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x) => (x - new Vector<float>(ZeroPoint)) * new Vector<float>(Scale);

    /// <inheritdoc/>
    public static bool HasVectorGradient => true;

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => Scale * dy;

    /// <inheritdoc/>
    public Vector<float> Gradient(Vector<float> value, Vector<float> dy) =>
        Scale * dy;
}
