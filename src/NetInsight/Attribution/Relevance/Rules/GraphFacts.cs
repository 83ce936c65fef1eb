using System.Collections.Immutable;
using NetInsight.Graphs;
using NetInsight.Graphs.Gradients;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Convolution.Transposed;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Reduction;
using NetInsight.Kernels.Operators.Resizing;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>What relevance rules need to know of a graph: layers of weights and what follows them, signs of values, gates.</summary>
internal sealed class GraphFacts
{
    private readonly Graph _graph;
    private readonly int _target;
    private readonly Dictionary<int, Node> _makers = [];
    private readonly ILookup<int, Node> _readers;
    private readonly HashSet<int> _computed = [], _weighted = [], _nonNegative = [];

    /// <summary>Goes through the graph once.</summary>
    public GraphFacts(Graph graph, int target)
    {
        (_graph, _target) = (graph, target);
        _computed.UnionWith(graph.Inputs.Select(input => input.Value));
        Nodes = graph.NodesBefore(target);
        foreach (Node node in Nodes)
        {
            _computed.Add(node.Output);
            _makers[node.Output] = node;
            if (IsWeighted(node) || node.Inputs.Any(_weighted.Contains))
                _weighted.Add(node.Output);
            if (IsNonNegative(node))
                _nonNegative.Add(node.Output);
        }

        _readers = Nodes.SelectMany(node => node.Inputs.Distinct().Select(value => (Value: value, Node: node)))
            .ToLookup(pair => pair.Value, pair => pair.Node);
    }

    /// <summary>The nodes between the input and the target.</summary>
    public ImmutableArray<Node> Nodes { get; }

    /// <summary>Whether a value is the network's input.</summary>
    public bool IsInput(int value) => _graph.Inputs[0].Value == value;

    /// <summary>Whether there is no layer of weights before a node.</summary>
    public bool IsFirst(Node node) => !node.Inputs.Any(_weighted.Contains);

    /// <summary>A node as a layer of weights, a pool or a sum, if it is one: linear in one input, with constant weights.</summary>
    public LinearLayer? LinearOf(Node node)
    {
        if (GradientRules.Standard.Find(node) is not { } derivative)
            return null;
        if (node.Operator is AveragePool or SumPool or GlobalPool { Kind: GlobalPoolKind.Average } or Resize
            or Reduce<SumReduction> or Reduce<MeanReduction>)
            return new LinearLayer(derivative, node.Output);
        if (!IsWeighted(node))
            return null;
        int data = node.Operator is MatMul && ConstantOf(node.Inputs[0]) is not null ? 1 : 0;
        (ChannelAffine? tail, int output) = data == 0 ? TailOf(node) : (null, node.Output);
        return new LinearLayer(derivative, output)
        {
            Data = data,
            Weights = 1 - data,
            Bias = node.Inputs.Length > 2 ? 2 : null,
            Tail = tail,
            IsNonNegative = _nonNegative.Contains(node.Inputs[data]),
            IsRectified = output != _target && _readers[output].All(reader => reader.Operator is Activation<Relu>),
        };
    }

    /// <summary>For a product of a signal and a gate, such as a sigmoid's result, which input is the signal; else null.</summary>
    public int? SignalOf(Node node)
    {
        if (!node.Inputs.All(_computed.Contains))
            return null;
        bool first = IsGate(node.Inputs[0]), second = IsGate(node.Inputs[1]);
        return first == second ? null : first ? 1 : 0;
    }

    private Tensor? ConstantOf(int value) => _graph.Values[value].Constant;

    /// <summary>Whether all inputs but one are constants, and that one is multiplied by weights.</summary>
    private bool IsWeighted(Node node) => node.Operator switch
    {
        Conv { IsMirrored: false } or ConvTranspose or Gemm { TransposesA: false } =>
            _computed.Contains(node.Inputs[0]) && node.Inputs[1..].All(value => ConstantOf(value) is not null)
            && (node.Operator is not Gemm || node.Inputs.Length < 3 || IsPerColumn(node)),
        MatMul => node.Inputs.Count(value => ConstantOf(value) is not null) == 1,
        _ => false,
    };

    private bool IsPerColumn(Node node)
    {
        Tensor bias = ConstantOf(node.Inputs[2])!;
        return bias.Count == 1 || (bias.Count == ChannelsOf(node) && bias.Shape[-1] == bias.Count);
    }

    private int ChannelsOf(Node node)
    {
        Shape weights = ConstantOf(node.Inputs[1])!.Shape;
        return node.Operator switch
        {
            Conv or Gemm { TransposesB: true } => weights[0],
            ConvTranspose transposed => weights[1] * transposed.Groups,
            _ => weights[-1],
        };
    }

    /// <summary>Batch normalisations and biases that alone read a layer, one after the other, as one map of each channel.</summary>
    private (ChannelAffine? Tail, int Output) TailOf(Node node)
    {
        int output = node.Output, channels = ChannelsOf(node);
        ChannelAffine? tail = null;
        while (output != _target && _readers[output].Take(2).ToArray() is [var next]
            && AffineOf(next, output, node, channels) is { } affine)
        {
            tail = new ChannelAffine(
                [.. affine.Gain.Select((gain, m) => gain * (tail?.Gain[m] ?? 1))],
                [.. affine.Offset.Select((offset, m) => affine.Gain[m] * (tail?.Offset[m] ?? 0) + offset)]);
            output = next.Output;
        }

        return (tail, output);
    }

    private ChannelAffine? AffineOf(Node next, int input, Node layer, int channels)
    {
        Tensor?[] constants = [.. next.Inputs.Select(ConstantOf)];
        if (next.Operator is BatchNormalization && layer.Operator is not MatMul && next.Inputs[0] == input)
            return ChannelAffine.Of(next.Operator, constants);
        if (next.Operator is not Arithmetic<Add> || constants.OfType<Tensor>().SingleOrDefault() is not { } bias)
            return null;

        // Behind a convolution the channels are axis 1, else the last.
        int rank = layer.Operator is Conv or ConvTranspose ? ConstantOf(layer.Inputs[1])!.Shape.Rank : 1;
        bool isPerChannel = bias.Count == channels && bias.Shape.Rank > 0
            && (rank == 1 ? bias.Shape[-1] == channels : bias.Shape.Rank <= rank && bias.Shape.Expand(rank)[1] == channels);
        return isPerChannel ? new ChannelAffine([.. Enumerable.Repeat(1f, channels)], [.. bias.AsSpan()]) : null;
    }

    private bool IsNonNegative(Node node) => node.Operator switch
    {
        Activation<Relu> or Activation<Sigmoid> or Activation<HardSigmoid> or Activation<Clip> { Rule.Minimum: >= 0 } => true,
        MaxPool or AveragePool or GlobalPool or Concat or Flatten or Reshape or Identity or Transpose or Arithmetic<Add> =>
            node.Inputs.Where((value, index) => index == 0 || node.Operator is Concat or Arithmetic<Add>).All(IsNonNegative),
        _ => false,
    };

    private bool IsNonNegative(int value) =>
        _nonNegative.Contains(value)
        || (ConstantOf(value) is { } constant && constant.AsSpan().IndexOfAnyExceptInRange(0, float.MaxValue) < 0);

    /// <summary>Whether a value lies between 0 and a bound, as factors of a gate do: a sigmoid's result, also reshaped or scaled.</summary>
    private bool IsGate(int value)
    {
        while (_makers.TryGetValue(value, out Node? maker))
        {
            switch (maker.Operator)
            {
                case Activation<Sigmoid> or Activation<HardSigmoid> or Softmax or Activation<Clip> { Rule.Minimum: 0 }:
                    return true;
                case Reshape or Expand or Identity or Flatten or Transpose or Resize:
                    value = maker.Inputs[0];
                    continue;
                case Arithmetic<Mul> or Arithmetic<Div> when maker.Inputs.Count(_computed.Contains) == 1:
                    value = maker.Inputs.First(_computed.Contains);
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }
}
