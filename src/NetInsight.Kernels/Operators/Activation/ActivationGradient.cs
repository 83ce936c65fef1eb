using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>
/// The gradient of an element-wise activation: dx = f' * dy, element by element. Inputs: the activation's result y or its input x (see
/// <see cref="IDifferentiable.DerivesFromOutput"/>), and dy, of the same shape.
/// </summary>
internal sealed partial record ActivationGradient<TRule>(TRule Rule = default) : Operator, IMasks where TRule : struct, IDifferentiable
{
    /// <inheritdoc/>
    public PassInterval? Interval => Rule.PassesWithin;

    /// <inheritdoc/>
    public override string Name => $"{TRule.Name}Gradient";

    /// <inheritdoc/>
    public override Layout Layout => Layout.Any;

    /// <inheritdoc/>
    public override bool IsPointwise => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0] == inputs[1]
        ? inputs[0]
        : throw new ArgumentException($"{Name}: a gradient of shape {inputs[1]} for values of shape {inputs[0]}.");
}
