using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Models.Architectures.Building;

namespace NetInsight;

public static partial class Architectures
{
    /// <summary>DenseNet-121 (Huang et al. 2016, arXiv:1608.06993); 8.0 million parameters.</summary>
    public static Model DenseNet121(Weights weights, ModelOptions? options = null) =>
        DenseNet("DenseNet121", 32, [6, 12, 24, 16], 64, weights, options);

    /// <summary>DenseNet-169; 14.1 million parameters.</summary>
    public static Model DenseNet169(Weights weights, ModelOptions? options = null) =>
        DenseNet("DenseNet169", 32, [6, 12, 32, 32], 64, weights, options);

    /// <summary>DenseNet-201; 20.0 million parameters.</summary>
    public static Model DenseNet201(Weights weights, ModelOptions? options = null) =>
        DenseNet("DenseNet201", 32, [6, 12, 48, 32], 64, weights, options);

    /// <summary>DenseNet-161: growth rate 48; 28.7 million parameters.</summary>
    public static Model DenseNet161(Weights weights, ModelOptions? options = null) =>
        DenseNet("DenseNet161", 48, [6, 12, 36, 24], 96, weights, options);

    private static Model DenseNet(string name, int growth, int[] blocks, int channels, Weights weights, ModelOptions? options)
    {
        ArchitectureBuilder b = new(224);
        int x = b.Conv("features.conv0", ArchitectureBuilder.Input, 3, channels, 7, stride: 2, padding: 3, bias: false);
        x = b.MaxPool("features.pool0", b.Relu("features.relu0", b.Norm("features.norm0", x, channels)), 3, 2, padding: 1);
        for (int block = 0; block < blocks.Length; block++)
        {
            for (int i = 0; i < blocks[block]; i++)
            {
                x = DenseLayer(b, $"features.denseblock{block + 1}.denselayer{i + 1}", x, channels, growth);
                channels += growth;
            }

            if (block < blocks.Length - 1)
                x = Transition(b, $"features.transition{block + 1}", x, channels, channels /= 2);
        }

        x = b.Relu("relu", b.Norm("features.norm5", x, channels));
        x = b.Add("flatten", new Flatten(), b.GlobalAverage("avgpool", x));
        return Make(name, b, b.Head("classifier", x, channels), weights, options, Preprocessing.ImageNet);
    }

    /// <summary>A bottleneck of 4 x growth channels, then growth new channels, concatenated after all earlier ones.</summary>
    private static int DenseLayer(ArchitectureBuilder b, string name, int x, int channels, int growth)
    {
        int y = b.Relu($"{name}.relu1", b.Norm($"{name}.norm1", x, channels));
        y = b.Conv($"{name}.conv1", y, channels, 4 * growth, 1, bias: false);
        y = b.Relu($"{name}.relu2", b.Norm($"{name}.norm2", y, 4 * growth));
        y = b.Conv($"{name}.conv2", y, 4 * growth, growth, 3, padding: 1, bias: false);
        return b.Add($"{name}.concat", new Concat(1), x, y);
    }

    private static int Transition(ArchitectureBuilder b, string name, int x, int channels, int outputs)
    {
        int y = b.Relu($"{name}.relu", b.Norm($"{name}.norm", x, channels));
        return b.Add($"{name}.pool", new AveragePool(Window.Square(2, 2)), b.Conv($"{name}.conv", y, channels, outputs, 1, bias: false));
    }
}
