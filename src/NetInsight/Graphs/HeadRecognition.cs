using System.Collections.Immutable;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Graphs;

/// <summary>
/// Recognises what values of a graph hold, probabilities, logits or neither, by the operators that make them: one pass in topological
/// order. Operators are told by their ONNX names.
/// </summary>
internal sealed partial class HeadRecognition
{
    /// <summary>The most elements of a constant that is compared whether all are equal.</summary>
    private const int LongestScalar = 1 << 16;

    private static readonly ImmutableHashSet<string> Passing =
        ["Identity", "Cast", "Dropout", "QuantizeLinear", "DequantizeLinear", "Expand", "Transpose", "CastLike"];

    private static readonly ImmutableHashSet<string> Products =
        ["Gemm", "MatMul", "Einsum", "QLinearMatMul", "MatMulInteger", "QGemm", "FusedGemm", "FusedMatMul"];

    private static readonly ImmutableHashSet<string> Convolutions = ["Conv", "ConvTranspose", "QLinearConv", "ConvInteger", "FusedConv"];

    private static readonly ImmutableHashSet<string> MeanPools = ["GlobalAveragePool", "AveragePool", "ReduceMean"];

    private static readonly ImmutableHashSet<string> MaxPools = ["GlobalMaxPool", "MaxPool", "ReduceMax"];

    private static readonly ImmutableHashSet<string> Rectifiers = ["Relu", "LeakyRelu", "PRelu"];

    private static readonly ImmutableHashSet<string> Elementwise = ["Add", "Sub", "Mul", "Div", "Max", "Min", "Clip", "Neg", "Slice",
        "Gather", "Concat", "Exp", "Log", "Reciprocal", "Pow", "Sqrt", "ReduceSum", "ReduceL1", "Relu", "LeakyRelu", "Where", "Hardmax"];

    private static readonly ImmutableHashSet<string> Affine =
        ["Add", "Sub", "Mul", "Div", "Max", "Min", "Clip", "Neg", "Slice", "Gather", "Concat", "Relu", "LeakyRelu", "PRelu"];

    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<int, Shape>? _shapes;
    private readonly Dictionary<int, Node> _producers;
    private readonly HeadFact[] _facts;
    private readonly int[] _roots;
    private readonly Dictionary<int, float?> _scalars = [];         // of constants, which many nodes may share
    private readonly Node?[] _makers;

    /// <summary>Looks at all nodes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="shapes">The shapes of its values for one image; null where they are not known.</param>
    /// <param name="cancellation">Stops between nodes.</param>
    public HeadRecognition(Graph graph, IReadOnlyDictionary<int, Shape>? shapes, CancellationToken cancellation = default)
    {
        (_graph, _shapes) = (graph, shapes);
        _producers = graph.Nodes.ToDictionary(node => node.Output);
        _facts = new HeadFact[graph.Values.Length];
        Array.Fill(_facts, new HeadFact(HeadForm.Features, ""));
        _roots = [.. Enumerable.Range(0, graph.Values.Length)];
        _makers = new Node?[graph.Values.Length];
        foreach (Node node in graph.Nodes.Where(node => node.Inputs.Length > 0))
        {
            cancellation.ThrowIfCancellationRequested();
            bool isPassing = IsPassing(node);
            int source = FirstVariableOf(node);
            _roots[node.Output] = isPassing ? _roots[node.Inputs[0]] : node.Output;
            _makers[node.Output] = isPassing || IsGuard(node) ? _makers[source] : node;
            _facts[node.Output] = FactOf(node);
        }
    }

    /// <summary>What is known of a value.</summary>
    public HeadFact this[int value] => _facts[value];

    /// <summary>The value of which a value is a view or a copy of another type.</summary>
    public int RootOf(int value) => _roots[value];

    private static bool IsPassing(Node node) => node.Operator.IsView || Passing.Contains(node.Operator.Name);

    private HeadFact FactOf(Node node)
    {
        string name = node.Operator.Name;
        HeadFact first = _facts[FirstVariableOf(node)];
        if (IsPassing(node))
            return IsFlattenedMap(node, first) ? new HeadFact(HeadForm.Features, name) : first;
        if (Products.Contains(name))
            return FactOfMixture(node, first) ?? new HeadFact(HeadForm.Linear, name);
        if (Convolutions.Contains(name))
            return new HeadFact(HeadForm.Convolved, name);
        if (name is "ArgMax" or "ArgMin" or "TopK")
            return new HeadFact(HeadForm.Indices, name, Source: node.Inputs[0]);
        if (name is "LpNormalization")
            return new HeadFact(HeadForm.Normalized, name);
        if (name.EndsWith("Normalization", StringComparison.Ordinal))
            return new HeadFact(first.Form is HeadForm.Linear ? HeadForm.Normalized : HeadForm.Features, name);
        if (FactOfProbability(node, first) is { } probability)
            return probability;
        if (MeanPools.Contains(name) || MaxPools.Contains(name))
            return FactOfPool(node, first);
        if (Elementwise.Contains(name) && ReadsProbability(node))
            return new HeadFact(HeadForm.Derived, name);
        if (name == "Div" && IsNorm(node.Inputs[1]))
            return new HeadFact(HeadForm.Normalized, "division by the norm");
        return Affine.Contains(name) ? FactOfAffine(node, first) : new HeadFact(HeadForm.Features, name);
    }

    private HeadFact FactOfAffine(Node node, HeadFact first)
    {
        string name = node.Operator.Name;
        int only = -1;
        bool areSeveral = false, areLinear = true;
        foreach (int value in node.Inputs)
        {
            if (!IsVariable(value) || IsShared(node, value))
                continue;
            areSeveral |= only >= 0 && value != only;
            only = only < 0 ? value : only;
            areLinear &= _facts[value].Form is HeadForm.Linear;
        }

        if (only >= 0)
            first = _facts[only];
        return areLinear && only >= 0 ? first
            : only < 0 || areSeveral ? new HeadFact(HeadForm.Features, name)
            : first.Form is HeadForm.Convolved && name is not ("Clip" or "Min") ? first
            : first.Form is HeadForm.Pooled ? first
            : new HeadFact(HeadForm.Features, Rectifiers.Contains(name) ? first.Operator : name);
    }

    /// <summary>
    /// Whether an operand has no batch, as the scale of a DynamicQuantizeLinear: like a constant it is the same for all images.
    /// </summary>
    private bool IsShared(Node node, int value) => node.Operator.Name is "Mul" or "Div" or "Add" or "Sub"
        && ShapeOf(value) is { Rank: <= 1 } shape && ShapeOf(node.Output) is { } result && shape.Rank < result.Rank;

    /// <summary>
    /// What a value was before a QuantizeLinear at its end, since integers in its units are no logits and no probabilities; the value
    /// itself where there is none.
    /// </summary>
    public int BeforeQuantization(int value)
    {
        for (int at = value; _producers.TryGetValue(at, out Node? node) && IsPassing(node); at = node.Inputs[0])
        {
            if (node.Operator.Name == "DequantizeLinear")
                break;
            if (node.Operator.Name == "QuantizeLinear")
                return node.Inputs[0];
        }

        return value;
    }

    /// <summary>Pools over positions: of class maps they make logits, of features an embedding.</summary>
    private static HeadFact FactOfPool(Node node, HeadFact first) => first.Form switch
    {
        HeadForm.Convolved => first with { Form = HeadForm.Pooled },
        HeadForm.Pooled => first,
        HeadForm.Distribution when KeepsClasses(node) && MeanPools.Contains(node.Operator.Name) =>
            first.AsFound(node.Operator.Name, first.Scale),
        HeadForm.Independent when KeepsClasses(node) => first.AsFound(node.Operator.Name, first.Scale),
        HeadForm.Linear or HeadForm.Features or HeadForm.Normalized or HeadForm.Indices =>
            new HeadFact(HeadForm.Features, node.Operator.Name),
        _ => new HeadFact(HeadForm.Derived, node.Operator.Name),
    };

    private static bool KeepsClasses(Node node) => node.Operator switch
    {
        Reduce<MeanReduction> mean => !mean.Axes.IsEmpty && mean.Axes.All(axis => axis >= 2),
        Reduce<MaxReduction> max => !max.Axes.IsEmpty && max.Axes.All(axis => axis >= 2),
        _ => true,
    };

    /// <summary>Whether a view joins channels and positions of a convolution's feature map: these are no class scores.</summary>
    private bool IsFlattenedMap(Node node, HeadFact first) => node.Operator.IsView && first.Form is HeadForm.Convolved
        && ShapeOf(node.Inputs[0]) is { Rank: > 2 } map && Head.ColumnsOf(map) is null
        && ShapeOf(node.Output) is { } result && Head.ColumnsOf(result) is not null;

    /// <summary>The first input that is no constant; the first of all where there is none.</summary>
    private int FirstVariableOf(Node node)
    {
        foreach (int value in node.Inputs)
        {
            if (IsVariable(value))
                return value;
        }

        return node.Inputs[0];
    }

    private bool ReadsProbability(Node node)
    {
        foreach (int value in node.Inputs)
        {
            if (IsVariable(value) && _facts[value].IsProbability)
                return true;
        }

        return false;
    }

    private bool IsVariable(int value) => _graph.Values[value].Constant is null;

    private Shape? ShapeOf(int value) =>
        _graph.Values[value].Constant?.Shape ?? (_shapes is not null && _shapes.TryGetValue(value, out Shape shape) ? shape : null);

    /// <summary>The element of a constant whose elements are all equal; null for other constants and values.</summary>
    private float? ScalarOf(int value)
    {
        if (_graph.Values[value].Constant is not { Count: > 0 and <= LongestScalar } constant)
            return null;
        if (_scalars.TryGetValue(value, out float? known))
            return known;
        float first = constant.AsSpan()[0];
        return _scalars[value] = constant.AsSpan().IndexOfAnyExcept(first) < 0 ? first : null;
    }

    /// <summary>The node that makes a value, behind views, casts, broadcasts and small additions that avoid a division by 0.</summary>
    private Node? ProducerOf(int value) => _makers[value];

    private bool IsGuard(Node node) => node.Operator.Name is "Clip" or "Max" or "Add" && node.Inputs.Count(IsVariable) == 1
        && (node.Operator is Activation<Clip> || node.Inputs.Any(input => ScalarOf(input) is > 0 and < Guard));

    private bool IsNorm(int value)
    {
        Node? node = ProducerOf(value);
        if (node?.Operator.Name is "Sqrt" or "Pow")
            node = ProducerOf(node.Inputs[0]);
        return node?.Operator.Name is "ReduceL2" or "ReduceSumSquare" or "ReduceSum" or "ReduceL1" or "LpNorm";
    }
}
