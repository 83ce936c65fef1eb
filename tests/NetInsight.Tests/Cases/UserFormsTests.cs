using System.Globalization;

namespace NetInsight.Tests.Cases;

/// <summary>
/// The forms of users' files beside the repository: layouts, batches, open sizes, several inputs, functions. The first output equals ONNX
/// Runtime's.
/// </summary>
public sealed class UserFormsTests(ITestOutputHelper output)
{
    /// <summary>Files that ONNX Runtime refuses too have no expected output; networks of several inputs are tested one by one.</summary>
    private static readonly string[] Folders = ["batch", "dynamo", "file", "inputs", "layout", "open"];

    [Fact]
    public void Every_form_gives_what_ONNX_Runtime_gives()
    {
        string root = SharedFiles.Require("cases/users");
        List<string> wrong = [];
        int right = 0;
        IEnumerable<string> files = Folders.SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder), "*.expected.txt"))
            .Concat(Directory.GetFiles(Path.Combine(root, "op"), "local_function.expected.txt"))
            .Concat(Directory.GetFiles(Path.Combine(root, "op"), "if_*.expected.txt"));
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(root, file)[..^".expected.txt".Length];
            string[] lines = File.ReadAllLines(file);
            if (!lines.Any(line => line.StartsWith("output ", StringComparison.Ordinal)))
                continue;
            try
            {
                (Tensor expected, Tensor actual) = Run(Path.Combine(root, name + ".onnx"), lines);
                Near.Relative(expected, actual, Tolerances.OnnxRuntime);
                right++;
                output.WriteLine($"{name}: equal");
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                wrong.Add($"{name}: {e.GetType().Name}: {e.Message}");
            }
        }

        Assert.True(wrong.Count == 0, $"{right} equal; {string.Join('\n', wrong)}");
    }

    private static (Tensor Expected, Tensor Actual) Run(string path, string[] lines)
    {
        string[][] inputs = [.. lines.Where(line => line.StartsWith("input ", StringComparison.Ordinal)).Select(line => line.Split(' '))];
        string[] expected = lines.First(line => line.StartsWith("output ", StringComparison.Ordinal)).Split(' ');
        Dictionary<string, Tensor> values = [];
        foreach (string[] input in inputs)
        {
            values[input[1]] = InputOf(ShapeOf(input[3]), input[2] is not ("Float" or "Double" or "Float16"));
        }

        ModelOptions options = new()
        {
            Inputs = values.Where(value => value.Key != inputs[0][1]).ToDictionary(value => value.Key, value => value.Value),
        };
        using Model model = Model.Load(path, options);
        Tensor image = values[inputs[0][1]];
        Tensor actual = model.Forward(AsNchw(image, model));
        float[] numbers = [.. expected[3..].Where(text => text.Length > 0).Select(text => float.Parse(text, CultureInfo.InvariantCulture))];
        return (new Tensor(ShapeOf(expected[2]), numbers), actual);
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
}
