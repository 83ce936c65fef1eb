namespace NetInsight.Synthesis.Objectives;

/// <summary>The squared distance of a layer's Gram matrix from a given one.</summary>
internal sealed record GramDistanceTerm(string Layer, Tensor Gram, GramScale Scale) : ObjectiveTerm
{
    /// <inheritdoc/>
    public override IEnumerable<int> ValuesOf(Model model) => [model.ValueOf(Layer)];

    /// <inheritdoc/>
    public override int Add(ObjectiveDraft draft)
    {
        int features = draft.Channels(Layer);
        Shape shape = draft.ShapeOf(features);
        if (Gram.Shape != new Shape(shape[1], shape[1]))
        {
            throw new ArgumentException(
                $"Layer '{Layer}' has {shape[1]:N0} channels: a Gram matrix of {shape[1]}x{shape[1]} is expected, "
                + $"but {Gram.Shape} is given.");
        }

        // G = F F' / (C H W), [N, C, C]
        int gram = draft.Scale(draft.Products(features), 1.0 / ((double)shape[1] * shape[2]));
        int distance = draft.SquaresOfImage(draft.Subtract(gram, draft.Given(Gram.Reshape(new Shape(1, shape[1], shape[1])))));
        return draft.Scale(distance, Scale switch
        {
            GramScale.Mean => 1.0 / Gram.Count,
            GramScale.Quarter => 0.25,
            GramScale.Relative => 1 / SquaresOf(
                Gram, $"The Gram matrix given for layer '{Layer}' is all 0: there is no distance relative to it."),
            _ => 1,
        });
    }

    /// <inheritdoc/>
    public override string Describe(Model model) => $"distance of {Layer}'s Gram matrix ({Scale switch
    {
        GramScale.Mean => "G / CHW, mean of elements",
        GramScale.Quarter => "Gatys 2016",
        GramScale.Relative => "relative to the given matrix's own squares",
        _ => "G / CHW, sum of elements",
    }})";
}
