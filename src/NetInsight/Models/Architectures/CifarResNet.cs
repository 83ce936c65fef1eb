using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Models.Architectures.Building;

namespace NetInsight;

public static partial class Architectures
{
    /// <summary>
    /// A ResNet for CIFAR-10's images of 32 x 32 (He et al. 2015, arXiv:1512.03385, section 4.2): 6n + 2 layers in three stages of 16, 32
    /// and 64 channels, whose shortcuts subsample positions and pad channels with zeros ("option A"); 0.27 million parameters at depth 20.
    /// The names are those of the usual PyTorch code: <c>layer1.0.conv1</c>, <c>linear</c>.
    /// </summary>
    /// <param name="depth">Layers: 20, 32, 44, 56, 110 or another 6n + 2.</param>
    /// <param name="weights">The parameters by name.</param>
    /// <param name="options">Preprocessing, labels, threads.</param>
    /// <exception cref="ArgumentOutOfRangeException">The depth is not 6n + 2 with n of at least 1.</exception>
    /// <exception cref="ModelFormatException">Parameters are missing, surplus or misshapen; all are listed.</exception>
    public static Model CifarResNet(int depth, Weights weights, ModelOptions? options = null)
    {
        if (depth < 8 || depth % 6 != 2)
            throw new ArgumentOutOfRangeException(nameof(depth), depth, "A CIFAR ResNet has 6n + 2 layers, such as 20, 32, 44, 56 or 110.");

        ArchitectureBuilder b = new(32);
        int x = b.Relu("relu", b.Norm("bn1", b.Conv("conv1", ArchitectureBuilder.Input, 3, 16, 3, padding: 1, bias: false), 16));
        int channels = 16;
        for (int stage = 0; stage < 3; stage++)
        {
            int width = 16 << stage;
            for (int i = 0; i < (depth - 2) / 6; i++)
            {
                string block = $"layer{stage + 1}.{i}";
                int y = Branch(b, block, x, channels, width, width == channels ? 1 : 2);
                int shortcut = width == channels ? x : Subsampled(b, $"{block}.shortcut", x, width - channels);
                x = b.Relu($"{block}.relu", b.Add($"{block}.add", new Arithmetic<Add>(), y, shortcut));
                channels = width;
            }
        }

        x = b.Add("flatten", new Flatten(), b.GlobalAverage("avgpool", x));
        return Make($"CifarResNet{depth}", b, b.Head("linear", x, channels, classes: 10), weights, options, Preprocessing.Cifar);
    }

    /// <summary>Every second row and column, with channels of zeros added: half of them before, half after.</summary>
    private static int Subsampled(ArchitectureBuilder b, string name, int x, int added)
    {
        int sliced = b.Add($"{name}.slice", new Slice([new SliceAxis(2, 0, long.MaxValue, 2), new SliceAxis(3, 0, long.MaxValue, 2)]), x);
        return b.Add($"{name}.pad", new Pad([0, added / 2, 0, 0], [0, added - added / 2, 0, 0]), sliced);
    }
}
