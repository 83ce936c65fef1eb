using System.Numerics;
using System.Runtime.Intrinsics;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Activation.Rectifiers;

/// <summary>Rectified linear unit, y = max(x, 0); NaN stays NaN.</summary>
internal readonly record struct Relu : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Relu";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x) => ReluRule.Of(x);

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x) => ReluRule.Of(x);

    /// <summary>The rule for eight elements, whatever the CPU's widest vector.</summary>
    public static Vector256<float> Of(Vector256<float> x) => ReluRule.Of(x);

    /// <inheritdoc/>
    public static bool DerivesFromOutput => true;

    /// <inheritdoc/>
    public static bool HasVectorGradient => true;

    /// <inheritdoc/>
    public PassInterval? PassesWithin => PassInterval.Positive;

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => value > 0 ? dy : 0;

    /// <inheritdoc/>
    public Vector<float> Gradient(Vector<float> value, Vector<float> dy) =>
        Vector.ConditionalSelect(Vector.GreaterThan(value, Vector<float>.Zero), dy, Vector<float>.Zero);
}
