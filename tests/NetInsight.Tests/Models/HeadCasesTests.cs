using System.Globalization;

namespace NetInsight.Tests.Models;

/// <summary>The networks of <c>shared/cases/users/head</c>: the probabilities are those that their outputs stand for.</summary>
public sealed class HeadCasesTests
{
    /// <summary>Each case with the output to compare, and the probabilities that its values stand for.</summary>
    private static readonly Dictionary<string, (string Output, Func<double[], double[]> Probabilities)> Cases = new()
    {
        ["embedding_then_logits"] = ("y", HeadNetwork.Softmax),
        ["label_then_probabilities"] = ("p", Same),
        ["logits_4d"] = ("y", HeadNetwork.Softmax),
        ["logits_then_aux"] = ("y", HeadNetwork.Softmax),
        ["logsoftmax"] = ("y", Exp),
        ["names_netinsight"] = ("y", Same),
        ["names_ultralytics"] = ("y", Same),
        ["relu_after_logits"] = ("y", HeadNetwork.Softmax),
        ["sigmoid_multilabel"] = ("y", Same),
        ["sigmoid_one"] = ("y", y => [1 - y[0], y[0]]),
        ["softmax_decomposed"] = ("y", Same),
        ["softmax_scaled"] = ("y", y => [.. y.Select(value => value / 100)]),
        ["softmax_then_cast"] = ("y", Same),
        ["softmax_then_log"] = ("y", Exp),
        ["temperature"] = ("y", HeadNetwork.Softmax),
        ["winml_bgr_0_255"] = ("y", Same),
        ["zipmap_customvision"] = ("p", Same),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Probabilities_are_those_of_the_file(string name)
    {
        (string output, Func<double[], double[]> expected) = Cases[name];
        using Model model = Load(name);
        double[] probabilities = expected(ValuesOf(name, output));
        Tensor actual = model.Probabilities(Input(16));
        Near.Absolute([.. probabilities.Select(value => (float)value)], actual.AsSpan(), 1e-5);
        Assert.Equal(probabilities.Length, model.ClassCount);
    }

    [Fact]
    public void One_logit_is_refused_until_its_meaning_is_chosen()
    {
        using Model refused = Load("logit_one"), chosen = Load("logit_one", new ModelOptions { Head = HeadKind.SigmoidLogits });
        Assert.Contains("ModelOptions.Head", Assert.Throws<InvalidOperationException>(() => refused.Probabilities(Input(16))).Message);
        double p = HeadNetwork.Sigmoid(ValuesOf("logit_one", "y")[0]);
        Near.Absolute([(float)(1 - p), (float)p], chosen.Probabilities(Input(16)).AsSpan(), 1e-5);
    }

    [Fact]
    public void An_embedding_is_refused()
    {
        using Model model = Load("normalised_embedding");
        Assert.Contains("embedding", Assert.Throws<InvalidOperationException>(() => model.Probabilities(Input(16))).Message);
    }

    [Theory]
    [InlineData("softmax_then_argmax")]
    [InlineData("topk_inside")]
    public void Under_labels_lie_probabilities(string name)
    {
        using Model model = Load(name);
        float[] probabilities = model.Probabilities(Input(16)).AsSpan().ToArray();
        Assert.Equal(1, probabilities.Sum(), 5);
        int best = Array.IndexOf(probabilities, probabilities.Max());
        Assert.Equal(best, ValuesOf(name, name == "topk_inside" ? "i" : "y")[0]);
    }

    [Theory]
    [InlineData("embedding_then_logits", "emb", 6)]
    [InlineData("logits_then_aux", "aux", 4)]
    [InlineData("label_then_probabilities", "p", 4)]
    public void Outputs_are_chosen_by_name(string name, string output, int count)
    {
        using Model model = Load(name, new ModelOptions { Output = output });
        Assert.Equal(count, model.Forward(Input(16)).Count);
        Near.Absolute(
            [.. ValuesOf(name, output).Select(value => (float)value)], model.Forward(Input(16)).AsSpan(), 1e-5);
    }

    [Theory]
    [InlineData("names_ultralytics", "barn owl")]
    [InlineData("names_netinsight", "owl")]
    [InlineData("zipmap_customvision", "owl")]
    public void Labels_are_those_of_the_file(string name, string last)
    {
        using Model model = Load(name);
        Assert.Equal(["cat", "dog", "fox", last], model.Labels!);
    }

    [Fact]
    public void Occlusion_of_one_output_is_not_zero()
    {
        using Model model = Load("sigmoid_one");
        OcclusionMap map = Occlusion.Compute(model, Input(16), Target.TopClass(ClassScore.Probability));
        Assert.Contains(map.Drop(1).Values.ToArray(), drop => Math.Abs(drop) > 1e-4);
    }

    private static Model Load(string name, ModelOptions? options = null)
    {
        string path = SharedFiles.Require($"cases/users/head/{name}.onnx");
        try
        {
            return Model.Load(path, options);
        }
        catch (UnsupportedOperatorException e)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }

    private static double[] ValuesOf(string name, string output)
    {
        string line = File.ReadLines(SharedFiles.Require($"cases/users/head/{name}.expected.txt"))
            .First(line => line.StartsWith($"output {output} ", StringComparison.Ordinal));
        return
        [
            .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(3)
                .Select(text => double.Parse(text, CultureInfo.InvariantCulture)),
        ];
    }

    /// <summary>The input of all cases: a linear congruential generator, as the first line of expected.txt says.</summary>
    private static Tensor Input(int size)
    {
        float[] values = new float[3 * size * size];
        uint seed = 12345;
        for (int i = 0; i < values.Length; i++)
        {
            seed = unchecked(seed * 1664525 + 1013904223);
            values[i] = (seed >> 8) / 16777216f;
        }

        return new Tensor(new Shape(1, 3, size, size), values);
    }

    private static double[] Same(double[] values) => values;

    private static double[] Exp(double[] values) => [.. values.Select(Math.Exp)];
}
