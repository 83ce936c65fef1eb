using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Graphs;

/// <summary>
/// Networks whose file fixes a batch of several images: the graph's input is one image, which its first node repeats, and outputs are those
/// of the first.
/// </summary>
internal static class RepeatedBatch
{
    /// <summary>How often the graph repeats its input; 1 where it does not.</summary>
    public static int Of(Graph graph) =>
        graph.Inputs is [{ Dimensions: [1, ..], Value: var input }]
        && graph.Nodes is [{ Operator: Expand { Extents: [> 1 and int repeats, ..] } } first, ..]
        && first.Inputs[0] == input ? repeats : 1;

    /// <summary>
    /// The graph with the first image's slice of each output, taken as early as the layers before the output treat images alone.
    /// </summary>
    /// <param name="sized">A graph that begins with an Expand of its input.</param>
    /// <param name="repeats">The batch of the file.</param>
    public static Graph TakeFirst(SizedGraph sized, int repeats)
    {
        Graph graph = sized.Graph;
        List<Value> values = [.. graph.Values];
        Node[] nodes = [.. graph.Nodes];
        Dictionary<int, int> producer = Enumerable.Range(0, nodes.Length).ToDictionary(index => nodes[index].Output);
        Dictionary<int, int> uses = graph.Nodes.SelectMany(node => node.Inputs).Concat(graph.Outputs)
            .GroupBy(value => value).ToDictionary(group => group.Key, group => group.Count());
        HashSet<string> names = [.. nodes.Select(node => node.Name)];
        Dictionary<int, Node> before = [];
        List<Node> last = [];
        List<int> outputs = [];
        foreach (int output in graph.Outputs)
        {
            int cut = output, reader = -1;
            while (HoldsImages(cut) && uses[cut] == 1 && producer.TryGetValue(cut, out int index) && nodes[index].Operator.IsPerImage
                && nodes[index].Inputs.Count(input => graph.Values[input].Constant is null) == 1 && HoldsImages(nodes[index].Inputs[0]))
            {
                (cut, reader) = (nodes[index].Inputs[0], index);
            }

            if (!HoldsImages(cut))
            {
                outputs.Add(output);
                continue;
            }

            string name = $"{graph.Values[cut].Name}/first";
            values.Add(new Value(reader < 0 ? graph.Values[cut].Name : name));
            if (reader < 0)                         // an output keeps its name
                values[cut] = values[cut] with { Name = $"{graph.Values[cut].Name}/repeated" };
            while (!names.Add(name))
                name += "_";
            Node slice = new(name, new Slice([new SliceAxis(0, 0, 1)]), [cut], values.Count - 1);
            outputs.Add(reader < 0 ? slice.Output : output);
            if (reader < 0)
            {
                last.Add(slice);
                continue;
            }

            before.Add(reader, slice);
            nodes[reader] = nodes[reader] with { Inputs = [.. nodes[reader].Inputs.Select(input => input == cut ? slice.Output : input)] };
        }

        List<Node> all = [];
        for (int index = 0; index < nodes.Length; index++)
        {
            if (before.TryGetValue(index, out Node? slice))
                all.Add(slice);
            all.Add(nodes[index]);
        }

        return graph with { Values = [.. values], Nodes = [.. all, .. last], Outputs = [.. outputs] };

        bool HoldsImages(int value) => sized.Shapes.TryGetValue(value, out Shape shape) && shape.Rank > 0 && shape[0] == repeats;
    }
}
