using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Models.Architectures.Building;

namespace NetInsight;

public static partial class Architectures
{
    /// <summary>
    /// ConvNeXt-T (Liu et al. 2022, arXiv:2201.03545), as torchvision has it: depths 3, 3, 9, 3, 96 to 768 channels; 28.6 million
    /// parameters. Weights of timm and of the paper's authors are recognised by their names. Any input of 3 channels from 32 x 32 on.
    /// </summary>
    /// <param name="weights">The state dict; the number of classes is that of its last layer.</param>
    /// <param name="options">
    /// Preprocessing (by default that of torchvision's <c>ConvNeXt_Tiny_Weights.IMAGENET1K_V1</c>: short side 236), labels, threads, the
    /// input's size (by default 224 x 224).
    /// </param>
    /// <exception cref="ModelFormatException">Parameters are missing, surplus or misshapen; all are listed.</exception>
    public static Model ConvNeXtTiny(Weights weights, ModelOptions? options = null) =>
        ConvNeXt("ConvNeXt-T", [3, 3, 9, 3], [96, 192, 384, 768], weights, options, 236);

    /// <summary>ConvNeXt-S: depths 3, 3, 27, 3; 50.2 million parameters; short side 230.</summary>
    /// <inheritdoc cref="ConvNeXtTiny"/>
    public static Model ConvNeXtSmall(Weights weights, ModelOptions? options = null) =>
        ConvNeXt("ConvNeXt-S", [3, 3, 27, 3], [96, 192, 384, 768], weights, options, 230);

    /// <summary>ConvNeXt-B: as ConvNeXt-S, with 128 to 1024 channels; 88.6 million parameters; short side 232.</summary>
    /// <inheritdoc cref="ConvNeXtTiny"/>
    public static Model ConvNeXtBase(Weights weights, ModelOptions? options = null) =>
        ConvNeXt("ConvNeXt-B", [3, 3, 27, 3], [128, 256, 512, 1024], weights, options, 232);

    /// <summary>ConvNeXt-L: as ConvNeXt-S, with 192 to 1536 channels; 197.8 million parameters; short side 232.</summary>
    /// <inheritdoc cref="ConvNeXtTiny"/>
    public static Model ConvNeXtLarge(Weights weights, ModelOptions? options = null) =>
        ConvNeXt("ConvNeXt-L", [3, 3, 27, 3], [192, 384, 768, 1536], weights, options, 232);

    /// <summary>A ConvNeXt of any depths and channels.</summary>
    internal static Model ConvNeXt(string name, int[] depths, int[] channels, Weights weights, ModelOptions? options, int shortSide = 232)
    {
        const float Epsilon = 1e-6f;
        bool isTimm = HasModule(weights, "stem.0"), isAuthors = HasModule(weights, "downsample_layers.0.0");
        bool isScaleFlat = isTimm || isAuthors;
        ArchitectureBuilder b = new(224)
        {
            NameInFile = isTimm ? ConvNeXtNames.InTimm : isAuthors ? ConvNeXtNames.OfAuthors : name => name,
        };
        int x = b.Conv("features.0.0", ArchitectureBuilder.Input, 3, channels[0], 4, stride: 4);
        x = b.ChannelNorm("features.0.1", x, channels[0], Epsilon);
        for (int stage = 0; stage < depths.Length; stage++)
        {
            if (stage > 0)
            {
                x = b.ChannelNorm($"features.{2 * stage}.0", x, channels[stage - 1], Epsilon);
                x = b.Conv($"features.{2 * stage}.1", x, channels[stage - 1], channels[stage], 2, stride: 2);
            }

            for (int i = 0; i < depths[stage]; i++)
                x = ConvNeXtBlock(b, $"features.{2 * stage + 1}.{i}", x, channels[stage], Epsilon, isScaleFlat);
        }

        x = b.ChannelNorm("classifier.0", b.GlobalAverage("avgpool", x), channels[^1], Epsilon);
        x = b.Add("classifier.1", new Flatten(), x);
        Preprocessing preprocessing = Preprocessing.ImageNet with { ShortSide = shortSide };
        return Make(name, b, b.Head("classifier.2", x, channels[^1]), weights, options, preprocessing);
    }

    /// <summary>
    /// A depthwise 7 x 7 convolution, then at each position a layer normalisation, an expansion to four times the channels, GELU and a
    /// projection; scaled channel by channel and added to the block's input.
    /// </summary>
    private static int ConvNeXtBlock(ArchitectureBuilder b, string name, int x, int channels, float epsilon, bool isScaleFlat)
    {
        int y = b.Conv($"{name}.block.0", x, channels, channels, 7, padding: 3, groups: channels);
        y = b.ChannelNorm($"{name}.block.2", y, channels, epsilon);
        y = b.Gelu($"{name}.block.4", b.PointwiseLinear($"{name}.block.3", y, channels, 4 * channels));
        y = b.PointwiseLinear($"{name}.block.5", y, 4 * channels, channels);
        int scale = isScaleFlat
            ? b.Converted($"{name}.layer_scale", flat => flat.Reshape(new Shape(channels, 1, 1)), channels)
            : b.Parameter($"{name}.layer_scale", channels, 1, 1);
        y = b.Add($"{name}.scale", new Arithmetic<Mul>(), y, scale);
        return b.Sum($"{name}.add", y, x);
    }
}
