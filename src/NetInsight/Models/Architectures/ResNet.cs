using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Models.Architectures;

namespace NetInsight;

public static partial class Architectures
{
    /// <summary>ResNet-18 (He et al. 2015, arXiv:1512.03385): basic blocks; 11.7 million parameters.</summary>
    public static Model ResNet18(Weights weights, ModelOptions? options = null) =>
        ResNet("ResNet18", [2, 2, 2, 2], isBottleneck: false, weights, options);

    /// <summary>ResNet-34: basic blocks; 21.8 million parameters.</summary>
    public static Model ResNet34(Weights weights, ModelOptions? options = null) =>
        ResNet("ResNet34", [3, 4, 6, 3], isBottleneck: false, weights, options);

    /// <summary>ResNet-50: bottleneck blocks, with the stride in the 3 x 3 convolution ("v1.5"); 25.6 million parameters.</summary>
    public static Model ResNet50(Weights weights, ModelOptions? options = null) =>
        ResNet("ResNet50", [3, 4, 6, 3], isBottleneck: true, weights, options);

    /// <summary>ResNet-101: as ResNet-50, deeper; 44.5 million parameters.</summary>
    public static Model ResNet101(Weights weights, ModelOptions? options = null) =>
        ResNet("ResNet101", [3, 4, 23, 3], isBottleneck: true, weights, options);

    /// <summary>ResNet-152: as ResNet-50, deeper still; 60.2 million parameters.</summary>
    public static Model ResNet152(Weights weights, ModelOptions? options = null) =>
        ResNet("ResNet152", [3, 8, 36, 3], isBottleneck: true, weights, options);

    private static Model ResNet(string name, int[] blocks, bool isBottleneck, Weights weights, ModelOptions? options)
    {
        ArchitectureBuilder b = new(224);
        int x = b.Norm("bn1", b.Conv("conv1", ArchitectureBuilder.Input, 3, 64, 7, stride: 2, padding: 3, bias: false), 64);
        x = b.MaxPool("maxpool", b.Relu("relu", x), 3, 2, padding: 1);
        int channels = 64;
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            int width = 64 << stage, outputs = isBottleneck ? 4 * width : width;
            for (int i = 0; i < blocks[stage]; i++)
            {
                int stride = stage > 0 && i == 0 ? 2 : 1;
                string block = $"layer{stage + 1}.{i}";
                x = isBottleneck ? Bottleneck(b, block, x, channels, width, stride) : BasicBlock(b, block, x, channels, width, stride);
                channels = outputs;
            }
        }

        x = b.Add("flatten", new Flatten(), b.GlobalAverage("avgpool", x));
        return Make(name, b, b.Linear("fc", x, channels, 1000), weights, options);
    }

    private static int BasicBlock(ArchitectureBuilder b, string name, int x, int inputs, int width, int stride) =>
        Residual(b, name, Branch(b, name, x, inputs, width, stride), x, inputs, width, stride);

    /// <summary>Two 3 x 3 convolutions, each with a batch normalisation, and a ReLU between.</summary>
    private static int Branch(ArchitectureBuilder b, string name, int x, int inputs, int width, int stride)
    {
        int y = b.Norm($"{name}.bn1", b.Conv($"{name}.conv1", x, inputs, width, 3, stride, 1, bias: false), width);
        y = b.Relu($"{name}.relu", y);
        return b.Norm($"{name}.bn2", b.Conv($"{name}.conv2", y, width, width, 3, padding: 1, bias: false), width);
    }

    private static int Bottleneck(ArchitectureBuilder b, string name, int x, int inputs, int width, int stride)
    {
        int y = b.Norm($"{name}.bn1", b.Conv($"{name}.conv1", x, inputs, width, 1, bias: false), width);
        y = b.Relu($"{name}.relu", y);
        y = b.Norm($"{name}.bn2", b.Conv($"{name}.conv2", y, width, width, 3, stride, 1, bias: false), width);
        y = b.Relu($"{name}.relu", y);
        y = b.Norm($"{name}.bn3", b.Conv($"{name}.conv3", y, width, 4 * width, 1, bias: false), 4 * width);
        return Residual(b, name, y, x, inputs, 4 * width, stride);
    }

    /// <summary>Adds the shortcut, projected where its shape differs, and applies the ReLU.</summary>
    private static int Residual(ArchitectureBuilder b, string name, int y, int x, int inputs, int outputs, int stride)
    {
        int shortcut = stride == 1 && inputs == outputs
            ? x
            : b.Norm($"{name}.downsample.1", b.Conv($"{name}.downsample.0", x, inputs, outputs, 1, stride, bias: false), outputs);
        return b.Relu($"{name}.relu", b.Add($"{name}.add", new Arithmetic<Add>(), y, shortcut));
    }
}
