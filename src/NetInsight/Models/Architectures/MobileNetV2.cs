using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Models.Architectures;

namespace NetInsight;

public static partial class Architectures
{
    /// <summary>
    /// MobileNetV2 (Sandler et al. 2018, arXiv:1801.04381), width 1: depthwise convolutions, ReLU6; 3.5 million parameters.
    /// </summary>
    public static Model MobileNetV2(Weights weights, ModelOptions? options = null)
    {
        (int Expansion, int Channels, int Count, int Stride)[] stages =
            [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];
        ArchitectureBuilder b = new(224);
        int x = ConvNorm6(b, "features.0", ArchitectureBuilder.Input, 3, 32, 3, 2);
        int channels = 32, index = 1;
        foreach ((int expansion, int outputs, int count, int stride) in stages)
        {
            for (int i = 0; i < count; i++)
            {
                x = InvertedResidual(b, $"features.{index++}", x, channels, outputs, expansion, i == 0 ? stride : 1);
                channels = outputs;
            }
        }

        x = ConvNorm6(b, $"features.{index}", x, channels, 1280, 1);
        x = b.Add("flatten", new Flatten(), b.GlobalAverage("avgpool", x));
        return Make(nameof(MobileNetV2), b, b.Linear("classifier.1", x, 1280, 1000), weights, options);
    }

    /// <summary>1 x 1 expansion, depthwise 3 x 3, 1 x 1 projection without a ReLU; a shortcut where the shape stays.</summary>
    private static int InvertedResidual(ArchitectureBuilder b, string name, int x, int inputs, int outputs, int expansion, int stride)
    {
        int hidden = inputs * expansion, part = 0;
        int y = expansion == 1 ? x : ConvNorm6(b, $"{name}.conv.{part++}", x, inputs, hidden, 1);
        y = ConvNorm6(b, $"{name}.conv.{part++}", y, hidden, hidden, 3, stride, hidden);
        y = b.Norm($"{name}.conv.{part + 1}", b.Conv($"{name}.conv.{part}", y, hidden, outputs, 1, bias: false), outputs);
        return stride == 1 && inputs == outputs ? b.Add($"{name}.add", new Arithmetic<Add>(), x, y) : y;
    }

    private static int ConvNorm6(
        ArchitectureBuilder b, string name, int x, int inputs, int outputs, int kernel, int stride = 1, int groups = 1)
    {
        int y = b.Conv($"{name}.0", x, inputs, outputs, kernel, stride, (kernel - 1) / 2, groups, bias: false);
        return b.Relu6($"{name}.2", b.Norm($"{name}.1", y, outputs));
    }
}
