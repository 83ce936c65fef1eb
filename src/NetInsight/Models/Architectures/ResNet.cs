using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Models.Architectures.Building;

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

    /// <summary>
    /// Wide ResNet-50-2 (Zagoruyko and Komodakis 2016, arXiv:1605.07146): as ResNet-50, its 3 x 3
    /// convolutions twice as wide; 68.9 million parameters.
    /// </summary>
    public static Model WideResNet50(Weights weights, ModelOptions? options = null) =>
        ResNet("WideResNet50", [3, 4, 6, 3], isBottleneck: true, weights, options, groups: 1, groupWidth: 128);

    /// <summary>Wide ResNet-101-2: as ResNet-101, 3 x 3 convolutions twice as wide; 126.9 million parameters.</summary>
    public static Model WideResNet101(Weights weights, ModelOptions? options = null) =>
        ResNet("WideResNet101", [3, 4, 23, 3], isBottleneck: true, weights, options, groups: 1, groupWidth: 128);

    /// <summary>
    /// ResNeXt (Xie et al. 2016, arXiv:1611.05431): a ResNet with bottlenecks whose 3 x 3 convolutions are grouped. torchvision has 50
    /// layers of 32 x 4d (25.0 million parameters), 101 of 32 x 8d (88.8 million) and 101 of 64 x 4d (83.5 million).
    /// </summary>
    /// <param name="depth">Layers: 50, 101 or 152.</param>
    /// <param name="weights">The state dict.</param>
    /// <param name="groups">Groups of the 3 x 3 convolutions: the paper's cardinality; a power of two up to 64.</param>
    /// <param name="groupWidth">Channels of a group in the first stage: the paper's d; even numbers up to 64.</param>
    /// <param name="options">Preprocessing, labels, threads.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such depth, or groups or their width are not as stated.</exception>
    public static Model ResNeXt(int depth, Weights weights, int groups = 32, int groupWidth = 4, ModelOptions? options = null)
    {
        int[] blocks = depth switch
        {
            50 => [3, 4, 6, 3],
            101 => [3, 4, 23, 3],
            152 => [3, 8, 36, 3],
            _ => throw new ArgumentOutOfRangeException(nameof(depth), depth, "A ResNeXt has 50, 101 or 152 layers."),
        };
        if (groups is < 1 or > 64 || !int.IsPow2(groups))
            throw new ArgumentOutOfRangeException(nameof(groups), groups, "The number of groups is a power of two up to 64.");
        if (groupWidth is < 1 or > 64)
            throw new ArgumentOutOfRangeException(nameof(groupWidth), groupWidth, "The width of a group is from 1 to 64 channels.");
        Preprocessing preprocessing = groups == 64 ? Preprocessing.ImageNet with { ShortSide = 232 } : Preprocessing.ImageNet;
        return ResNet(
            $"ResNeXt{depth} {groups} x {groupWidth}d", blocks, isBottleneck: true, weights, options, groups, groupWidth, preprocessing);
    }

    private static Model ResNet(
        string name,
        int[] blocks,
        bool isBottleneck,
        Weights weights,
        ModelOptions? options,
        int groups = 1,
        int groupWidth = 64,
        Preprocessing? preprocessing = null)
    {
        ArchitectureBuilder b = new(224);
        int x = b.Norm("bn1", b.Conv("conv1", ArchitectureBuilder.Input, 3, 64, 7, stride: 2, padding: 3, bias: false), 64);
        x = b.MaxPool("maxpool", b.Relu("relu", x), 3, 2, padding: 1);
        int channels = 64;
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            int outputs = (isBottleneck ? 256 : 64) << stage, width = (groups * groupWidth) << stage;
            for (int i = 0; i < blocks[stage]; i++)
            {
                int stride = stage > 0 && i == 0 ? 2 : 1;
                string block = $"layer{stage + 1}.{i}";
                x = isBottleneck
                    ? Bottleneck(b, block, x, channels, width, outputs, stride, groups)
                    : BasicBlock(b, block, x, channels, outputs, stride);
                channels = outputs;
            }
        }

        x = b.Add("flatten", new Flatten(), b.GlobalAverage("avgpool", x));
        return Make(name, b, b.Head("fc", x, channels), weights, options, preprocessing ?? Preprocessing.ImageNet);
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

    private static int Bottleneck(
        ArchitectureBuilder b, string name, int x, int inputs, int width, int outputs, int stride, int groups)
    {
        int y = b.Norm($"{name}.bn1", b.Conv($"{name}.conv1", x, inputs, width, 1, bias: false), width);
        y = b.Relu($"{name}.relu", y);
        y = b.Norm($"{name}.bn2", b.Conv($"{name}.conv2", y, width, width, 3, stride, 1, groups, bias: false), width);
        y = b.Relu($"{name}.relu", y);
        y = b.Norm($"{name}.bn3", b.Conv($"{name}.conv3", y, width, outputs, 1, bias: false), outputs);
        return Residual(b, name, y, x, inputs, outputs, stride);
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
