using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Synthesis.Objectives;

/// <summary>
/// The sum over all positions of the largest dot product with a guide's positions: its gradient at each position is the guide's feature
/// that fits best.
/// </summary>
/// <param name="Layer">The layer.</param>
/// <param name="Guide">The guide's features, [1, C, positions].</param>
internal sealed record GuideTerm(string Layer, Tensor Guide) : ObjectiveTerm
{
    /// <inheritdoc/>
    public override IEnumerable<int> ValuesOf(Model model) => [model.ValueOf(Layer)];

    /// <inheritdoc/>
    public override int Add(ObjectiveDraft draft)
    {
        int features = draft.Add(new Transpose([0, 2, 1]), draft.Channels(Layer));              // [N, positions, C]
        if (draft.ShapeOf(features)[2] != Guide.Shape[1])
            throw new ArgumentException($"Layer '{Layer}' has {draft.ShapeOf(features)[2]} channels, the guide {Guide.Shape[1]}.");
        int products = draft.Add(new MatMul(), features, draft.Given(Guide));                   // [N, positions, positions of the guide]
        return draft.SumOfImage(draft.Add(new Reduce<MaxReduction>([2]), products));
    }

    /// <inheritdoc/>
    public override string Describe(Model model) => $"{Layer} as in the guide";
}
