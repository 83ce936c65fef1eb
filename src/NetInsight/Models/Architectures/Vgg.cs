using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Models.Architectures.Building;

namespace NetInsight;

/// <summary>The depths of VGG.</summary>
public enum VggDepth
{
    /// <summary>8 convolutions and 3 fully connected layers: configuration A of the paper.</summary>
    Vgg11,

    /// <summary>10 convolutions: configuration B.</summary>
    Vgg13,

    /// <summary>13 convolutions: configuration D.</summary>
    Vgg16,

    /// <summary>16 convolutions: configuration E.</summary>
    Vgg19,
}

public static partial class Architectures
{
    /// <summary>VGG (Simonyan and Zisserman 2014, arXiv:1409.1556); 3 x 224 x 224, 133 to 144 million parameters.</summary>
    /// <param name="depth">The configuration, by its number of layers with weights.</param>
    /// <param name="weights">The state dict.</param>
    /// <param name="withBatchNorm">
    /// Whether each convolution is followed by a batch normalisation (torchvision's vgg16_bn and so on).
    /// </param>
    /// <param name="options">Preprocessing, labels, threads.</param>
    public static Model Vgg(VggDepth depth, Weights weights, bool withBatchNorm = false, ModelOptions? options = null)
    {
        int[] convolutions = depth switch
        {
            VggDepth.Vgg11 => [1, 1, 2, 2, 2],
            VggDepth.Vgg13 => [2, 2, 2, 2, 2],
            VggDepth.Vgg16 => [2, 2, 3, 3, 3],
            VggDepth.Vgg19 => [2, 2, 4, 4, 4],
            _ => throw new ArgumentOutOfRangeException(nameof(depth), depth, "There is no such depth of VGG."),
        };
        ArchitectureBuilder b = new(224);
        if (HasModule(weights, "pre_logits.fc1"))           // timm's names; its fully connected layers are convolutions
        {
            b.Alias("classifier.0", "pre_logits.fc1");
            b.Alias("classifier.3", "pre_logits.fc2");
            b.Alias("classifier.6", "head.fc");
        }

        int x = ArchitectureBuilder.Input, channels = 3, index = 0;
        for (int stage = 0; stage < convolutions.Length; stage++)
        {
            int outputs = Math.Min(64 << stage, 512);
            for (int i = 0; i < convolutions[stage]; i++)
            {
                x = b.Conv($"features.{index++}", x, channels, outputs, 3, padding: 1);
                x = withBatchNorm ? b.Norm($"features.{index++}", x, outputs) : x;
                x = b.Relu($"features.{index++}", x);
                channels = outputs;
            }

            x = b.MaxPool($"features.{index++}", x, 2, 2);
        }

        x = b.Add("flatten", new Flatten(), x);
        x = b.Relu("classifier.1", b.Linear("classifier.0", x, 512 * 7 * 7, 4096));
        x = b.Relu("classifier.4", b.Linear("classifier.3", x, 4096, 4096));
        string name = $"{depth}{(withBatchNorm ? " with batch norm" : "")}";
        return Make(name, b, b.Head("classifier.6", x, 4096), weights, options, Preprocessing.ImageNet);
    }

    /// <summary>VGG with 11 layers. See <see cref="Vgg"/>.</summary>
    public static Model Vgg11(Weights weights, bool withBatchNorm = false, ModelOptions? options = null) =>
        Vgg(VggDepth.Vgg11, weights, withBatchNorm, options);

    /// <summary>VGG with 13 layers. See <see cref="Vgg"/>.</summary>
    public static Model Vgg13(Weights weights, bool withBatchNorm = false, ModelOptions? options = null) =>
        Vgg(VggDepth.Vgg13, weights, withBatchNorm, options);

    /// <summary>VGG with 16 layers. See <see cref="Vgg"/>.</summary>
    public static Model Vgg16(Weights weights, bool withBatchNorm = false, ModelOptions? options = null) =>
        Vgg(VggDepth.Vgg16, weights, withBatchNorm, options);

    /// <summary>VGG with 19 layers. See <see cref="Vgg"/>.</summary>
    public static Model Vgg19(Weights weights, bool withBatchNorm = false, ModelOptions? options = null) =>
        Vgg(VggDepth.Vgg19, weights, withBatchNorm, options);
}
