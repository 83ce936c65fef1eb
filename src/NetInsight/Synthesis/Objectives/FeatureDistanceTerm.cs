namespace NetInsight.Synthesis.Objectives;

/// <summary>The squared distance of a layer's output from a given one.</summary>
internal sealed record FeatureDistanceTerm(string Layer, Tensor Features, DistanceScale Scale) : ObjectiveTerm
{
    /// <inheritdoc/>
    public override IEnumerable<int> ValuesOf(Model model) => [model.ValueOf(Layer)];

    /// <inheritdoc/>
    public override int Add(ObjectiveDraft draft)
    {
        int value = draft.Layer(Layer);
        Shape shape = draft.ShapeOf(value);
        if (Features.Shape != shape.With(0, 1) && Features.Shape != shape)
        {
            throw new ArgumentException(
                $"Layer '{Layer}' has an output of {shape.With(0, 1)} for one image of this size, but the features are {Features.Shape}.");
        }

        int distance = draft.SquaresOfImage(draft.Subtract(value, draft.Given(Features)));
        return draft.Scale(distance, Scale switch
        {
            DistanceScale.Mean => 1.0 / shape.Product(1, shape.Rank),
            DistanceScale.Relative => 1 / SquaresOf(
                Features, $"The features of layer '{Layer}' are all 0: there is no distance relative to them."),
            _ => 1,
        });
    }

    /// <inheritdoc/>
    public override string Describe(Model model) => $"squared distance of {Layer} ({Scale switch
    {
        DistanceScale.Mean => "mean of elements",
        DistanceScale.Relative => "relative to the features' own squares",
        _ => "sum of elements",
    }})";
}
