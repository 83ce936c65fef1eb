using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Windows;
using Field = (
    NetInsight.Kernels.Operators.Windows.ReceptiveFieldAxis Rows, NetInsight.Kernels.Operators.Windows.ReceptiveFieldAxis Columns);

namespace NetInsight.Graphs;

/// <summary>Receptive fields of all values of a graph, propagated from the input in topological order.</summary>
internal static class ReceptiveFields
{
    /// <summary>
    /// The receptive field, over the first input, of every value that depends on it; null where paths of different stride or centre meet,
    /// and for every value after that.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="shapes">The logical shape of every value that is no constant.</param>
    /// <param name="cancellation">Stops between nodes.</param>
    public static Dictionary<int, (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns)?> Of(
        Graph graph, IReadOnlyDictionary<int, Shape> shapes, CancellationToken cancellation = default)
    {
        Dictionary<int, Field?> fields = new() { [graph.Inputs[0].Value] = (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One) };
        HashSet<int> still = [];                                // what depends on the size of the batch at most: a class token
        foreach (Node node in graph.Nodes)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = 0;
            bool variesFirst = false;
            Field? joined = null;
            foreach (int value in node.Inputs)
            {
                if (graph.Values[value].Constant is not null || still.Contains(value))
                    continue;
                joined = count++ == 0 ? fields[value] : Join(joined, fields[value]);
                variesFirst |= value == node.Inputs[0];
            }

            if (count == 0 || (node.Operator is BatchExpand && !variesFirst))
            {
                still.Add(node.Output);
                fields[node.Output] = null;
                continue;
            }

            Shape shape = graph.Values[node.Inputs[0]].Constant?.Shape ?? shapes[node.Inputs[0]];
            fields[node.Output] = node.Operator.HasReceptiveField(shape) && joined is { } field
                ? Then(field, node.Operator.ReceptiveFieldOver(shape))
                : null;
        }

        return fields;
    }

    private static Field? Then(Field first, Field next)
    {
        try
        {
            return (first.Rows.Then(next.Rows), first.Columns.Then(next.Columns));
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static Field? Join(Field? first, Field? second) =>
        first is { } a && second is { } b && Join(a.Rows, b.Rows) is { } rows && Join(a.Columns, b.Columns) is { } columns
            ? (rows, columns)
            : null;

    /// <summary>The larger of two fields of the same stride and centre; null where they are not aligned.</summary>
    private static ReceptiveFieldAxis? Join(ReceptiveFieldAxis a, ReceptiveFieldAxis b)
    {
        bool isAligned = a.Stride == b.Stride && 2 * a.Start + a.Size == 2 * b.Start + b.Size;
        return !isAligned ? null : a.Size >= b.Size ? a : b;
    }
}
