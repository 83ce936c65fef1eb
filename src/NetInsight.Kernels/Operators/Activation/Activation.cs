namespace NetInsight;

/// <summary>An element-wise activation: y = rule(x), element by element.</summary>
internal sealed partial record Activation<TRule>(TRule Rule = default) : Operator where TRule : struct, IActivation
{
    /// <inheritdoc/>
    public override string Name => TRule.Name;

    /// <inheritdoc/>
    public override MemoryOrder Order => MemoryOrder.Either;

    /// <inheritdoc/>
    public override bool IsPerPlace => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];
}
