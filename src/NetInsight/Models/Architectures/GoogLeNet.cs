using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Models.Architectures.Building;

namespace NetInsight;

public static partial class Architectures
{
    /// <summary>
    /// GoogLeNet as torchvision has it (Szegedy et al. 2014, arXiv:1409.4842): with batch normalisation, 3 x 3 where the paper has 5 x 5,
    /// without the auxiliary classifiers, whose weights are ignored; 6.6 million parameters.
    /// </summary>
    /// <param name="weights">The state dict.</param>
    /// <param name="transformsInput">
    /// Whether the input, preprocessed for ImageNet, is first converted to mean 0.5 and std 0.5, as torchvision's trained weights expect.
    /// </param>
    /// <param name="options">Preprocessing, labels, threads.</param>
    public static Model GoogLeNet(Weights weights, bool transformsInput = true, ModelOptions? options = null)
    {
        ArchitectureBuilder b = new(224);
        int x = TransformedInput(b, transformsInput);
        x = b.MaxPool("maxpool1", ConvNorm(b, "conv1", x, 3, 64, 7, 2, 3), 3, 2, ceiling: true);
        x = ConvNorm(b, "conv3", ConvNorm(b, "conv2", x, 64, 64, 1), 64, 192, 3, padding: 1);
        x = b.MaxPool("maxpool2", x, 3, 2, ceiling: true);
        x = Inception(b, "inception3a", x, 192, 64, 96, 128, 16, 32, 32);
        x = Inception(b, "inception3b", x, 256, 128, 128, 192, 32, 96, 64);
        x = b.MaxPool("maxpool3", x, 3, 2, ceiling: true);
        x = Inception(b, "inception4a", x, 480, 192, 96, 208, 16, 48, 64);
        x = Inception(b, "inception4b", x, 512, 160, 112, 224, 24, 64, 64);
        x = Inception(b, "inception4c", x, 512, 128, 128, 256, 24, 64, 64);
        x = Inception(b, "inception4d", x, 512, 112, 144, 288, 32, 64, 64);
        x = Inception(b, "inception4e", x, 528, 256, 160, 320, 32, 128, 128);
        x = b.MaxPool("maxpool4", x, 2, 2, ceiling: true);
        x = Inception(b, "inception5a", x, 832, 256, 160, 320, 32, 128, 128);
        x = Inception(b, "inception5b", x, 832, 384, 192, 384, 48, 128, 128);
        x = b.Add("flatten", new Flatten(), b.GlobalAverage("avgpool", x));
        int output = b.Head("fc", x, 1024);
        Func<string, bool> isAuxiliary = name => name.StartsWith("aux", StringComparison.Ordinal);
        return Make(nameof(GoogLeNet), b, output, weights, options, Preprocessing.ImageNet, isAuxiliary);
    }

    /// <summary>The input, from ImageNet's mean and std to 0.5 and 0.5 where that is wanted.</summary>
    private static int TransformedInput(ArchitectureBuilder b, bool transforms)
    {
        if (!transforms)
            return ArchitectureBuilder.Input;
        int scale = b.Constant(new Shape(1, 3, 1, 1), 0.229f / 0.5f, 0.224f / 0.5f, 0.225f / 0.5f);
        int x = b.Add("transform_input.scale", new Arithmetic<Mul>(), ArchitectureBuilder.Input, scale);
        int shift = b.Constant(new Shape(1, 3, 1, 1), (0.485f - 0.5f) / 0.5f, (0.456f - 0.5f) / 0.5f, (0.406f - 0.5f) / 0.5f);
        return b.Add("transform_input.shift", new Arithmetic<Add>(), x, shift);
    }

    /// <summary>Four parallel branches, concatenated: 1 x 1; 1 x 1 then 3 x 3, twice; max-pooling then 1 x 1.</summary>
    private static int Inception(
        ArchitectureBuilder b, string name, int x, int inputs, int one, int reduce3, int three, int reduce5, int five, int pool)
    {
        int branch1 = ConvNorm(b, $"{name}.branch1", x, inputs, one, 1);
        int branch2 = ConvNorm(b, $"{name}.branch2.0", x, inputs, reduce3, 1);
        branch2 = ConvNorm(b, $"{name}.branch2.1", branch2, reduce3, three, 3, padding: 1);
        int branch3 = ConvNorm(b, $"{name}.branch3.0", x, inputs, reduce5, 1);
        branch3 = ConvNorm(b, $"{name}.branch3.1", branch3, reduce5, five, 3, padding: 1);
        int branch4 = ConvNorm(b, $"{name}.branch4.1", b.MaxPool($"{name}.branch4.0", x, 3, 1, padding: 1, ceiling: true), inputs, pool, 1);
        return b.Add($"{name}.concat", new Concat(1), branch1, branch2, branch3, branch4);
    }

    private static int ConvNorm(
        ArchitectureBuilder b, string name, int x, int inputs, int outputs, int kernel, int stride = 1, int padding = 0)
    {
        int y = b.Conv($"{name}.conv", x, inputs, outputs, kernel, stride, padding, bias: false);
        return b.Relu($"{name}.relu", b.Norm($"{name}.bn", y, outputs, epsilon: 1e-3f));
    }
}
