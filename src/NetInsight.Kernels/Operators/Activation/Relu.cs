using System.Numerics;
using System.Runtime.Intrinsics;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>Rectified linear unit, y = max(x, 0); NaN stays NaN.</summary>
internal readonly record struct Relu : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Relu";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x) => x < 0 ? 0 : x;

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x) => Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), Vector<float>.Zero, x);

    /// <summary>The rule for vectors of eight lanes, whatever the CPU's widest vector: what fused ReLUs compute.</summary>
    public static Vector256<float> Of(Vector256<float> x) =>
        Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), Vector256<float>.Zero, x);
}
