using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Models.Architectures.Building;

namespace NetInsight;

public static partial class Architectures
{
    /// <summary>SqueezeNet 1.0 (Iandola et al. 2016, arXiv:1602.07360); 1.25 million parameters, any input of 3 channels.</summary>
    public static Model SqueezeNet10(Weights weights, ModelOptions? options = null)
    {
        ArchitectureBuilder b = new(224);
        int x = b.Relu("features.1", b.Conv("features.0", ArchitectureBuilder.Input, 3, 96, 7, stride: 2));
        x = b.MaxPool("features.2", x, 3, 2, ceiling: true);
        x = Fire(b, "features.3", x, 96, 16, 64);
        x = Fire(b, "features.4", x, 128, 16, 64);
        x = Fire(b, "features.5", x, 128, 32, 128);
        x = b.MaxPool("features.6", x, 3, 2, ceiling: true);
        x = Fire(b, "features.7", x, 256, 32, 128);
        x = Fire(b, "features.8", x, 256, 48, 192);
        x = Fire(b, "features.9", x, 384, 48, 192);
        x = Fire(b, "features.10", x, 384, 64, 256);
        x = b.MaxPool("features.11", x, 3, 2, ceiling: true);
        x = Fire(b, "features.12", x, 512, 64, 256);
        return Make(nameof(SqueezeNet10), b, SqueezeHead(b, x), weights, options, Preprocessing.ImageNet);
    }

    /// <summary>SqueezeNet 1.1: the same accuracy as 1.0 with 2.4 times fewer operations; 1.24 million parameters.</summary>
    public static Model SqueezeNet11(Weights weights, ModelOptions? options = null)
    {
        ArchitectureBuilder b = new(224);
        int x = b.Relu("features.1", b.Conv("features.0", ArchitectureBuilder.Input, 3, 64, 3, stride: 2));
        x = b.MaxPool("features.2", x, 3, 2, ceiling: true);
        x = Fire(b, "features.3", x, 64, 16, 64);
        x = Fire(b, "features.4", x, 128, 16, 64);
        x = b.MaxPool("features.5", x, 3, 2, ceiling: true);
        x = Fire(b, "features.6", x, 128, 32, 128);
        x = Fire(b, "features.7", x, 256, 32, 128);
        x = b.MaxPool("features.8", x, 3, 2, ceiling: true);
        x = Fire(b, "features.9", x, 256, 48, 192);
        x = Fire(b, "features.10", x, 384, 48, 192);
        x = Fire(b, "features.11", x, 384, 64, 256);
        x = Fire(b, "features.12", x, 512, 64, 256);
        return Make(nameof(SqueezeNet11), b, SqueezeHead(b, x), weights, options, Preprocessing.ImageNet);
    }

    /// <summary>A fire module: a 1 x 1 squeeze, then parallel 1 x 1 and 3 x 3 expansions, concatenated.</summary>
    private static int Fire(ArchitectureBuilder b, string name, int x, int inputs, int squeeze, int expand)
    {
        int s = b.Relu($"{name}.squeeze_activation", b.Conv($"{name}.squeeze", x, inputs, squeeze, 1));
        int one = b.Relu($"{name}.expand1x1_activation", b.Conv($"{name}.expand1x1", s, squeeze, expand, 1));
        int three = b.Relu($"{name}.expand3x3_activation", b.Conv($"{name}.expand3x3", s, squeeze, expand, 3, padding: 1));
        return b.Add($"{name}.concat", new Concat(1), one, three);
    }

    private static int SqueezeHead(ArchitectureBuilder b, int x)
    {
        x = b.Relu("classifier.2", b.ConvHead("classifier.1", x, 512));
        return b.Add("flatten", new Flatten(), b.GlobalAverage("classifier.3", x));
    }
}
