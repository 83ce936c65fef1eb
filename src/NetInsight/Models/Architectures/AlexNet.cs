using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Models.Architectures.Building;

namespace NetInsight;

public static partial class Architectures
{
    /// <summary>
    /// AlexNet as torchvision has it: Krizhevsky 2014 (arXiv:1404.5997), one tower; 3 x 224 x 224, 61.1 million parameters.
    /// </summary>
    public static Model AlexNet(Weights weights, ModelOptions? options = null)
    {
        ArchitectureBuilder b = new(224);
        int x = b.Relu("features.1", b.Conv("features.0", ArchitectureBuilder.Input, 3, 64, 11, stride: 4, padding: 2));
        x = b.MaxPool("features.2", x, 3, 2);
        x = b.Relu("features.4", b.Conv("features.3", x, 64, 192, 5, padding: 2));
        x = b.MaxPool("features.5", x, 3, 2);
        x = b.Relu("features.7", b.Conv("features.6", x, 192, 384, 3, padding: 1));
        x = b.Relu("features.9", b.Conv("features.8", x, 384, 256, 3, padding: 1));
        x = b.Relu("features.11", b.Conv("features.10", x, 256, 256, 3, padding: 1));
        x = b.MaxPool("features.12", x, 3, 2);                      // 256 x 6 x 6: torchvision's adaptive pooling is the identity
        x = b.Add("flatten", new Flatten(), x);
        x = b.Relu("classifier.2", b.Linear("classifier.1", x, 256 * 6 * 6, 4096));
        x = b.Relu("classifier.5", b.Linear("classifier.4", x, 4096, 4096));
        return Make(nameof(AlexNet), b, b.Head("classifier.6", x, 4096), weights, options, Preprocessing.ImageNet);
    }
}
