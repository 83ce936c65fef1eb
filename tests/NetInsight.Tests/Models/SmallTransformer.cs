using NetInsight.Models.Architectures.Building;

namespace NetInsight.Tests.Models;

/// <summary>Small networks of the builders of ConvNeXt, ViT and Swin, with 7 classes, filled by name.</summary>
internal sealed record SmallTransformer(string Name, int Side, string Head, Func<Weights, ModelOptions, Model> Make)
{
    public static SmallTransformer ConvNeXt { get; } = new("ConvNeXt", 48, "classifier.2", (weights, options) =>
        Architectures.ConvNeXt("a small ConvNeXt", [2, 1, 2], [8, 16, 24], weights, options));

    public static SmallTransformer ViT { get; } = new("ViT", 32, "heads.head", (weights, options) =>
        Architectures.VisionTransformer(new VisionTransformerSize("a small ViT", 8, 2, 16, 2, 256), weights, options));

    /// <summary>12 x 12 positions in windows of 4 x 4, then 6 x 6, which windows do not divide.</summary>
    public static SmallTransformer Swin { get; } = new("Swin", 48, "head", (weights, options) =>
        Architectures.SwinTransformer(new SwinSize("a small Swin", [2, 2], 8, [2, 4], 232, Window: 4), weights, options));

    public static TheoryData<string> Names { get; } = ["ConvNeXt", "ViT", "Swin"];

    public static SmallTransformer Of(string name) => name switch { "ConvNeXt" => ConvNeXt, "ViT" => ViT, _ => Swin };

    /// <summary>The parameters by torchvision's names.</summary>
    public Dictionary<string, Tensor> Parameters(int classes = 7)
    {
        Dictionary<string, Tensor> parameters = [];
        Weights recorded = Weights.Generate((name, shape) => parameters[name] = HashFill.Weight(name, shape));
        Make(recorded, Options()).Dispose();
        foreach (string name in new[] { $"{Head}.weight", $"{Head}.bias" })
            parameters[name] = HashFill.Weight(name, parameters[name].Shape.With(0, classes));
        return parameters;
    }

    /// <summary>The network; its parameters are those given, or <see cref="Parameters"/>.</summary>
    public Model Load(IReadOnlyDictionary<string, Tensor>? parameters = null, Precision precision = Precision.Fast) =>
        Make(Weights.Of(parameters ?? Parameters()), Options() with { Precision = precision });

    /// <summary>A batch of images.</summary>
    public Tensor Images(int count) => HashFill.Image("zoo.input", count, Side);

    /// <summary>An image of the network's size.</summary>
    public RgbImage Photo() => Preprocessing.Cifar.ToImage(Images(1));

    private ModelOptions Options() => new() { InputSize = new ImageSize(Side, Side), Preprocessing = Preprocessing.Cifar };
}
