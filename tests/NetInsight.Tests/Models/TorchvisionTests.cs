using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NetInsight.Tests.Models;

/// <summary>
/// torchvision's and timm's networks with random weights, from their state dicts and ONNX exports, against PyTorch's logits, computed in
/// doubles. The files are made by tests/torchvision/make.py in a folder that the variable NETINSIGHT_TORCHVISION names. A table is printed:
/// network, deviation of the export and of the state dict, deviation of PyTorch's own floats, relative to the largest logit.
/// </summary>
public sealed class TorchvisionTests(ITestOutputHelper output)
{
    private const string Variable = "NETINSIGHT_TORCHVISION";

    [Fact]
    public void Checkpoints_and_exports_give_PyTorchs_logits()
    {
        string? folder = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(folder))
            Assert.Skip($"{Variable} names no folder; tests/torchvision/make.py makes one");
        string[] files = [.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);
        List<string> faults = [];
        foreach (string file in files)
        {
            Reference reference = JsonSerializer.Deserialize<Reference>(File.ReadAllText(file), JsonSerializerOptions.Web)!;
            string stem = file[..^".json".Length], name = Path.GetFileName(stem);
            string checkpoint = Deviation(folder, reference, () => Make(reference, Weights.Load($"{stem}.pth")));
            string export = File.Exists($"{stem}.onnx") ? Deviation(folder, reference, () => Model.Load($"{stem}.onnx")) : "-";
            string row = $"| {name} | {export} | {checkpoint} | {Text(reference.FloatError)} |";
            output.WriteLine(row);
            Console.WriteLine(row);
            if (!IsNear(checkpoint) || (export != "-" && !IsNear(export)))
                faults.Add(row);
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static Model Make(Reference reference, Weights weights) => (reference.Form, reference.Architecture) switch
    {
        ("", string name) => Architectures.Create(name, weights),
        ("plain-inception", _) => Architectures.InceptionV3(weights, transformsInput: false),
        ("tensorflow", "mobilenet_v3_large") => Architectures.MobileNetV3Large(weights, tensorFlow: true),
        ("tensorflow", "mobilenet_v3_small") => Architectures.MobileNetV3Small(weights, tensorFlow: true),
        (_, string name) => Architectures.EfficientNet(
            Enum.Parse<EfficientNetVariant>(name["efficientnet_".Length..], ignoreCase: true), weights, tensorFlow: true),
    };

    private static string Text(double value) => value.ToString("0.0e0", CultureInfo.InvariantCulture);

    private static bool IsNear(string deviation) =>
        double.TryParse(deviation, CultureInfo.InvariantCulture, out double value) && value <= Tolerances.Forward;

    private static string Deviation(string folder, Reference reference, Func<Model> load)
    {
        try
        {
            using Model model = load();
            byte[] pixels = File.ReadAllBytes(Path.Combine(folder, $"input-{reference.Size}.f32"));
            Tensor input = new(new Shape(1, 3, reference.Size, reference.Size), MemoryMarshal.Cast<byte, float>(pixels));
            Tensor logits = model.Forward(input);
            if (logits.Count != reference.Logits.Length)
                return $"{logits.Shape} instead of {reference.Logits.Length} logits";
            return Text(Enumerable.Range(0, logits.Count).Max(i => Math.Abs(logits.AsSpan()[i] - reference.Logits[i]))
                / reference.Logits.Max(Math.Abs));
        }
        catch (Exception e) when (e is ModelFormatException or UnsupportedOperatorException or ArgumentException)
        {
            return e.Message;
        }
    }

    private sealed record Reference(
        string Architecture, string Form, int Size, double[] Logits, [property: JsonPropertyName("float_error")] double FloatError);
}
