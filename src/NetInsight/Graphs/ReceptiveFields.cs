using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Graphs;

/// <summary>Follows what units see from a network's input through any graph.</summary>
internal static class ReceptiveFields
{
    /// <summary>The field of every value that depends on the input; null where paths of different stride or centre meet, and after that.</summary>
    public static Dictionary<int, (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns)?> Of(Graph graph, IReadOnlyDictionary<int, Shape> shapes)
    {
        Dictionary<int, (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns)?> fields = new() { [graph.Inputs[0].Value] = (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One) };
        foreach (Node node in graph.Nodes)
        {
            (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns)?[] inputs = [.. node.Inputs.Where(value => graph.Values[value].Constant is null).Select(value => fields[value])];
            Shape shape = graph.Values[node.Inputs[0]].Constant?.Shape ?? shapes[node.Inputs[0]];
            fields[node.Output] = node.Operator.HasReceptiveField(shape) && Join(inputs) is { } seen ? Then(seen, node.Operator.ReceptiveFieldOver(shape)) : null;
        }

        return fields;
    }

    private static (ReceptiveFieldAxis, ReceptiveFieldAxis)? Then((ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) seen, (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) next)
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

    private static (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns)? Join((ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns)?[] inputs)
    {
        (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns)? joined = inputs.Length > 0 ? inputs[0] : null;
        foreach ((ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns)? input in inputs.Skip(1))
        {
            joined = joined is { } a && input is { } b && Join(a.Rows, b.Rows) is { } rows && Join(a.Columns, b.Columns) is { } columns
                ? (rows, columns)
                : null;
        }

        return joined;
    }

    /// <summary>The larger of two fields with the same stride and centre; null where they are not aligned.</summary>
    private static ReceptiveFieldAxis? Join(ReceptiveFieldAxis a, ReceptiveFieldAxis b)
    {
        bool isAligned = a.Stride == b.Stride && 2 * a.Start + a.Size == 2 * b.Start + b.Size;
        return !isAligned ? null : a.Size >= b.Size ? a : b;
    }
}
