using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation.Rectifiers;

/// <summary>y = min(max(x, Minimum), Maximum); NaN stays NaN. With 0 and 6 it is the ReLU6 of MobileNet.</summary>
internal readonly record struct Clip(float Minimum, float Maximum) : IActivation
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
}
