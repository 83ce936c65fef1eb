using System.Numerics;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Activation.Rectifiers;

/// <summary>y = min(max(x, Minimum), Maximum); NaN stays NaN. With 0 and 6 it is the ReLU6 of MobileNet.</summary>
internal readonly record struct Clip(float Minimum, float Maximum) : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Clip";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x)
    {
        float raised = x < Minimum ? Minimum : x;
        return raised > Maximum ? Maximum : raised;
    }

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x)
    {
        Vector<float> minimum = new(Minimum), maximum = new(Maximum);
        Vector<float> raised = Vector.ConditionalSelect(Vector.LessThan(x, minimum), minimum, x);
        return Vector.ConditionalSelect(Vector.GreaterThan(raised, maximum), maximum, raised);
    }

    /// <inheritdoc/>
    public static bool HasVectorGradient => true;

    /// <inheritdoc/>
    public PassInterval? PassesWithin => new PassInterval(Minimum, Maximum);

    /// <inheritdoc/>
    /// <remarks>On the bounds themselves the gradient passes, as in PyTorch.</remarks>
    public float Gradient(float value, float dy) => value >= Minimum && value <= Maximum ? dy : 0;

    /// <inheritdoc/>
    public Vector<float> Gradient(Vector<float> value, Vector<float> dy) =>
        Vector.ConditionalSelect(
            Vector.GreaterThanOrEqual(value, new Vector<float>(Minimum)) & Vector.LessThanOrEqual(value, new Vector<float>(Maximum)),
            dy,
            Vector<float>.Zero);
}
