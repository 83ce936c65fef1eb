namespace NetInsight.Kernels.Operators.Activation;

/// <summary>An element-wise activation: y = rule(x), element by element.</summary>
internal sealed partial record Activation<TRule>(TRule Rule = default) : Operator where TRule : struct, IActivation
{
    /// <inheritdoc/>
    public override string Name => TRule.Name;

    /// <inheritdoc/>
    public override Layout Layout => Layout.Any;

    /// <inheritdoc/>
    public override bool IsPointwise => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];
}
