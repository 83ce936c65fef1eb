using System.Globalization;
using System.Runtime.InteropServices;
using NetInsight.Execution.Running;
using NetInsight.Formats.Onnx;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Graphs;

namespace NetInsight.Tests.Cases;

/// <summary>
/// Small networks in the forms that users' files have, and conformance cases beyond ONNX's node suite, which lie beside the repository:
/// what NetInsight computes is held against ONNX Runtime's results, which lie there too. The counts are printed.
/// </summary>
public sealed class UserCaseTests(ITestOutputHelper output)
{
    /// <summary>Cases that NetInsight does not compute yet. One that it computes must not stand here.</summary>
    private static readonly HashSet<string> StillRefused = [];

    /// <summary>Cases whose results are not those of ONNX Runtime yet, with the reason. One that is right must not stand here.</summary>
    private static readonly Dictionary<string, string> StillWrong = new()
    {
        ["half/all"] = "ONNX Runtime computes in 16-bit floats, NetInsight the same weights in 32-bit floats: 2.2e-4 apart",
        ["op/mean_variance_normalization"] = "ONNX Runtime's variance, E[x^2] - E[x]^2 in floats, falls below 0 and gives NaN",
    };

    private enum Verdict
    {
        Right,
        Refused,
        Wrong,
    }

    [Fact]
    public void Users_networks_give_what_ONNX_Runtime_gives()
    {
        string root = SharedFiles.Require("cases/users");
        string[] files = [.. Directory.GetFiles(root, "*.expected.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Dictionary<string, (Verdict, string)> results = [];
        foreach (string file in files)
        {
            string[] lines = File.ReadAllLines(file);
            if (lines.Any(line => line.StartsWith("output ", StringComparison.Ordinal)))            // ONNX Runtime refuses the others
                results[NameOf(StemOf(file), root)] = Judge(() => RunUserCase(StemOf(file) + ".onnx", lines));
        }

        Report("users' networks", results);
    }

    [Fact]
    public void Conformance_cases_pass()
    {
        string root = SharedFiles.Require("cases/onnx");
        Report("conformance cases", Directory.GetDirectories(root)
            .ToDictionary(folder => $"onnx/{Path.GetFileName(folder)}", folder => Judge(() => RunConformanceCase(folder))));
    }

    private void Report(string what, Dictionary<string, (Verdict Verdict, string Reason)> results)
    {
        string[] Of(Verdict verdict) =>
            [.. results.Where(result => result.Value.Verdict == verdict).Select(result => result.Key).Order(StringComparer.Ordinal)];
        string count = $"{what}: {Of(Verdict.Right).Length} right, {Of(Verdict.Refused).Length} refused, {Of(Verdict.Wrong).Length} wrong";
        output.WriteLine(count);
        Console.WriteLine(count);
        foreach ((string name, (Verdict verdict, string reason)) in results.Where(result => result.Value.Verdict != Verdict.Right))
            output.WriteLine($"{name}: {verdict}: {reason}");
        Assert.NotEmpty(results);
        AssertSame(Of(Verdict.Refused), StillRefused.Where(results.ContainsKey), "refused", results);
        AssertSame(Of(Verdict.Wrong), StillWrong.Keys.Where(results.ContainsKey), "wrong", results);
    }

    private static void AssertSame(
        string[] actual, IEnumerable<string> listed, string what, Dictionary<string, (Verdict, string Reason)> results)
    {
        string[] added = [.. actual.Except(listed).Select(name => $"{name} is {what}: {results[name].Reason}")],
            gone = [.. listed.Except(actual).Select(name => $"{name} is listed, but not {what} any more")];
        Assert.True(added.Length + gone.Length == 0, string.Join('\n', added.Concat(gone)));
    }

    /// <summary>
    /// The chosen output of a network, through the public model, on the inputs that the expected results are for: all but the first are
    /// given as constants, and an NHWC input in the order in which the model takes it.
    /// </summary>
    private static (Tensor Expected, Tensor Actual) RunUserCase(string path, string[] lines)
    {
        string[][] inputs = [.. lines.Where(line => line.StartsWith("input ", StringComparison.Ordinal)).Select(line => line.Split(' '))];
        string[][] outputs = [.. lines.Where(line => line.StartsWith("output ", StringComparison.Ordinal)).Select(line => line.Split(' '))];
        Dictionary<string, Tensor> values = [];
        foreach (string[] input in inputs)
            values[input[1]] = InputOf(ShapeOf(input[3]), input[2] is not ("Float" or "Double" or "Float16"));

        ModelOptions options = new()
        {
            Inputs = values.Where(value => value.Key != inputs[0][1]).ToDictionary(value => value.Key, value => value.Value),
        };
        using Model model = Model.Load(path, options);
        Tensor image = values[inputs[0][1]];
        // Labels beside the probabilities are no output of ours, and a file's first output need not be the one that is chosen.
        string[] expected = Array.Find(outputs, words => words[1] == model.Output.Name) ?? outputs[0];
        Tensor prepared = AsNchw(image, model);
        Tensor actual = expected[1] == model.Output.Name ? model.Forward(prepared) : model.Probabilities(prepared);
        IEnumerable<string> elements = expected[3..].Where(text => text.Length > 0);
        return (new Tensor(ShapeOf(expected[2]), [.. elements.Select(text => float.Parse(text, CultureInfo.InvariantCulture))]), actual);
    }

    /// <summary>The values of an NHWC input in the order in which the model takes them.</summary>
    private static Tensor AsNchw(Tensor input, Model model)
    {
        Shape shape = input.Shape;
        if (shape.Rank == 4 && shape[1] == model.InputShape?[1])
            return input;
        if (shape.Rank is not (3 or 4) || shape[-1] != model.InputShape?[1])
            return input;
        int channels = shape[-1], count = input.Count / channels, batch = shape.Rank == 4 ? shape[0] : 1, positions = count / batch;
        Tensor result = new(new Shape(batch, channels, shape[-3], shape[-2]));
        for (int n = 0; n < batch; n++)
        {
            for (int i = 0; i < positions; i++)
            {
                for (int c = 0; c < channels; c++)
                    result.AsSpan()[(n * channels + c) * positions + i] = input.AsSpan()[(n * positions + i) * channels + c];
            }
        }

        return result;
    }

    private static Tensor InputOf(Shape shape, bool isInteger)
    {
        uint s = 12345;
        Tensor input = new(shape);
        foreach (ref float value in input.AsSpan())
        {
            s = s * 1664525 + 1013904223;
            value = (s >> 8) / 16777216f;
            value = isInteger ? MathF.Truncate(255 * value) : value;
        }

        return input;
    }

    private static Shape ShapeOf(string text) =>
        text == "scalar" ? new Shape() : new Shape([.. text.Split('x').Select(extent => int.Parse(extent, CultureInfo.InvariantCulture))]);

    private static (Tensor Expected, Tensor Actual) RunConformanceCase(string folder)
    {
        Graph graph = OnnxReader.Read(Path.Combine(folder, "model.onnx"), LoadLimits.Default).Graph;
        Tensor[] inputs = [.. Enumerable.Range(0, graph.Inputs.Length).Select(i => ReadTensor(folder, $"input_{i}.pb"))];
        int wanted = graph.Outputs[0];
        Tensor result = new Engine(graph, 2, long.MaxValue).Run(inputs, new HashSet<int> { wanted }, new HashSet<int>(), null,
            CancellationToken.None)[wanted];
        return (ReadTensor(folder, "output_0.pb"), result);
    }

    private static Tensor ReadTensor(string folder, string name)
    {
        TensorProto tensor = TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "test_data_set_0", name)));
        Shape shape = new([.. tensor.Dims.Select(extent => (int)extent)]);
        return new Tensor(shape, tensor.HasRawData ? MemoryMarshal.Cast<byte, float>(tensor.RawData.Span) : tensor.FloatData.ToArray());
    }

    private static (Verdict, string) Judge(Func<(Tensor Expected, Tensor Actual)> run)
    {
        try
        {
            (Tensor expected, Tensor actual) = run();
            Near.Relative(expected, actual, Tolerances.OnnxRuntime);
            return (Verdict.Right, "");
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return (Verdict.Refused, e.Message);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return (Verdict.Wrong, e.Message);
        }
    }

    private static bool IsRefusal(Exception e) => e is ModelFormatException or UnsupportedOperatorException or ResourceLimitException
        or ArgumentException or InvalidOperationException;

    private static string StemOf(string file) => file[..^".expected.txt".Length];

    private static string NameOf(string path, string root) => Path.GetRelativePath(root, path).Replace('\\', '/');
}
