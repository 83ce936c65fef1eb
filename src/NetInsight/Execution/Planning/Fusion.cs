using System.Collections.Concurrent;
using System.Collections.Immutable;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Regions;

namespace NetInsight.Execution.Planning;

/// <summary>
/// Makes nodes ready for a device: packs weights, folds a batch normalisation into the convolution or the concatenation before it, an addition and a ReLU into
/// whatever can apply them as it writes, and lets a concatenation be written in place. Packed weights are made once for a graph and shared by all of its plans.
/// </summary>
internal sealed class Fusion(Graph graph)
{
    private readonly ConcurrentDictionary<(int Node, int Norm), PackedOperator> _prepared = new();
    private readonly Lock _preparing = new();
    private readonly Dictionary<int, int> _producer = Enumerable.Range(0, graph.Nodes.Length).ToDictionary(node => graph.Nodes[node].Output);

    /// <summary>The nodes to run for the wanted values, in order.</summary>
    /// <param name="wanted">Values that must exist, so that nothing may be fused across them.</param>
    /// <param name="shapes">The shapes of the values.</param>
    /// <param name="device">The device, with the threads and the cancellation of the run that needs them.</param>
    public List<FusedNode> Apply(IReadOnlySet<int> wanted, IReadOnlyDictionary<int, Shape> shapes, Backend device)
    {
        bool[] isNeeded = NeededNodes(wanted);
        ILookup<int, int> consumers = Enumerable.Range(0, graph.Nodes.Length).Where(node => isNeeded[node])
            .SelectMany(node => graph.Nodes[node].Inputs.Distinct().Select(value => (Value: value, Node: node)))
            .ToLookup(use => use.Value, use => use.Node);
        HashSet<int> absorbed = [];
        List<FusedNode> result = [];

        for (int index = 0; index < graph.Nodes.Length; index++)
        {
            if (!isNeeded[index] || absorbed.Contains(index))
                continue;

            Node node = graph.Nodes[index];
            int norm = OnlyConsumer(node.Output) is { } next && CanFold(index, next, shapes) ? next : -1;
            if (norm >= 0)
                absorbed.Add(norm);
            Node last = norm >= 0 ? graph.Nodes[norm] : node;

            PackedOperator prepared = PreparedOnce(index, norm, device);
            Operator op = prepared.Operator;
            ImmutableArray<int> inputs = [.. prepared.Inputs.Select(position => node.Inputs[position])];
            if (op is IFusesAdd adds && OnlyConsumer(last.Output) is { } sum && AddendOf(sum, last.Output, index) is { } addend && adds.WithAddend() is { } withAddend)
            {
                absorbed.Add(sum);
                op = withAddend;
                inputs = inputs.Add(addend);
                last = graph.Nodes[sum];
            }

            if (op is IFusesRelu fuses && OnlyConsumer(last.Output) is { } relu && graph.Nodes[relu].Operator is Activation<Relu>)
            {
                absorbed.Add(relu);
                op = fuses.WithRelu();
                last = graph.Nodes[relu];
            }

            result.Add(new FusedNode(last.Name, op, inputs, last.Output));
        }

        return ConcatInPlace(result, wanted, shapes);

        int? OnlyConsumer(int value) =>
            !wanted.Contains(value) && consumers[value].Take(2).ToArray() is [var only] ? only : null;

        // The other summand of an addition, if it is a map of the same shape that is there before node `index` is computed.
        int? AddendOf(int sum, int value, int index)
        {
            if (graph.Nodes[sum] is not { Operator: Arithmetic<Add>, Inputs: [int left, int right] } || left == right)
                return null;
            int other = left == value ? right : left;
            bool isThere = !IsConstant(other) && _producer.GetValueOrDefault(other, -1) < index;
            return isThere && shapes[other] == shapes[value] ? other : null;
        }
    }

    /// <summary>Lets what only a concatenation of channels reads be written into its place there; the concatenation then has nothing left to do.</summary>
    private static List<FusedNode> ConcatInPlace(List<FusedNode> nodes, IReadOnlySet<int> wanted, IReadOnlyDictionary<int, Shape> shapes)
    {
        ILookup<int, FusedNode> consumers = nodes.SelectMany(node => node.Inputs.Select(value => (value, node))).ToLookup(use => use.value, use => use.node);
        Dictionary<int, int> makerOf = Enumerable.Range(0, nodes.Count).ToDictionary(index => nodes[index].Output);
        HashSet<int> dissolved = [];
        for (int at = 0; at < nodes.Count; at++)
        {
            FusedNode concat = nodes[at];
            Shape shape = shapes[concat.Output];
            if (concat.Operator is not Concat { Axis: var axis } || shape.Rank != 4 || axis is not (1 or -3) || wanted.Contains(concat.Output))
                continue;
            List<(int Index, FusedNode Node)> writers = [];
            int first = 0;
            foreach (int value in concat.Inputs)
            {
                bool isFree = !wanted.Contains(value) && consumers[value].Take(2).Count() == 1;
                if (!isFree || !makerOf.TryGetValue(value, out int maker) || (nodes[maker].Operator as IWritesChannelSlice)?.Into(new ChannelSlice(first, shape[1])) is not { } op)
                    break;
                writers.Add((maker, nodes[maker] with { Operator = op, Output = concat.Output }));
                first += shapes[value][1];
            }

            if (writers.Count != concat.Inputs.Length)
                continue;
            foreach ((int index, FusedNode node) in writers)
                nodes[index] = node;
            dissolved.Add(at);
        }

        return [.. nodes.Where((_, at) => !dissolved.Contains(at))];
    }

    /// <summary>For each node, whether a wanted value depends on it.</summary>
    public bool[] NeededNodes(IReadOnlySet<int> wanted)
    {
        bool[] isNeeded = new bool[graph.Nodes.Length];
        HashSet<int> needed = [.. wanted];
        for (int index = graph.Nodes.Length - 1; index >= 0; index--)
        {
            Node node = graph.Nodes[index];
            isNeeded[index] = needed.Contains(node.Output);
            if (isNeeded[index])
                needed.UnionWith(node.Inputs);
        }

        return isNeeded;
    }

    /// <summary>Whether node <paramref name="next"/> is a norm of numbers known beforehand, behind a convolution or a concatenation of channels.</summary>
    private bool CanFold(int index, int next, IReadOnlyDictionary<int, Shape> shapes)
    {
        Node node = graph.Nodes[index], norm = graph.Nodes[next];
        if (norm.Operator is not BatchNormalization || norm.Inputs[0] != node.Output || !norm.Inputs[1..].All(IsConstant))
            return false;
        return node.Operator switch
        {
            Conv => node.Inputs[1..].All(IsConstant),
            Concat concat => shapes[node.Output].Rank is 3 or 4 && (concat.Axis == 1 || concat.Axis + shapes[node.Output].Rank == 1) && !node.Inputs.Any(IsConstant),
            _ => false,
        };
    }

    private bool IsConstant(int value) => graph.Values[value].Constant is not null;

    /// <summary>One caller packs while others wait; what a cancelled caller had not finished, the next begins anew.</summary>
    private PackedOperator PreparedOnce(int index, int norm, Backend device)
    {
        if (_prepared.TryGetValue((index, norm), out PackedOperator? known))
            return known;
        lock (_preparing)
            return _prepared.GetOrAdd((index, norm), key => Prepare(key.Node, key.Norm, device));
    }

    private PackedOperator Prepare(int index, int norm, Backend device)
    {
        Node node = graph.Nodes[index];
        Tensor?[] inputs = [.. node.Inputs.Select(value => graph.Values[value].Constant)];
        if (norm < 0)
            return device.Pack(node.Operator, inputs);

        Tensor[] parameters = [.. graph.Nodes[norm].Inputs[1..].Select(value => graph.Values[value].Constant!)];
        if (node.Operator is not Conv conv)
            return new PackedOperator(device.PackNorm((BatchNormalization)graph.Nodes[norm].Operator, parameters), [.. Enumerable.Range(0, node.Inputs.Length)]);
        (float[] gain, float[] offset) = ((BatchNormalization)graph.Nodes[norm].Operator).AsAffine(parameters);
        float[] bias = Conv.FoldedBias(inputs.Length > 2 ? inputs[2] : null, gain, offset);
        return new PackedOperator(device.PackConv(conv, inputs[1]!, gain, bias), [0]);
    }
}
