using NetInsight.Formats.Onnx.Reading;
using NetInsight.Tests.Formats.Onnx;
using static NetInsight.Tests.Models.HeadNetwork;

namespace NetInsight.Tests.Models;

/// <summary>What an output holds is recognised by the operators that make it; probabilities are then the file's own.</summary>
public sealed class HeadTests
{
    private static readonly long[] Classes = [1];

    /// <summary>Heads that are a softmax, with the probabilities that the file's output stands for.</summary>
    private static readonly Dictionary<string, (Action<OnnxBuilder> Tail, Func<double, double> Probability)> Softmaxes = new()
    {
        ["softmax"] = (file => file.Node("Softmax", "g", "y"), y => y),
        ["log-softmax"] = (file => file.Node("LogSoftmax", "g", "y"), Math.Exp),
        ["logarithm"] = (file => file.Node("Softmax", "g", "q").Node("Log", "q", "y"), Math.Exp),
        ["guarded logarithm"] = (
            file => file.Floats("e", [], 1e-7f).Node("Softmax", "g", "q").Node("Add", "q e", "r").Node("Log", "r", "y"), Math.Exp),
        ["exp of log-softmax"] = (file => file.Node("LogSoftmax", "g", "q").Node("Exp", "q", "y"), y => y),
        ["percent"] = (file => file.Floats("k", [1], 100).Node("Softmax", "g", "q").Node("Mul", "q k", "y"), y => y / 100),
        ["divided"] = (file => file.Floats("k", [], 0.5f).Node("Softmax", "g", "q").Node("Div", "q k", "y"), y => y / 2),
        ["temperature"] = (file => file.Floats("k", [], 2.5f).Node("Div", "g k", "t").Node("Softmax", "t", "y"), y => y),
        ["reshaped"] = (file => file.Longs("s", 1, -1).Node("Softmax", "g", "q").Node("Reshape", "q s", "y"), y => y),
        ["clipped"] = (
            file => file.Floats("lo", [], 1e-7f).Floats("hi", [], 1).Node("Softmax", "g", "q").Node("Clip", "q lo hi", "y"), y => y),
        ["decomposed"] = (file => file.Longs("axes", 1).Node("ReduceMax", "g", "m", ("axes", Classes)).Node("Sub", "g m", "d")
            .Node("Exp", "d", "e").Node("ReduceSum", "e axes", "s").Node("Div", "e s", "y"), y => y),
        ["decomposed, unshifted"] = (
            file => file.Longs("axes", 1).Node("Exp", "g", "e").Node("ReduceSum", "e axes", "s").Node("Div", "e s", "y"), y => y),
        ["decomposed, reciprocal"] = (file => file.Longs("axes", 1).Node("Exp", "g", "e").Node("ReduceSum", "e axes", "s")
            .Node("Reciprocal", "s", "r").Node("Mul", "r e", "y"), y => y),
        ["decomposed logarithm"] = (
            file => file.Node("ReduceLogSumExp", "g", "l", ("axes", Classes)).Node("Sub", "g l", "y"), Math.Exp),
        ["mean of two"] = (file => file.Constant("hw", 4, 6).Node("Gemm", "f hw", "h", ("transB", 1L)).Node("Softmax", "g", "q")
            .Node("Softmax", "h", "r").Floats("half", [], 0.5f).Node("Add", "q r", "s").Node("Mul", "s half", "y"), y => y),
        ["decomposed, axis from the end"] = (
            file => file.Longs("axes", -1).Node("Exp", "g", "e").Node("ReduceSum", "e axes", "s").Node("Div", "e s", "y"), y => y),
        ["joined to coarser classes"] = (file => file.Constant("kw", 8, 6).Floats("join", [8, 4],
                1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1)
            .Node("Gemm", "f kw", "h", ("transB", 1L)).Node("Softmax", "h", "q").Node("MatMul", "q join", "y"), y => y),
        ["softmax of class maps"] = (
            file => file.Constant("kw", 4, 6, 1, 1).Node("Conv", "a kw", "k").Node("Softmax", "k", "q", ("axis", 1L))
                .Node("GlobalAveragePool", "q", "r").Node("Flatten", "r", "y"), y => y),
    };

    public static TheoryData<string> SoftmaxNames => [.. Softmaxes.Keys];

    [Theory]
    [MemberData(nameof(SoftmaxNames))]
    public void Probabilities_of_a_softmax_are_the_files_own(string name)
    {
        (Action<OnnxBuilder> tail, Func<double, double> probability) = Softmaxes[name];
        using Model model = Load(4, file => { tail(file); file.Output("y"); });
        Assert.Equal(HeadKind.Softmax, model.Head);
        Assert.Equal(4, model.ClassCount);
        double[] expected = [.. model.Forward(Input).AsSpan().ToArray().Select(value => probability(value))];
        Near(expected, model.Probabilities(Input), 1e-6);
        Assert.Equal(1, expected.Sum(), 5);
        Assert.Contains("Recognised by", model.Summary());
    }

    [Fact]
    public void The_logits_of_a_decomposed_softmax_are_those_before_it()
    {
        foreach (string name in new[] { "decomposed", "decomposed, reciprocal", "percent", "logarithm", "exp of log-softmax" })
        {
            using Model model = Load(4, file => { Softmaxes[name].Tail(file); file.Output("y"); });
            Near(LogitsOf(model), model.Logits(Input), 1e-7);
        }
    }

    /// <summary>Heads of four labels, with the probabilities that the file's output stands for.</summary>
    private static readonly Dictionary<string, (Action<OnnxBuilder> Tail, Func<double, double> Probability)> Sigmoids = new()
    {
        ["sigmoid"] = (file => file.Node("Sigmoid", "g", "y"), y => y),
        ["hard sigmoid"] = (file => file.Node("HardSigmoid", "g", "y"), y => y),
        ["percent"] = (file => file.Floats("k", [], 100).Node("Sigmoid", "g", "q").Node("Mul", "k q", "y"), y => y / 100),
        ["logarithm"] = (file => file.Node("Sigmoid", "g", "q").Node("Log", "q", "y"), Math.Exp),
        ["decomposed"] = (file => file.Floats("one", [], 1).Node("Neg", "g", "n").Node("Exp", "n", "e").Node("Add", "e one", "s")
            .Node("Div", "one s", "y"), y => y),
        ["by tanh"] = (file => file.Floats("half", [], 0.5f).Node("Mul", "g half", "h").Node("Tanh", "h", "t").Node("Mul", "t half", "u")
            .Node("Add", "u half", "y"), y => y),
        ["by tanh, shifted"] = (file => file.Floats("half", [], 0.5f).Floats("one", [], 1).Node("Mul", "g half", "h").Node("Tanh", "h", "t")
            .Node("Add", "one t", "u").Node("Mul", "u half", "y"), y => y),
        ["by the exponential"] = (
            file => file.Floats("one", [], 1).Node("Exp", "g", "e").Node("Add", "one e", "s").Node("Div", "e s", "y"), y => y),
        ["objectness"] = (file => file.Constant("ow", 1, 6).Node("Gemm", "f ow", "o", ("transB", 1L)).Node("Sigmoid", "o", "os")
            .Node("Sigmoid", "g", "q").Node("Mul", "q os", "y"), y => y),
        ["complement"] = (file => file.Floats("one", [], 1).Node("Sigmoid", "g", "q").Node("Sub", "one q", "y"), y => y),
    };

    public static TheoryData<string> SigmoidNames => [.. Sigmoids.Keys];

    [Theory]
    [MemberData(nameof(SigmoidNames))]
    public void Labels_of_sigmoids_have_each_their_own_probability(string name)
    {
        (Action<OnnxBuilder> tail, Func<double, double> probability) = Sigmoids[name];
        using Model model = Load(4, file => { tail(file); file.Output("y"); });
        Assert.Equal(HeadKind.Sigmoid, model.Head);
        double[] expected = [.. model.Forward(Input).AsSpan().ToArray().Select(value => probability(value))];
        Near(expected, model.Probabilities(Input), 1e-6);
        Assert.Equal(4, model.ClassCount);
    }

    [Theory]
    [MemberData(nameof(SigmoidNames))]
    public void One_sigmoid_is_two_classes(string name)
    {
        (Action<OnnxBuilder> tail, Func<double, double> probability) = Sigmoids[name];
        using Model model = Load(1, file => { tail(file); file.Output("y"); });
        double p = probability(model.Forward(Input).AsSpan()[0]);
        Assert.Equal(2, model.ClassCount);
        Near([1 - p, p], model.Probabilities(Input), 1e-6);
    }

    [Fact]
    public void The_scores_of_one_sigmoid_are_minus_x_and_x()
    {
        using Model model = Load(1, file => file.Node("Sigmoid", "g", "y").Output("y"));
        double x = LogitsOf(model)[0];
        Near([-x, x], model.Logits(Input), 1e-7);
    }

    [Fact]
    public void One_minus_p_beside_p_is_a_distribution()
    {
        using Model model = Load(1, file => file.Floats("one", [], 1).Node("Sigmoid", "g", "q").Node("Sub", "one q", "r")
            .Node("Concat", "r q", "y", ("axis", 1L)).Output("y"));
        Assert.Equal((HeadKind.Softmax, 2), (model.Head, model.ClassCount));
        double p = Sigmoid(LogitsOf(model)[0]);
        Near([1 - p, p], model.Probabilities(Input), 1e-6);
    }

    [Fact]
    public void One_column_of_a_softmax_is_a_probability()
    {
        using Model model = Load(4, file => file.Longs("from", 1).Longs("to", 2).Longs("axes", 1).Node("Softmax", "g", "q")
            .Node("Slice", "q from to axes", "y").Output("y"));
        double p = Softmax(LogitsOf(model))[1];
        Near([1 - p, p], model.Probabilities(Input), 1e-6);
    }

    [Fact]
    public void A_probability_may_be_a_vector_over_the_batch()
    {
        using Model squeezed = Load(1, file => file.Longs("axes", 1).Node("Squeeze", "g axes", "s").Node("Sigmoid", "s", "y").Output("y"));
        Assert.Equal((HeadKind.Sigmoid, 2), (squeezed.Head, squeezed.ClassCount));
        double p = Sigmoid(LogitsOf(squeezed)[0]);
        Near([1 - p, p], squeezed.Probabilities(Input), 1e-6);
        TensorProto one = new() { Name = "one", DataType = 7, Int64Data = { 1 } };
        using Model column = Load(4, file =>
        {
            file.Proto.Graph.Initializer.Add(one);
            file.Node("Softmax", "g", "q").Node("Gather", "q one", "y", ("axis", 1L)).Output("y");
        });
        double second = Softmax(LogitsOf(column))[1];
        Near([1 - second, second], column.Probabilities(Input), 1e-6);
        using Model unbatched = Load(4, file => file.Longs("axes", 0).Node("Squeeze", "g axes", "s").Node("Sigmoid", "s", "y").Output("y"));
        Assert.Equal(HeadKind.None, unbatched.Head);
    }

    [Fact]
    public void The_second_of_two_probabilities_of_each_label_is_its_own()
    {
        using Model model = Load(8, file => file.Longs("s", 0, 4, 2).Longs("from", 1).Longs("to", 2).Longs("axis", 2).Longs("flat", 0, 4)
            .Node("Reshape", "g s", "r").Node("Softmax", "r", "q", ("axis", 2L)).Node("Slice", "q from to axis", "second")
            .Node("Reshape", "second flat", "y").Output("y"));
        Assert.Equal((HeadKind.Sigmoid, 4), (model.Head, model.ClassCount));
        double[] g = LogitsOf(model);
        Near([.. Enumerable.Range(0, 4).Select(label => Sigmoid(g[2 * label + 1] - g[2 * label]))], model.Probabilities(Input), 1e-6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sums_over_another_axis_than_the_classes_make_no_softmax(bool overBatch)
    {
        using Model model = Load(4, file => file.Longs("s", 1, 4, 1).Longs("axes", overBatch ? -3 : 2).Node("Reshape", "g s", "r")
            .Node("Exp", "r", "e").Node("ReduceSum", "e axes", "u").Node("Div", "e u", "y").Output("y"));
        Assert.Equal([1, 1, 1, 1], model.Forward(Input).AsSpan());
        Assert.Equal(HeadKind.None, model.Head);
    }

    [Fact]
    public void A_softmax_of_old_opsets_over_the_dimensions_behind_the_classes_is_none()
    {
        OnnxBuilder file = new OnnxBuilder(11).Input("x", 1, 3, 6, 6).Constant("w", 4, 3, 1, 1).Node("Conv", "x w", "c")
            .Node("GlobalAveragePool", "c", "g").Node("Softmax", "g", "y", ("axis", 2L)).Output("y");
        using Model model = Load(file);
        Assert.Equal([1, 1, 1, 1], model.Forward(Input).AsSpan());
        Assert.Equal(HeadKind.None, model.Head);
    }

    [Theory]
    [InlineData(1, -1, 1, 1)]
    [InlineData(1, 0.5, 1, 1)]
    public void Probabilities_times_any_other_matrix_are_scores(float a, float b, float c, float d)
    {
        using Model model = Load(2, file => file.Floats("k", [2, 2], a, b, c, d).Node("Softmax", "g", "q").Node("MatMul", "q k", "y")
            .Output("y"));
        Assert.Equal(HeadKind.Logits, model.Head);
    }

    [Fact]
    public void Logits_are_those_before_the_output_is_quantised()
    {
        using Model model = Load(4, file =>
        {
            file.Proto.Graph.Initializer.Add(new TensorProto { Name = "zero", DataType = 2, Int32Data = { 128 } });
            file.Floats("step", [], 0.05f).Node("QuantizeLinear", "g step zero", "y").Output("y");
            file.Proto.Graph.Output[0].Type.TensorType.ElemType = 2;
        });
        Assert.Contains(model.Forward(Input).AsSpan().ToArray(), value => value > 50);
        Near(LogitsOf(model), model.Logits(Input), 1e-7);
        Near(Softmax(LogitsOf(model)), model.Probabilities(Input), 1e-6);
    }

    [Fact]
    public void A_product_of_dynamically_quantised_integers_is_logits()
    {
        TensorProto weights = new() { Name = "wq", DataType = 3, Dims = { 6, 4 } };
        weights.Int32Data.AddRange(Enumerable.Range(0, 24).Select(i => 37 * i % 200 - 100));
        using Model model = Load(4, file =>
        {
            file.Proto.Graph.Initializer.Add(weights);
            file.Floats("ws", [4], 0.01f, 0.02f, 0.01f, 0.03f).Constant("bias", 4).Node("DynamicQuantizeLinear", "f", "fq fs fz")
                .Node("MatMulInteger", "fq wq fz", "i").Node("Cast", "i", "r", ("to", 1L)).Node("Mul", "fs ws", "s")
                .Node("Mul", "s r", "m").Node("Add", "bias m", "y").Output("y");
        });
        Assert.Equal((HeadKind.Logits, 4), (model.Head, model.ClassCount));
        Near(Softmax(model.Forward(Input).AsSpan().ToArray().Select(x => (double)x)), model.Probabilities(Input), 1e-6);
    }

    [Fact]
    public void Logits_get_their_softmax()
    {
        using Model model = Load(4, file => file.Floats("k", [], 2).Node("Div", "g k", "y").Output("y"));
        Assert.Equal(HeadKind.Logits, model.Head);
        Near(Softmax(LogitsOf(model).Select(x => x / 2)), model.Probabilities(Input), 1e-6);
    }

    [Fact]
    public void Class_maps_averaged_over_positions_are_logits()
    {
        using Model model = Load(1, file => file.Constant("kw", 5, 6, 1, 1).Node("Conv", "a kw", "k").Node("Relu", "k", "kr")
            .Node("GlobalAveragePool", "kr", "r").Node("Flatten", "r", "y").Output("y"));
        Assert.Equal((HeadKind.Logits, 5), (model.Head, model.ClassCount));
    }

    /// <summary>Outputs without classes, with a word of the refusal.</summary>
    private static readonly Dictionary<string, (Action<OnnxBuilder> Tail, string Word)> Others = new()
    {
        ["unit length"] = (file => file.Node("ReduceL2", "g", "n", ("axes", Classes)).Node("Div", "g n", "y"), "embedding"),
        ["batch normalisation"] = (file => file.Floats("s", [4], 1, 1, 1, 1).Floats("b", [4], 0, 0, 0, 0)
            .Node("BatchNormalization", "g s b b s", "y"), "embedding"),
        ["feature map"] = (file => file.Node("Identity", "a", "y"), "1x6x4x4"),
        ["flattened map"] = (file => file.Node("Flatten", "a", "y"), "feature map"),
        ["tanh"] = (file => file.Node("Tanh", "g", "y"), "Tanh"),
        ["max-pooled"] = (file => file.Node("MaxPool", "a", "m", ("kernel_shape", new long[] { 4, 4 })).Node("Tanh", "m", "y"), "Tanh"),
        ["twice tanh and a half"] = (file => file.Floats("two", [], 2).Floats("half", [], 0.5f).Node("Tanh", "g", "t")
            .Node("Mul", "t two", "u").Node("Add", "u half", "y"), "Add"),
        ["softmax over the batch"] = (file => file.Node("Softmax", "g", "y", ("axis", 0L)), "another axis"),
        ["weighted softmax"] = (file => file.Constant("w", 4).Node("Softmax", "g", "q").Node("Mul", "q w", "y"), "not followed"),
        ["boxes"] = (file => file.Longs("s", 1, 2, 2).Node("Reshape", "g s", "y"), "1x2x2"),
    };

    public static TheoryData<string> OtherNames => [.. Others.Keys];

    [Theory]
    [MemberData(nameof(OtherNames))]
    public void What_holds_no_classes_is_refused_with_what_it_is(string name)
    {
        using Model model = Load(4, file => { Others[name].Tail(file); file.Output("y"); });
        Assert.Equal(HeadKind.None, model.Head);
        Assert.Null(model.ClassCount);
        string message = Assert.Throws<InvalidOperationException>(() => model.Probabilities(Input)).Message;
        Assert.Contains("no classifier", message);
        Assert.Contains(Others[name].Word, message);
        Assert.Contains(message[(message.IndexOf(':') + 2)..], model.Summary());
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => Occlusion.Compute(model, Input)).Message);
    }

    [Fact]
    public void Outputs_called_landmarks_are_no_logits()
    {
        using Model model = Load(4, file => file.Node("Identity", "g", "landmarks").Output("landmarks"));
        Assert.Contains("landmarks", Assert.Throws<InvalidOperationException>(() => model.Logits(Input)).Message);
    }

    [Fact]
    public void One_score_is_refused_until_its_meaning_is_chosen()
    {
        Action<OnnxBuilder> tail = file => file.Node("Identity", "g", "y").Output("y");
        using Model refused = Load(1, tail), chosen = Load(1, tail, new ModelOptions { Head = HeadKind.SigmoidLogits });
        string message = Assert.Throws<InvalidOperationException>(() => refused.Probabilities(Input)).Message;
        Assert.Contains("ModelOptions.Head = HeadKind.SigmoidLogits", message);
        double p = Sigmoid(LogitsOf(chosen)[0]);
        Near([1 - p, p], chosen.Probabilities(Input), 1e-6);
        using Model softmax = Load(1, file => file.Node("Softmax", "g", "y").Output("y"));
        Assert.Contains("always 1", Assert.Throws<InvalidOperationException>(() => softmax.Probabilities(Input)).Message);
    }

    [Fact]
    public void Options_override_what_is_recognised()
    {
        Action<OnnxBuilder> tail = file => file.Floats("w", [4], 1, 1, 1, 0.5f)
            .Node("Softmax", "g", "q").Node("Mul", "q w", "y").Output("y");
        using Model asIs = Load(4, tail, new ModelOptions { Head = HeadKind.Sigmoid });
        Assert.Equal(asIs.Forward(Input).AsSpan(), asIs.Probabilities(Input).AsSpan());
        using Model logits = Load(4, tail, new ModelOptions { Head = HeadKind.Logits });
        Near(Softmax(logits.Forward(Input).AsSpan().ToArray().Select(x => (double)x)), logits.Probabilities(Input), 1e-6);
        using Model none = Load(4, file => file.Node("Softmax", "g", "y").Output("y"), new ModelOptions { Head = HeadKind.None });
        Assert.Contains("ModelOptions.Head says None", Assert.Throws<InvalidOperationException>(() => none.Logits(Input)).Message);
        using Model wrong = Load(4, file => file.Floats("k", [], 9).Node("Mul", "g k", "y").Output("y"), new() { Head = HeadKind.Softmax });
        Assert.Contains("Logits", Assert.Throws<InvalidOperationException>(() => wrong.Probabilities(Input)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelOptions { Head = (HeadKind)5 });
    }

    [Fact]
    public void Occlusion_of_one_sigmoid_is_not_zero()
    {
        using Model model = Load(1, file => file.Node("Sigmoid", "g", "y").Output("y"));
        OcclusionOptions options = new() { Windows = [new OcclusionWindow(2, 2)], Fill = Fill.Black };
        OcclusionMap map = Occlusion.Compute(model, Input, Target.TopClass(ClassScore.Probability), options);
        Assert.Equal(2, map.ClassCount);
        Assert.Equal(1, map.BaseProbability(0) + map.BaseProbability(1), 6);
        Assert.Contains(map.Drop(1).Values.ToArray(), drop => Math.Abs(drop) > 1e-4);
        Assert.Equal(Sigmoid(LogitsOf(model)[0]), map.BaseProbability(1), 6);
    }

    [Fact]
    public void Labels_of_a_multi_label_network_are_ranked_by_their_own_probabilities()
    {
        ModelOptions options = new() { Labels = new Labels(["a", "b", "c", "d"]) };
        using Model model = Load(4, file => file.Node("Sigmoid", "g", "y").Output("y"), options);
        IReadOnlyList<Prediction> predictions = model.Classify(Image(), 4);
        Assert.Equal(predictions.OrderByDescending(prediction => prediction.Probability), predictions);
        Assert.All(predictions, prediction => Assert.Equal(Sigmoid(prediction.Logit), prediction.Probability, 5));
        Assert.Equal(["a", "b", "c", "d"], predictions.Select(prediction => prediction.Label).Order());
    }

    private static RgbImage Image() =>
        RgbImage.FromPixels([.. Enumerable.Range(0, 3 * 36).Select(i => (byte)(i * 7))], 6, 6, PixelLayout.Rgb24);

    private static void Near(IEnumerable<double> expected, Tensor actual, double tolerance)
    {
        double[] values = [.. expected];
        Assert.Equal(values.Length, actual.Count);
        for (int i = 0; i < values.Length; i++)
            Assert.Equal(values[i], actual.AsSpan()[i], tolerance);
    }
}
