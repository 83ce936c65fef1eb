using System.Globalization;
using NetInsight.Tests.Models;

namespace NetInsight.Benchmarks;

/// <summary>How many neighbours share their image's class, in the last features of a network and in raw pixels.</summary>
internal static class CifarNeighbors
{
    /// <summary>Prints both figures for the 2,000 images of CIFAR-10.</summary>
    public static void Print(string shared)
    {
        string network = Path.Combine(shared, "data/models/cifar_resnet20.onnx");
        string data = Path.Combine(shared, "data/cifar10-test-2000.safetensors");
        if (!File.Exists(network) || !File.Exists(data))
        {
            Console.WriteLine("| cifar | SKIPPED: network or images are absent | | | | |");
            return;
        }

        using Model model = Model.Load(network);
        List<(RgbImage Image, int Label)> images = CifarFile.Load(data);
        string[] labels = [.. images.Select(image => image.Label.ToString(CultureInfo.InvariantCulture))];
        string layer = LastFeatures(model);
        FeatureTable features = Features.Compute(model, images.Select(image => image.Image), layer);
        FeatureTable pixels = PixelFeatures.Compute(model, images.Select(image => image.Image));
        double inFeatures = NearestNeighbors.Compute(features.Values, 10).LabelAgreement(labels, labels);
        double inPixels = NearestNeighbors.Compute(pixels.Values, 10).LabelAgreement(labels, labels);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| CIFAR-10, 2,000 images: neighbours (k = 10) with the query's class | | | {inFeatures / inPixels:F2} "
            + $"| in '{layer}' {inFeatures:P1} | in pixels {inPixels:P1} |"));
    }

    /// <summary>The layer whose output the last fully connected layer reads.</summary>
    private static string LastFeatures(Model model)
    {
        int last = model.Layers.Count - 1;
        while (model.Layers[last].Operator is not ("Gemm" or "MatMul"))
            last--;
        return model.Layers[last - 1].Name;
    }
}
