using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Models.Architectures.Building;

namespace NetInsight;

public static partial class Architectures
{
    /// <summary>
    /// MobileNetV2 (Sandler et al. 2018, arXiv:1801.04381), width 1: depthwise convolutions, ReLU6; 3.5 million parameters.
    /// </summary>
    /// <param name="weights">The state dict, by torchvision's names or those of timm's mobilenetv2_100.</param>
    /// <param name="options">Preprocessing, labels, threads.</param>
    public static Model MobileNetV2(Weights weights, ModelOptions? options = null)
    {
        (int Expansion, int Channels, int Count, int Stride)[] stages =
            [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];
        ArchitectureBuilder b = new(224);
        MobileNetwork network = new(b, new MobileNames(HasModule(weights, "conv_stem"), PartOfMobileNetV2, (block, _) => block))
        {
            Activation = new Activation<Clip>(new Clip(0, 6)),
        };
        ModuleNames stem = ModuleNames.InSequence("features.0");
        network.Alias(stem, "conv_stem", "bn1");
        int x = network.ConvNorm(stem, ArchitectureBuilder.Input, 3, 32, 3, 2);
        int channels = 32, index = 1;
        for (int stage = 0; stage < stages.Length; stage++)
        {
            (int expansion, int outputs, int count, int stride) = stages[stage];
            for (int i = 0; i < count; i++)
            {
                InvertedResidual block = new(channels, channels * expansion, outputs, 3, i == 0 ? stride : 1);
                x = network.Block($"features.{index++}", $"blocks.{stage}.{i}", block, x);
                channels = outputs;
            }
        }

        ModuleNames last = ModuleNames.InSequence($"features.{index}");
        network.Alias(last, "conv_head", "bn2");
        network.Alias("classifier.1", "classifier");
        x = network.ConvNorm(last, x, channels, 1280, 1);
        return Make(nameof(MobileNetV2), b, b.Head("classifier.1", network.Pooled(x), 1280), weights, options, Preprocessing.ImageNet);
    }

    /// <summary>conv.0.0, conv.0.1, conv.0.2 and so on; the projection's two modules are not nested.</summary>
    private static ModuleNames PartOfMobileNetV2(string block, int part, bool isProjection) => isProjection
        ? ModuleNames.From($"{block}.conv", part)
        : ModuleNames.InSequence($"{block}.conv.{part}");
}
