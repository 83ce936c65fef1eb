using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Indexing;

/// <summary>
/// Slices of a tensor by tuples of indices (ONNX GatherND): with no batch dimensions, y[k..] = x[i0, i1, .., :] where the tuple (i0, i1,
/// ..) is indices[k.., :]. Inputs: x and the indices, integers held as floats, counted from the end where negative. An index outside its
/// dimension counts as the nearest inside, on all devices alike; the importer refuses constant ones.
/// </summary>
/// <param name="BatchDimensions">Leading dimensions that x and the indices share.</param>
internal sealed partial record GatherND(int BatchDimensions = 0) : Operator
{
    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        (Shape x, Shape indices) = (inputs[0], inputs[1]);
        int shared = BatchDimensions;
        if (shared < 0 || indices.Rank <= shared || x.Rank <= shared || shared + indices[-1] > x.Rank
            || !x.Dimensions[..shared].SequenceEqual(indices.Dimensions[..shared]))
            throw new ArgumentException($"{Name}: indices of shape {indices} do not fit {x} with {shared} batch dimensions.");
        IndexTuples tuples = IndexTuples.Over(x, shared, indices[-1]);
        return new Shape([.. indices.Dimensions[..^1], .. x.Dimensions[(shared + tuples.Length)..]]);
    }
}
