using NetInsight.Formats.Onnx.Reading;

namespace NetInsight.Fuzz.Mutation;

/// <summary>
/// Mutates ONNX networks as graphs: operators, attributes, shapes, wiring, constants, opsets and element types. A mutation that NetInsight
/// refuses is mostly taken back, so that most networks load; the rest show whether both engines refuse alike.
/// </summary>
internal static class GraphMutator
{
    private const int MostMutations = 8;

    private static readonly Action<GraphEditor>[] Mutations =
    [
        Elementwise.Function, Elementwise.Function, Elementwise.WithConstant, Elementwise.WithConstant, Elementwise.OfTwo,
        Elementwise.Compared, Elementwise.InAnotherType, Elementwise.InAnotherType, Arrangement.Kept, Arrangement.Kept,
        Arrangement.Joined, Arrangement.ByShape, Layers.Convolved, Layers.Convolved, Layers.Pooled, Layers.Normalised, Layers.Multiplied,
        Layers.Reduced, Layers.Indexed, Changes.Attribute, Changes.Attribute, Changes.Attribute, Changes.Operator, Changes.Operator,
        Changes.Wiring, Changes.Removal, Changes.Elements, Changes.Elements, Changes.Input, Changes.Version, Changes.Output,
        Changes.Continued,
    ];

    /// <summary>The network that the choices make.</summary>
    public static ModelProto Mutate(Choices choices)
    {
        ModelProto model = BaseNetworks.Parse(choices.Next(BaseNetworks.Count));
        if (KnownValues.Of(model) is not { } known)
            return model;
        for (int i = choices.Between(1, MostMutations); i > 0 && !choices.AreSpent; i--)
        {
            ModelProto mutated = model.Clone();
            Mutations[choices.Next(Mutations.Length)](new GraphEditor(mutated, known, choices));
            if (KnownValues.Of(mutated) is { } next)
                (model, known) = (mutated, next);
            else if (choices.OneIn(12))
                return mutated;
        }

        TensorShapeProto shape = model.Graph.Input[0].Type.TensorType.Shape;
        if (shape.Dim.Count > 1 && shape.Dim[0].DimValue == 1 && choices.OneIn(3))
            shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimParam = "N" };
        return model;
    }
}
