using System.CommandLine;
using NetInsight.Tests;

namespace NetInsight.Benchmarks;

/// <summary>The networks that are compared, with weights made from their names, so that nothing is downloaded.</summary>
internal static class Networks
{
    private static readonly Dictionary<string, Func<Weights, ModelOptions, Model>> Makers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["vgg16"] = (weights, options) => Architectures.Vgg16(weights, options: options),
        ["resnet18"] = Architectures.ResNet18,
        ["squeezenet1_1"] = Architectures.SqueezeNet11,
        ["googlenet"] = (weights, options) => Architectures.GoogLeNet(weights, options: options),
        ["resnet101"] = Architectures.ResNet101,
        ["densenet121"] = Architectures.DenseNet121,
        ["alexnet"] = Architectures.AlexNet,
        ["mobilenet_v2"] = Architectures.MobileNetV2,
    };

    /// <summary>Names in the order of the table.</summary>
    public static IEnumerable<string> Names => Makers.Keys;

    /// <summary>The option by which a command is told which of them to run; all of them by default.</summary>
    public static Option<string> Option() => new("--models")
    {
        Description = $"Networks, separated by commas: {string.Join(", ", Names)}.",
        DefaultValueFactory = _ => string.Join(',', Names),
    };

    /// <summary>Writes a network as an ONNX file, unless it is there already.</summary>
    public static string Write(string name)
    {
        if (!Makers.TryGetValue(name, out Func<Weights, ModelOptions, Model>? make))
            throw new ArgumentException($"There is no network '{name}'; there are {string.Join(", ", Names)}.");
        string folder = Path.Combine(Path.GetTempPath(), "netinsight-versus");
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{name}.onnx");
        if (!File.Exists(path))
        {
            using Model model = make(HashFill.Weights, ModelOptions.Default);
            OnnxWriter.Write(model.Graph, path + ".part");
            File.Move(path + ".part", path);
        }

        return path;
    }
}
