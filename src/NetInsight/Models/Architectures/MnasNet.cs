using System.Globalization;
using NetInsight.Models.Architectures.Building;

namespace NetInsight;

public static partial class Architectures
{
    /// <summary>MNASNet, variant B1 (Tan et al. 2018, arXiv:1807.11626); 4.4 million parameters at width 1.</summary>
    /// <param name="width">The factor of the numbers of channels: torchvision has 0.5, 0.75, 1 and 1.3.</param>
    /// <param name="weights">The state dict, by torchvision's names or those of timm's mnasnet_050 to mnasnet_140.</param>
    /// <param name="options">Preprocessing, labels, threads.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive and finite.</exception>
    /// <remarks>
    /// Checkpoints of torchvision's first version of widths other than 1, whose first layers are not scaled, are refused as misshapen.
    /// </remarks>
    public static Model MnasNet(double width, Weights weights, ModelOptions? options = null)
    {
        if (!(width > 0 && width <= 16))
            throw new ArgumentOutOfRangeException(nameof(width), width, "The width is a factor above 0, and at most 16.");
        (int Channels, int Kernel, int Stride, int Expansion, int Count)[] stages =
            [(24, 3, 2, 3, 3), (40, 5, 2, 3, 3), (80, 5, 2, 6, 3), (96, 3, 1, 6, 2), (192, 5, 2, 6, 4), (320, 3, 1, 6, 1)];
        ArchitectureBuilder b = new(224);
        MobileNetwork network = new(b, new MobileNames(
            HasModule(weights, "conv_stem"), (block, part, _) => ModuleNames.From($"{block}.layers", 3 * part), (block, _) => block));
        int stem = Scaled(32), channels = Scaled(16);
        ModuleNames first = ModuleNames.From("layers", 0), depthwise = ModuleNames.From("layers", 3);
        ModuleNames pointwise = ModuleNames.From("layers", 6) with { Activation = null };
        network.Alias(first, "conv_stem", "bn1");
        network.Alias(depthwise, "blocks.0.0.conv_dw", "blocks.0.0.bn1");
        network.Alias(pointwise, "blocks.0.0.conv_pw", "blocks.0.0.bn2");
        int x = network.ConvNorm(first, ArchitectureBuilder.Input, 3, stem, 3, 2);
        x = network.ConvNorm(depthwise, x, stem, stem, 3, groups: stem);
        x = network.ConvNorm(pointwise, x, stem, channels, 1);
        for (int stage = 0; stage < stages.Length; stage++)
        {
            (int unscaled, int kernel, int stride, int expansion, int count) = stages[stage];
            int outputs = Scaled(unscaled);
            for (int i = 0; i < count; i++)
            {
                InvertedResidual block = new(channels, channels * expansion, outputs, kernel, i == 0 ? stride : 1);
                x = network.Block($"layers.{8 + stage}.{i}", $"blocks.{stage + 1}.{i}", block, x);
                channels = outputs;
            }
        }

        ModuleNames last = ModuleNames.From("layers", 14);
        network.Alias(last, "conv_head", "bn2");
        network.Alias("classifier.1", "classifier");
        x = network.Pooled(network.ConvNorm(last, x, channels, 1280, 1));
        string name = string.Create(CultureInfo.InvariantCulture, $"MnasNet {width:0.##}");
        Preprocessing preprocessing = width is 0.75 or 1.3 ? Preprocessing.ImageNet with { ShortSide = 232 } : Preprocessing.ImageNet;
        return Make(name, b, b.Head("classifier.1", x, 1280), weights, options, preprocessing);

        int Scaled(int unscaled) => ChannelRounding.ToMultiple(unscaled * width);
    }
}
