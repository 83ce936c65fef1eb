using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using CsCheck;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Tensors;
using NetInsight.Tests.Execution;

namespace NetInsight.Tests.Graphs;

/// <summary>Two networks that differ in anything that changes a result never share a fingerprint.</summary>
public sealed class GraphFingerprintTests
{
    [Fact]
    public void Of_random_graphs_every_change_of_a_constant_an_operator_or_the_wiring_is_seen() =>
        RandomGraph.Any.Select(Gen.Int[0, 1000], (graph, choice) => (graph, choice)).Sample(
            sample =>
            {
                Graph graph = sample.graph.Graph;
                int value = graph.Outputs[0];
                string before = Of(graph, value);
                Assert.Equal(before, Of(graph, value));
                foreach (Graph changed in Changes(graph, value, sample.choice))
                    Assert.NotEqual(before, Of(changed, value));
            },
            iter: 200,
            threads: 1);

    [Fact]
    public void Names_do_not_count()
    {
        Graph graph = Difference(swapped: false);
        Graph renamed = graph with
        {
            Nodes = [.. graph.Nodes.Select(node => node with { Name = $"other {node.Name}" })],
            Values = [.. graph.Values.Select(value => value with { Name = $"other {value.Name}" })],
        };
        Assert.Equal(Of(graph, graph.Outputs[0]), Of(renamed, graph.Outputs[0]));
    }

    [Fact]
    public void The_order_of_operands_counts()
    {
        Graph one = Difference(swapped: false), other = Difference(swapped: true);
        Assert.NotEqual(Of(one, one.Outputs[0]), Of(other, other.Outputs[0]));
    }

    [Fact]
    public void What_a_layer_does_not_depend_on_does_not_count()
    {
        Graph graph = Difference(swapped: false);
        int first = graph.Nodes[0].Output;
        Graph other = graph with { Nodes = [.. graph.Nodes[..^1], graph.Nodes[^1] with { Operator = new Arithmetic<Add>() }] };
        Assert.Equal(Of(graph, first), Of(other, first));
        Assert.NotEqual(Of(graph, graph.Outputs[0]), Of(other, graph.Outputs[0]));
    }

    [Fact]
    public void The_current_culture_does_not_count()
    {
        Graph graph = Difference(swapped: false)
            .Rewrite(op => op is Activation<Relu> ? new Activation<LeakyRelu>(new LeakyRelu(0.25f)) : op);
        string expected = Of(graph, graph.Outputs[0]);
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(expected, Of(graph, graph.Outputs[0]));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    /// <summary>
    /// Operators enter a fingerprint as their text, which prints public properties: so each field of an operator must be one, of a type
    /// that prints its value.
    /// </summary>
    [Fact]
    public void All_that_an_operator_holds_is_printed()
    {
        Type[] operators =
        [
            .. typeof(Operator).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(Operator)) && !type.IsAbstract)
                .Where(type => !type.IsAssignableTo(typeof(CpuPackedOperator)) && !type.IsAssignableTo(typeof(GpuPackedOperator))),
        ];
        Type[] rules =
        [
            .. typeof(Operator).Assembly.GetTypes().Where(type => type.IsValueType && type.IsAssignableTo(typeof(IActivation))),
        ];
        Assert.True(operators.Length > 40 && rules.Length > 15, $"only {operators.Length} operators, {rules.Length} activations");
        Assert.Empty(operators.Concat(rules).SelectMany(type => Unprinted(type, type.Name)));
    }

    /// <summary>Attributes that only fusion sets, never a network.</summary>
    private static readonly string[] MadeByFusion =
        ["Conv.Affine", "Conv.InputScale", "ConvTranspose.InputScale", "ConcatBatchNormalization.Affine", "ConvTranspose.Affine"];

    private static IEnumerable<string> Unprinted(Type type, string path)
    {
        foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            string name = field.Name.Split('<', '>') is ["", var property, ..] ? property : field.Name;
            string at = $"{path}.{name}";
            Type held = Nullable.GetUnderlyingType(field.FieldType) ?? field.FieldType;
            if (MadeByFusion.Contains(at))
                continue;
            if (!field.IsPublic && type.GetProperty(name)?.GetMethod is not { IsPublic: true })
                yield return $"{at} is not printed";
            else if (held.IsGenericType && held.GetGenericTypeDefinition() == typeof(EquatableArray<>))
                held = held.GetGenericArguments()[0];
            if (held.IsGenericParameter || held.IsPrimitive || held.IsEnum || held == typeof(string) || held == typeof(Shape))
                continue;
            bool isRecord = held.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null;
            foreach (string inner in isRecord ? Unprinted(held, at) : [$"{at} prints no value of {held.Name}"])
                yield return inner;
        }
    }

    private static string Of(Graph graph, int value)
    {
        using GraphFingerprint fingerprint = new();
        fingerprint.Add(graph, value, TestContext.Current.CancellationToken);
        return fingerprint.Finish();
    }

    /// <summary>relu(x) - sigmoid(x), or the other way round.</summary>
    private static Graph Difference(bool swapped) => new(
        [new("x"), new("a"), new("b"), new("y")],
        [new GraphInput(0, [null, 3])],
        [
            new("a", new Activation<Relu>(), [0], 1),
            new("b", new Activation<Sigmoid>(), [0], 2),
            new("y", new Arithmetic<Sub>(), swapped ? [2, 1] : [1, 2], 3),
        ],
        [3]);

    /// <summary>One constant's bit, one operator and one operand changed, among those that the value depends on.</summary>
    private static IEnumerable<Graph> Changes(Graph graph, int value, int choice)
    {
        bool[] isNeeded = ShapeInference.NeededFor(graph, new HashSet<int> { value });
        int[] needed = [.. Enumerable.Range(0, graph.Nodes.Length).Where(index => isNeeded[index])];
        if (needed is [])
            yield break;
        int at = needed[choice % needed.Length];
        Node node = graph.Nodes[at];
        yield return graph with { Nodes = graph.Nodes.SetItem(at, node with { Operator = new Activation<Mish>() }) };

        int other = node.Inputs[0] == graph.Inputs[0].Value ? node.Output : graph.Inputs[0].Value;
        if (other != node.Output)
            yield return graph with { Nodes = graph.Nodes.SetItem(at, node with { Inputs = node.Inputs.SetItem(0, other) }) };

        foreach (int input in node.Inputs.Where(input => graph.Values[input].Constant is { Count: > 0 }).Take(1))
        {
            Tensor constant = graph.Values[input].Constant!;
            Tensor changed = new(constant.Shape, constant.AsSpan());
            changed.AsSpan()[choice % changed.Count] = MathF.BitIncrement(changed.AsSpan()[choice % changed.Count]);
            yield return graph with { Values = graph.Values.SetItem(input, graph.Values[input] with { Constant = changed }) };
        }

        ImmutableArray<int?> dimensions = [.. graph.Inputs[0].Dimensions, 77];
        yield return graph with { Inputs = graph.Inputs.SetItem(0, graph.Inputs[0] with { Dimensions = dimensions }) };
    }
}
