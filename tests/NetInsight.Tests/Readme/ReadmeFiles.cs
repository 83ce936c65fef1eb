using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.Readme;

/// <summary>The files that the README's code reads, in a temporary folder: small stand-ins with the names and layers in its text.</summary>
internal sealed class ReadmeFiles : IDisposable
{
    private const int Classes = 1000, Photos = 32;

    public ReadmeFiles()
    {
        Folder = Directory.CreateTempSubdirectory("netinsight-readme-").FullName;
        byte[] network = SmallResNet().ToBytes();
        File.WriteAllBytes(PathOf("resnet18.onnx"), network);
        File.WriteAllBytes(PathOf("googlenet.onnx"), network);
        ResNet18().Save(PathOf("resnet18.safetensors"));
        File.WriteAllLines(PathOf("imagenet-labels.txt"), Enumerable.Range(0, Classes).Select(index => $"class {index}"));
        Photo("elephant", 300, 400).Save(PathOf("elephant.jpg"));
        Directory.CreateDirectory(PathOf("photos"));
        for (int index = 0; index < Photos; index++)
            Photo($"photo {index}", 96, 128).Save(PathOf($"photos/{index:00}.jpg"));
    }

    public string Folder { get; }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>
    /// ResNet-18's first layers as PyTorch exports them, but narrow and with one convolution a stage: 3 x 224 x 224 to 1000 classes.
    /// </summary>
    private static OnnxBuilder SmallResNet()
    {
        OnnxBuilder builder = new OnnxBuilder().Input("input", -1, 3, 224, 224)
            .Constant("conv1.weight", 64, 3, 7, 7)
            .Constant("layer1.weight", 8, 64, 3, 3)
            .Constant("layer2.weight", 16, 8, 3, 3)
            .Constant("fc.weight", Classes, 16)
            .Constant("fc.bias", Classes)
            .Node("Conv", "input conv1.weight", "/conv1/Conv", Square("kernel_shape", 7), Square("strides", 2), Pads(3))
            .Node("Relu", "/conv1/Conv", "/relu/Relu")
            .Node("MaxPool", "/relu/Relu", "/maxpool/MaxPool", Square("kernel_shape", 3), Square("strides", 2), Pads(1))
            .Node("Conv", "/maxpool/MaxPool layer1.weight", "/layer1/layer1.0/conv1/Conv", Square("kernel_shape", 3), Pads(1))
            .Node("Relu", "/layer1/layer1.0/conv1/Conv", "/layer1/layer1.0/relu/Relu")
            .Node("Conv", "/layer1/layer1.0/relu/Relu layer2.weight", "/layer2/layer2.0/conv1/Conv",
                Square("kernel_shape", 3), Square("strides", 2), Pads(1))
            .Node("Relu", "/layer2/layer2.0/conv1/Conv", "/layer2/layer2.0/relu/Relu")
            .Node("GlobalAveragePool", "/layer2/layer2.0/relu/Relu", "/avgpool/GlobalAveragePool")
            .Node("Flatten", "/avgpool/GlobalAveragePool", "/Flatten")
            .Node("Gemm", "/Flatten fc.weight fc.bias", "/fc/Gemm", ("transB", 1));
        return builder.Output("/fc/Gemm");
    }

    private static (string Name, object Value) Square(string name, int extent) => (name, new[] { extent, extent });

    private static (string Name, object Value) Pads(int padding) => ("pads", new[] { padding, padding, padding, padding });

    /// <summary>All weights that the architecture asks for, pseudo-random.</summary>
    private static Weights ResNet18()
    {
        Dictionary<string, Tensor> tensors = [];
        using Model model = Architectures.ResNet18(Weights.Generate((name, shape) => tensors[name] = HashFill.Weight(name, shape)));
        return Weights.Of(tensors);
    }

    /// <summary>A smooth image whose colours follow from its name.</summary>
    private static RgbImage Photo(string name, int height, int width)
    {
        Tensor colors = HashFill.Uniform(name, new Shape(8, 8, 3), 0, 255);
        byte[] pixels = [.. colors.AsSpan().ToArray().Select(value => (byte)value)];
        return RgbImage.FromPixels(pixels, 8, 8, PixelLayout.Rgb24).Resize(height, width);
    }
}
