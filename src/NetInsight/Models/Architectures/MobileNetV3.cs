using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Models.Architectures.Building;

namespace NetInsight;

public static partial class Architectures
{
    /// <summary>
    /// MobileNetV3, large (Howard et al. 2019, arXiv:1905.02244): inverted residuals with squeeze and excitation, hard swish; 5.5 million
    /// parameters.
    /// </summary>
    /// <inheritdoc cref="MobileNetV3Small"/>
    public static Model MobileNetV3Large(Weights weights, bool tensorFlow = false, ModelOptions? options = null) => MobileNetV3(
        nameof(MobileNetV3Large),
        [
            (0, 3, 16, 16, false, false, 1), (1, 3, 64, 24, false, false, 2), (1, 3, 72, 24, false, false, 1),
            (2, 5, 72, 40, true, false, 2), (2, 5, 120, 40, true, false, 1), (2, 5, 120, 40, true, false, 1),
            (3, 3, 240, 80, false, true, 2), (3, 3, 200, 80, false, true, 1), (3, 3, 184, 80, false, true, 1),
            (3, 3, 184, 80, false, true, 1), (4, 3, 480, 112, true, true, 1), (4, 3, 672, 112, true, true, 1),
            (5, 5, 672, 160, true, true, 2), (5, 5, 960, 160, true, true, 1), (5, 5, 960, 160, true, true, 1),
        ],
        1280, weights, tensorFlow, options);

    /// <summary>MobileNetV3, small (Howard et al. 2019, arXiv:1905.02244); 2.5 million parameters.</summary>
    /// <remarks>
    /// torchvision's batch normalisations have an epsilon of 0.001, those of timm's mobilenetv3_*_100 0.00001: the names tell which weights
    /// these are.
    /// </remarks>
    /// <param name="weights">The state dict, by torchvision's names or by timm's (mobilenetv3_large_100, mobilenetv3_small_100).</param>
    /// <param name="tensorFlow">
    /// Whether the weights, with timm's names, come from TensorFlow (timm's tf_mobilenetv3_*_100): padding as there, an epsilon of 0.001.
    /// The names do not tell.
    /// </param>
    /// <param name="options">Preprocessing, labels, threads.</param>
    public static Model MobileNetV3Small(Weights weights, bool tensorFlow = false, ModelOptions? options = null) => MobileNetV3(
        nameof(MobileNetV3Small),
        [
            (0, 3, 16, 16, true, false, 2), (1, 3, 72, 24, false, false, 2), (1, 3, 88, 24, false, false, 1),
            (2, 5, 96, 40, true, true, 2), (2, 5, 240, 40, true, true, 1), (2, 5, 240, 40, true, true, 1),
            (3, 5, 120, 48, true, true, 1), (3, 5, 144, 48, true, true, 1), (4, 5, 288, 96, true, true, 2),
            (4, 5, 576, 96, true, true, 1), (4, 5, 576, 96, true, true, 1),
        ],
        1024, weights, tensorFlow, options);

    private static Model MobileNetV3(
        string name,
        (int Stage, int Kernel, int Hidden, int Outputs, bool Squeezes, bool HardSwish, int Stride)[] blocks,
        int features,
        Weights weights,
        bool tensorFlow,
        ModelOptions? options)
    {
        bool isTimm = HasModule(weights, "conv_stem");
        ArchitectureBuilder b = new(224);
        Operator hardSwish = new Activation<HardSwish>();
        MobileNetwork network = new(b, MobileNames.OfBlocks(isTimm))
        {
            Epsilon = isTimm && !tensorFlow ? 1e-5f : 1e-3f,
            Activation = hardSwish,
            Gate = new Activation<HardSigmoid>(new HardSigmoid(1 / 6f, 0.5f)),
            HasTensorFlowPadding = tensorFlow,
        };
        MobileNetwork early = network with { Activation = new Activation<Relu>() };
        ModuleNames stem = ModuleNames.InSequence("features.0");
        network.Alias(stem, "conv_stem", "bn1");
        int x = network.ConvNorm(stem, ArchitectureBuilder.Input, 3, 16, 3, 2), channels = 16, first = 0;
        for (int i = 0; i < blocks.Length; i++)
        {
            var (stage, kernel, hidden, outputs, squeezes, usesHardSwish, stride) = blocks[i];
            first = i > 0 && blocks[i - 1].Stage == stage ? first : i;
            int squeeze = squeezes ? ChannelRounding.ToMultiple(hidden / 4) : 0;
            InvertedResidual block = new(channels, hidden, outputs, kernel, stride, squeeze);
            x = (usesHardSwish ? network : early).Block($"features.{i + 1}", $"blocks.{stage}.{i - first}", block, x);
            channels = outputs;
        }

        ModuleNames last = ModuleNames.InSequence($"features.{blocks.Length + 1}");
        string timmLast = $"blocks.{blocks[^1].Stage + 1}.0";
        network.Alias(last, $"{timmLast}.conv", $"{timmLast}.bn1");
        network.Alias("classifier.0", "conv_head");
        network.Alias("classifier.3", "classifier");
        x = network.Pooled(network.ConvNorm(last, x, channels, 6 * channels, 1));
        x = b.Add("classifier.1", hardSwish, b.Linear("classifier.0", x, 6 * channels, features));
        return Make(name, b, b.Head("classifier.3", x, features), weights, options, Preprocessing.ImageNet);
    }
}
