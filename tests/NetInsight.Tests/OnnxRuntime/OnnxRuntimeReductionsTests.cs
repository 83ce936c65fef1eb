using CsCheck;
using NetInsight.Execution.Running;
using NetInsight.Formats.Onnx;
using NetInsight.Graphs;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.OnnxRuntime;

/// <summary>Reductions and normalisations, against ONNX Runtime on the same bytes, as in <see cref="OnnxRuntimeTests"/>.</summary>
public sealed class OnnxRuntimeReductionsTests
{
    private const int Samples = 40;

    /// <summary>
    /// Axes as an attribute and as an input: ReduceSum changed with opset 13, the others with 18. Logarithms are taken of positive values,
    /// products of values near 1: other products quickly become subnormal floats, which have fewer digits.
    /// </summary>
    [Theory]
    [InlineData("ReduceSum")]
    [InlineData("ReduceMean")]
    [InlineData("ReduceMax")]
    [InlineData("ReduceMin")]
    [InlineData("ReduceProd")]
    [InlineData("ReduceSumSquare")]
    [InlineData("ReduceL1")]
    [InlineData("ReduceL2")]
    [InlineData("ReduceLogSum")]
    [InlineData("ReduceLogSumExp")]
    public void Reductions_agree(string type) =>
        (from opset in Gen.OneOf(11, 13, 18)
         from extents in Gen.Int[1, 5].Array[1, 5]
         from chosen in Gen.Int[0, (1 << extents.Length) - 1]
         from fromEnd in Gen.Bool
         from keeps in Gen.Int[0, 1]
         from noop in Gen.Int[0, 1]
         let positive = Enumerable.Range(0, extents.Length).Where(axis => (chosen >> axis & 1) != 0)
         let axes = positive.Select(axis => (long)(fromEnd ? axis - extents.Length : axis)).ToArray()
         select Reduction(type, opset, extents, axes, keeps, noop)).Sample(Agreement.Check, iter: 2 * Samples, threads: 1);

    [Theory]
    [InlineData("ArgMax")]
    [InlineData("ArgMin")]
    public void Indices_of_maxima_and_minima_agree(string type) =>
        (from opset in Gen.OneOf(12, 13, 18)
         from extents in Gen.Int[1, 6].Array[1, 4]
         from axis in Gen.Int[-extents.Length, extents.Length - 1]
         from keeps in Gen.Int[0, 1]
         from last in Gen.Int[0, 1]
         select (opset, extents, axis, keeps, last))
        .Sample(test => AgreeOnIndices(type, test.opset, test.extents, test.axis, test.keeps, test.last), iter: Samples, threads: 1);

    [Fact]
    public void Layer_normalisation_agrees() =>
        (from extents in Gen.Int[1, 6].Array[1, 4]
         from axis in Gen.Int[-extents.Length, extents.Length - 1]
         from shift in Gen.Bool
         select LayerNorm(extents, axis, extents[((axis + extents.Length) % extents.Length)..], shift))
        .Sample(Agreement.Check, iter: 2 * Samples, threads: 1);

    [Theory]
    [InlineData(1, 5)]
    [InlineData(4, 1)]
    [InlineData(3, 1, 1)]
    [InlineData(2, 1, 4, 5)]
    public void Parameters_of_a_layer_normalisation_broadcast(params int[] parameter) =>
        Agreement.Check(LayerNorm([2, 3, 4, 5], 2, parameter, true));

    [Fact]
    public void Instance_normalisation_agrees() =>
        (from n in Gen.Int[1, 3]
         from c in Gen.Int[1, 9]
         from extents in Gen.Int[1, 6].Array[1, 3]
         from opset in Gen.OneOf(6, 13, 22)
         select Norm("InstanceNormalization", opset, [n, c, .. extents], c, ("epsilon", 0.01f)))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void Group_normalisation_agrees() =>
        (from n in Gen.Int[1, 3]
         from groups in Gen.Int[1, 4]
         from each in Gen.Int[1, 4]
         from extents in Gen.Int[1, 6].Array[1, 3]
         from opset in Gen.OneOf(18, 21)
         let parameters = opset < 21 ? groups : groups * each
         select Norm(
            "GroupNormalization", opset, [n, groups * each, .. extents], parameters, ("epsilon", 0.01f), ("num_groups", groups)))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void A_mean_of_several_tensors_agrees() =>
        (from c in Gen.Int[1, 9] from count in Gen.Int[1, 4] from opset in Gen.OneOf(8, 13) select Mean(opset, c, count))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    private static OnnxBuilder Builder(int opset, int[] extents) =>
        new OnnxBuilder(opset).Input("x", [-1, .. extents.Skip(1).Select(extent => (long)extent)]).Output("y");

    private static (OnnxBuilder, Shape) Reduction(string type, int opset, int[] extents, long[] axes, int keeps, int noop)
    {
        OnnxBuilder model = Builder(opset, extents);
        bool isInput = opset >= (type == "ReduceSum" ? 13 : 18);
        List<(string, object)> attributes = [("keepdims", keeps)];
        if (isInput)
            attributes.Add(("noop_with_empty_axes", noop));
        else if (axes.Length > 0)
            attributes.Add(("axes", axes));
        if (isInput)
            model.Longs("axes", axes);
        string source = type switch
        {
            "ReduceLogSum" => "positive",
            "ReduceProd" => "near1",
            _ => "x",
        };
        model.Floats("hundredth", [], 0.01f);
        if (source == "positive")
            model.Node("Exp", "x", source);
        if (source == "near1")
            model.Node("Mul", "x hundredth", "m").Node("Exp", "m", source);
        return (model.Node(type, isInput ? $"{source} axes" : source, "y", [.. attributes]), new Shape(extents));
    }

    /// <summary>Indices are integers in ONNX Runtime and floats here, so its model ends in a Cast. Rounding the input makes ties.</summary>
    private static void AgreeOnIndices(string type, int opset, int[] extents, int axis, int keeps, int last)
    {
        (string, object)[] attributes = [("axis", axis), ("keepdims", keeps), ("select_last_index", last)];
        byte[] ours = Builder(opset, extents).Node(type, "x", "y", attributes).ToBytes();
        byte[] theirs = Builder(opset, extents).Node(type, "x", "i", attributes).Node("Cast", "i", "y", ("to", 1)).ToBytes();
        Tensor input = HashFill.Uniform("input", new Shape(extents), -2, 2);
        foreach (ref float value in input.AsSpan())
            value = MathF.Round(value);
        Graph graph = OnnxReader.Read(ours, "test", LoadLimits.Default).Graph;
        int output = graph.Outputs[0];
        Engine engine = new(graph, 2, long.MaxValue);
        Tensor actual = engine.Run([input], new HashSet<int> { output }, new HashSet<int>(), null, CancellationToken.None)[output];
        Near.Relative(Peer.Run(theirs, input), actual, Tolerances.Exact);
    }

    private static (OnnxBuilder, Shape) LayerNorm(int[] extents, int axis, int[] parameter, bool shift)
    {
        // normalising over the batch fixes the parameters' shape, so the batch is not open
        OnnxBuilder model = new OnnxBuilder(17).Input("x", [.. extents.Select(extent => (long)extent)]).Output("y");
        model.Constant("scale", parameter);
        model.Constant("shift", parameter);
        return (model.Node("LayerNormalization", shift ? "x scale shift" : "x scale", "y", ("axis", axis), ("epsilon", 0.01f)),
            new Shape(extents));
    }

    private static (OnnxBuilder, Shape) Norm(string type, int opset, int[] extents, int parameters, params (string, object)[] attributes)
    {
        OnnxBuilder model = Builder(opset, extents);
        model.Constant("scale", parameters);
        model.Constant("shift", parameters);
        return (model.Node(type, "x scale shift", "y", attributes), new Shape(extents));
    }

    private static (OnnxBuilder, Shape) Mean(int opset, int c, int count)
    {
        OnnxBuilder model = Builder(opset, [2, c, 3, 4]);
        model.Constant("w1", c, 1, 4);
        model.Constant("w2", 1);
        model.Constant("w3", 1, c, 3, 1);
        return (model.Node("Mean", string.Join(' ', new[] { "x", "w1", "w2", "w3" }.Take(count)), "y"), new Shape(2, c, 3, 4));
    }
}
