using NetInsight.Imaging;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Models.Architectures.Building;

namespace NetInsight;

public static partial class Architectures
{
    /// <summary>EfficientNet (Tan and Le 2019, arXiv:1905.11946): inverted residuals with squeeze and excitation, SiLU.</summary>
    /// <remarks>
    /// The input's size and the short side before the crop are those of torchvision's weights, bicubic. timm's weights were trained with
    /// others: B1 256 x 256, B2 288 x 288, B3 320 x 320, B4 384 x 384 (<see cref="ModelOptions.InputSize"/>). torchvision's batch
    /// normalisations have an epsilon of 0.00001 up to B4 and 0.001 from B5 on, timm's efficientnet_b0 to b8 0.00001: the names
    /// tell which weights these are.
    /// </remarks>
    /// <param name="variant">The size.</param>
    /// <param name="weights">The state dict, by torchvision's names or by timm's.</param>
    /// <param name="tensorFlow">
    /// Whether the weights, with timm's names, come from TensorFlow (timm's tf_efficientnet_b0 and so on): padding as there, an epsilon of
    /// 0.001. The names do not tell. timm preprocesses some of these with mean and std 0.5.
    /// </param>
    /// <param name="options">Preprocessing, labels, threads.</param>
    /// <exception cref="ModelFormatException">Parameters are missing, surplus or misshapen; all are listed.</exception>
    public static Model EfficientNet(
        EfficientNetVariant variant, Weights weights, bool tensorFlow = false, ModelOptions? options = null)
    {
        (double width, double depth, int size, int shortSide) = Check.Defined(variant, nameof(variant)) switch
        {
            EfficientNetVariant.B0 => (1.0, 1.0, 224, 256),
            EfficientNetVariant.B1 => (1.0, 1.1, 240, 256),
            EfficientNetVariant.B2 => (1.1, 1.2, 288, 288),
            EfficientNetVariant.B3 => (1.2, 1.4, 300, 320),
            EfficientNetVariant.B4 => (1.4, 1.8, 380, 384),
            EfficientNetVariant.B5 => (1.6, 2.2, 456, 456),
            EfficientNetVariant.B6 => (1.8, 2.6, 528, 528),
            _ => (2.0, 3.1, 600, 600),
        };
        (int Expansion, int Kernel, int Stride, int Channels, int Count)[] stages =
        [
            (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1),
        ];
        bool isTimm = HasModule(weights, "conv_stem");
        bool hasLargeEpsilon = tensorFlow || (!isTimm && variant >= EfficientNetVariant.B5);
        ArchitectureBuilder b = new(size);
        Operator silu = new Activation<Swish>(new Swish(1));
        MobileNetwork network = new(b, MobileNames.OfBlocks(isTimm))
        {
            Epsilon = hasLargeEpsilon ? 1e-3f : 1e-5f,
            Activation = silu,
            SqueezeActivation = silu,
            HasTensorFlowPadding = tensorFlow,
        };
        int channels = ChannelRounding.ToMultiple(32 * width);
        ModuleNames stem = ModuleNames.InSequence("features.0"), last = ModuleNames.InSequence("features.8");
        network.Alias(stem, "conv_stem", "bn1");
        int x = network.ConvNorm(stem, ArchitectureBuilder.Input, 3, channels, 3, 2);
        for (int stage = 0; stage < stages.Length; stage++)
        {
            (int expansion, int kernel, int stride, int unscaled, int count) = stages[stage];
            int outputs = ChannelRounding.ToMultiple(unscaled * width);
            for (int i = 0; i < (int)Math.Ceiling(count * depth); i++)
            {
                int squeeze = Math.Max(1, channels / 4);
                InvertedResidual block = new(channels, channels * expansion, outputs, kernel, i == 0 ? stride : 1, squeeze);
                x = network.Block($"features.{stage + 1}.{i}", $"blocks.{stage}.{i}", block, x);
                channels = outputs;
            }
        }

        network.Alias(last, "conv_head", "bn2");
        network.Alias("classifier.1", "classifier");
        x = network.Pooled(network.ConvNorm(last, x, channels, 4 * channels, 1));
        Preprocessing preprocessing = Preprocessing.ImageNet with { ShortSide = shortSide, Interpolation = Interpolation.Bicubic };
        return Make($"EfficientNet {variant}", b, b.Head("classifier.1", x, 4 * channels), weights, options, preprocessing);
    }
}
