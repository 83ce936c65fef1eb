using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Synthesis.Objectives;

/// <summary>The mean over all positions of the dot product of the channels with a vector.</summary>
internal sealed record DirectionTerm(string Layer, Tensor Vector) : ObjectiveTerm
{
    /// <inheritdoc/>
    public override IEnumerable<int> ValuesOf(Model model) => [model.ValueOf(Layer)];

    /// <inheritdoc/>
    public override int Add(ObjectiveDraft draft)
    {
        int channels = draft.Channels(Layer);
        Shape shape = draft.ShapeOf(channels);
        if (shape[1] != Vector.Count)
            throw new ArgumentException($"Layer '{Layer}' has {shape[1]:N0} channels, but the direction has {Vector.Count:N0} elements.");
        int means = draft.Add(new Reduce<MeanReduction>([2], KeepsAxes: false), channels);
        return draft.SumOfImage(draft.Multiply(means, draft.Given(Vector.Reshape(new Shape(1, Vector.Count)))));
    }

    /// <inheritdoc/>
    public override string Describe(Model model) => $"mean of {Layer} along a direction";
}
