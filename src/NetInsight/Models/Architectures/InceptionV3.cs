using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Models.Architectures.Building;

namespace NetInsight;

public static partial class Architectures
{
    /// <summary>
    /// Inception v3 (Szegedy et al. 2015, arXiv:1512.00567) for 299 x 299 pixels, without the auxiliary classifier, whose weights are not
    /// used; 23.8 million parameters.
    /// </summary>
    /// <param name="weights">The state dict; torchvision and timm give the same names.</param>
    /// <param name="transformsInput">
    /// Whether the input, preprocessed for ImageNet, is first converted to mean 0.5 and std 0.5, as torchvision's trained weights expect.
    /// </param>
    /// <param name="options">Preprocessing, labels, threads.</param>
    /// <exception cref="ModelFormatException">Parameters are missing, surplus or misshapen; all are listed.</exception>
    public static Model InceptionV3(Weights weights, bool transformsInput = true, ModelOptions? options = null)
    {
        ArchitectureBuilder b = new(299);
        int x = ConvNorm(b, "Conv2d_1a_3x3", TransformedInput(b, transformsInput), 3, 32, 3, 2);
        x = ConvNorm(b, "Conv2d_2b_3x3", ConvNorm(b, "Conv2d_2a_3x3", x, 32, 32, 3), 32, 64, 3, padding: 1);
        x = b.MaxPool("maxpool1", x, 3, 2);
        x = ConvNorm(b, "Conv2d_4a_3x3", ConvNorm(b, "Conv2d_3b_1x1", x, 64, 80, 1), 80, 192, 3);
        x = b.MaxPool("maxpool2", x, 3, 2);
        InceptionBlocks blocks = new(b);
        x = blocks.A("Mixed_5b", x, 192, 32);
        x = blocks.A("Mixed_5c", x, 256, 64);
        x = blocks.A("Mixed_5d", x, 288, 64);
        x = blocks.B("Mixed_6a", x, 288);
        x = blocks.C("Mixed_6b", x, 128);
        x = blocks.C("Mixed_6c", x, 160);
        x = blocks.C("Mixed_6d", x, 160);
        x = blocks.C("Mixed_6e", x, 192);
        x = blocks.D("Mixed_7a", x);
        x = blocks.E("Mixed_7b", x, 1280);
        x = blocks.E("Mixed_7c", x, 2048);
        x = b.Add("flatten", new Flatten(), b.GlobalAverage("avgpool", x));
        Preprocessing preprocessing = Preprocessing.ImageNet with { ShortSide = 342 };
        int output = b.Head("fc", x, 2048);
        Func<string, bool> isAuxiliary = name => name.StartsWith("AuxLogits.", StringComparison.Ordinal);
        return Make(nameof(InceptionV3), b, output, weights, options, preprocessing, isAuxiliary);
    }
}
