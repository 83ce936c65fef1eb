namespace NetInsight.Tests.Segmentation;

/// <summary>
/// The demo's images with the masks of their objects, which the program that drew them wrote (tools/demo-model/images.py masks).
/// </summary>
internal static class DemoMasks
{
    private static readonly string Demo = Path.Combine(Repository.Root, "samples", "NetInsight.Gallery", "Demo");
    private static readonly string Masks = Path.Combine(Repository.Root, "tests", "NetInsight.Tests", "Segmentation", "Masks");

    /// <summary>The names of all 24.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Masks, "*.png").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    /// <summary>The demo network.</summary>
    public static Model LoadModel() => Model.Load(Path.Combine(Demo, "demo-model.onnx"));

    /// <summary>An image.</summary>
    public static RgbImage Image(string name) => RgbImage.Load(Path.Combine(Demo, "images", $"{name}.jpg"));

    /// <summary>The pixels of its object.</summary>
    public static bool[] Mask(string name)
    {
        RgbImage image = RgbImage.Load(Path.Combine(Masks, $"{name}.png"));
        return [.. Enumerable.Range(0, image.Height * image.Width).Select(i => image.Pixels[3 * i] > 127)];
    }
}
