using NetInsight.Imaging;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Models.Architectures.Building;

namespace NetInsight;

public static partial class Architectures
{
    /// <summary>
    /// RegNet (Radosavovic et al. 2020, arXiv:2003.13678): bottlenecks with grouped convolutions, whose numbers and widths follow from four
    /// parameters.
    /// </summary>
    /// <param name="variant">The size.</param>
    /// <param name="weights">The state dict, by torchvision's names or by timm's.</param>
    /// <param name="options">Preprocessing, labels, threads.</param>
    /// <exception cref="ModelFormatException">Parameters are missing, surplus or misshapen; all are listed.</exception>
    public static Model RegNet(RegNetVariant variant, Weights weights, ModelOptions? options = null)
    {
        RegNetStages stages = Check.Defined(variant, nameof(variant)) switch
        {
            RegNetVariant.X400MF => new(22, 24, 24.48f, 2.54f, 16),
            RegNetVariant.X800MF => new(16, 56, 35.73f, 2.28f, 16),
            RegNetVariant.X1600MF => new(18, 80, 34.01f, 2.25f, 24),
            RegNetVariant.X3200MF => new(25, 88, 26.31f, 2.25f, 48),
            RegNetVariant.X8GF => new(23, 80, 49.56f, 2.88f, 120),
            RegNetVariant.X16GF => new(22, 216, 55.59f, 2.1f, 128),
            RegNetVariant.X32GF => new(23, 320, 69.86f, 2.0f, 168),
            RegNetVariant.Y400MF => new(16, 48, 27.89f, 2.09f, 8),
            RegNetVariant.Y800MF => new(14, 56, 38.84f, 2.4f, 16),
            RegNetVariant.Y1600MF => new(27, 48, 20.71f, 2.65f, 24),
            RegNetVariant.Y3200MF => new(21, 80, 42.63f, 2.66f, 24),
            RegNetVariant.Y8GF => new(17, 192, 76.82f, 2.19f, 56),
            RegNetVariant.Y16GF => new(18, 200, 106.23f, 2.48f, 112),
            RegNetVariant.Y32GF => new(20, 232, 115.89f, 2.53f, 232),
            _ => new(27, 456, 160.83f, 2.52f, 264),
        };
        bool isTimm = HasModule(weights, "stem.conv"), squeezes = variant >= RegNetVariant.Y400MF;
        ArchitectureBuilder b = new(224);
        int x = ConvNormOf(b, "stem", isTimm ? "stem" : null, ArchitectureBuilder.Input, 3, 32, 3, 2);
        x = b.Relu("stem.2", x);
        int channels = 32, stage = 0;
        foreach ((int width, int blocks, int groupWidth) in stages.Compute())
        {
            stage++;
            for (int i = 0; i < blocks; i++)
            {
                string name = $"trunk_output.block{stage}.block{stage}-{i}";
                string? timm = isTimm ? $"s{stage}.b{i + 1}" : null;
                int squeeze = squeezes ? (int)Math.Round(0.25 * channels) : 0;
                x = RegNetBlock(b, name, timm, x, channels, width, groupWidth, i == 0 ? 2 : 1, squeeze);
                channels = width;
            }
        }

        if (isTimm)
            b.Alias("fc", "head.fc");
        x = b.Add("flatten", new Flatten(), b.GlobalAverage("avgpool", x));
        return Make($"RegNet {variant}", b, b.Head("fc", x, channels), weights, options, Preprocessing.ImageNet);
    }

    /// <summary>1 x 1, grouped 3 x 3, squeeze and excitation, 1 x 1; added to the input, projected where the shape differs.</summary>
    private static int RegNetBlock(
        ArchitectureBuilder b, string name, string? timm, int x, int inputs, int width, int groupWidth, int stride, int squeeze)
    {
        int y = b.Relu($"{name}.f.a.2", ConvNormOf(b, $"{name}.f.a", timm is null ? null : $"{timm}.conv1", x, inputs, width, 1));
        y = ConvNormOf(b, $"{name}.f.b", timm is null ? null : $"{timm}.conv2", y, width, width, 3, stride, width / groupWidth);
        y = b.Relu($"{name}.f.b.2", y);
        if (squeeze > 0)
        {
            if (timm is not null)
            {
                b.Alias($"{name}.f.se.fc1", $"{timm}.se.fc1");
                b.Alias($"{name}.f.se.fc2", $"{timm}.se.fc2");
            }

            y = b.SqueezeExcitation($"{name}.f.se", y, width, squeeze, new Activation<Relu>(), new Activation<Sigmoid>());
        }

        y = ConvNormOf(b, $"{name}.f.c", timm is null ? null : $"{timm}.conv3", y, width, width, 1);
        int shortcut = stride == 1 && inputs == width
            ? x
            : ConvNormOf(b, $"{name}.proj", timm is null ? null : $"{timm}.downsample", x, inputs, width, 1, stride);
        return b.Relu($"{name}.activation", b.Add($"{name}.add", new Arithmetic<Add>(), shortcut, y));
    }

    /// <summary>A convolution and its normalisation: modules 0 and 1 in torchvision, conv and bn in timm.</summary>
    private static int ConvNormOf(
        ArchitectureBuilder b, string name, string? timm, int x, int inputs, int outputs, int kernel, int stride = 1, int groups = 1)
    {
        if (timm is not null)
        {
            b.Alias($"{name}.0", $"{timm}.conv");
            b.Alias($"{name}.1", $"{timm}.bn");
        }

        int y = b.Conv($"{name}.0", x, inputs, outputs, kernel, stride, kernel / 2, groups, bias: false);
        return b.Norm($"{name}.1", y, outputs);
    }
}
