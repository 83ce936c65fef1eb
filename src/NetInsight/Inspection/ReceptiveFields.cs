namespace NetInsight;

/// <summary>Follows what units see from a network's input through any graph.</summary>
internal static class ReceptiveFields
{
    /// <summary>The field of every value that depends on the input; null where paths of different stride or centre meet, and after that.</summary>
    public static Dictionary<int, (Reach Rows, Reach Columns)?> Of(Graph graph, IReadOnlyDictionary<int, Shape> shapes)
    {
        Dictionary<int, (Reach Rows, Reach Columns)?> fields = new() { [graph.Inputs[0].Value] = (Reach.One, Reach.One) };
        foreach (Node node in graph.Nodes)
        {
            (Reach Rows, Reach Columns)?[] inputs = [.. node.Inputs.Where(value => graph.Values[value].Constant is null).Select(value => fields[value])];
            Shape shape = graph.Values[node.Inputs[0]].Constant?.Shape ?? shapes[node.Inputs[0]];
            fields[node.Output] = node.Operator.HasReach(shape) && Join(inputs) is { } seen ? Then(seen, node.Operator.ReachOver(shape)) : null;
        }

        return fields;
    }

    private static (Reach, Reach)? Then((Reach Rows, Reach Columns) seen, (Reach Rows, Reach Columns) next)
    {
        try
        {
            return (seen.Rows.Then(next.Rows), seen.Columns.Then(next.Columns));
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static (Reach Rows, Reach Columns)? Join((Reach Rows, Reach Columns)?[] inputs)
    {
        (Reach Rows, Reach Columns)? joined = inputs.Length > 0 ? inputs[0] : null;
        foreach ((Reach Rows, Reach Columns)? input in inputs.Skip(1))
        {
            joined = joined is { } a && input is { } b && Join(a.Rows, b.Rows) is { } rows && Join(a.Columns, b.Columns) is { } columns
                ? (rows, columns)
                : null;
        }

        return joined;
    }

    /// <summary>The larger of two fields with the same stride and centre; null where they are not aligned.</summary>
    private static Reach? Join(Reach a, Reach b)
    {
        bool isAligned = a.Stride == b.Stride && 2 * a.Start + a.Size == 2 * b.Start + b.Size;
        return !isAligned ? null : a.Size >= b.Size ? a : b;
    }
}
