using System.Globalization;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Models.Architectures.Building;

namespace NetInsight;

public static partial class Architectures
{
    /// <summary>
    /// ShuffleNetV2 (Ma et al. 2018, arXiv:1807.11164): half of the channels pass through, then channels are shuffled; 2.3 million
    /// parameters at width 1.
    /// </summary>
    /// <param name="width">The factor of the numbers of channels: 0.5, 1, 1.5 or 2.</param>
    /// <param name="weights">The state dict, by torchvision's names.</param>
    /// <param name="options">Preprocessing, labels, threads.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such width.</exception>
    public static Model ShuffleNetV2(double width, Weights weights, ModelOptions? options = null)
    {
        int[] outputs = width switch
        {
            0.5 => [48, 96, 192, 1024],
            1 => [116, 232, 464, 1024],
            1.5 => [176, 352, 704, 1024],
            2 => [244, 488, 976, 2048],
            _ => throw new ArgumentOutOfRangeException(nameof(width), width, "A ShuffleNetV2 has width 0.5, 1, 1.5 or 2."),
        };
        int[] repeats = [4, 8, 4];
        ArchitectureBuilder b = new(224);
        int x = b.Norm("conv1.1", b.Conv("conv1.0", ArchitectureBuilder.Input, 3, 24, 3, 2, 1, bias: false), 24);
        x = b.MaxPool("maxpool", b.Relu("conv1.2", x), 3, 2, padding: 1);
        int channels = 24;
        for (int stage = 0; stage < repeats.Length; stage++)
        {
            for (int i = 0; i < repeats[stage]; i++)
            {
                string name = $"stage{stage + 2}.{i}";
                x = i == 0 ? ShuffleDown(b, name, x, channels, outputs[stage]) : ShuffleUnit(b, name, x, channels);
                channels = outputs[stage];
            }
        }

        x = b.Norm("conv5.1", b.Conv("conv5.0", x, channels, outputs[3], 1, bias: false), outputs[3]);
        x = b.Add("flatten", new Flatten(), b.GlobalAverage("mean", b.Relu("conv5.2", x)));
        string architecture = string.Create(CultureInfo.InvariantCulture, $"ShuffleNetV2 {width}");
        Preprocessing preprocessing = width > 1 ? Preprocessing.ImageNet with { ShortSide = 232 } : Preprocessing.ImageNet;
        return Make(architecture, b, b.Head("fc", x, outputs[3]), weights, options, preprocessing);
    }

    /// <summary>Half of the channels as they are, half through branch 2; shuffled.</summary>
    private static int ShuffleUnit(ArchitectureBuilder b, string name, int x, int channels)
    {
        int half = channels / 2;
        int left = b.Add($"{name}.chunk.0", new Slice([new SliceAxis(1, 0, half)]), x);
        int right = b.Add($"{name}.chunk.1", new Slice([new SliceAxis(1, half, channels)]), x);
        return Shuffled(b, name, left, ShuffleBranch(b, name, right, half, half, 1), channels);
    }

    /// <summary>Both branches at stride 2 from all channels; shuffled.</summary>
    private static int ShuffleDown(ArchitectureBuilder b, string name, int x, int inputs, int outputs)
    {
        int half = outputs / 2;
        int left = b.Conv($"{name}.branch1.0", x, inputs, inputs, 3, 2, 1, groups: inputs, bias: false);
        left = b.Conv($"{name}.branch1.2", b.Norm($"{name}.branch1.1", left, inputs), inputs, half, 1, bias: false);
        left = b.Relu($"{name}.branch1.4", b.Norm($"{name}.branch1.3", left, half));
        return Shuffled(b, name, left, ShuffleBranch(b, name, x, inputs, half, 2), outputs);
    }

    private static int ShuffleBranch(ArchitectureBuilder b, string name, int x, int inputs, int outputs, int stride)
    {
        int y = b.Norm($"{name}.branch2.1", b.Conv($"{name}.branch2.0", x, inputs, outputs, 1, bias: false), outputs);
        y = b.Conv($"{name}.branch2.3", b.Relu($"{name}.branch2.2", y), outputs, outputs, 3, stride, 1, groups: outputs, bias: false);
        y = b.Conv($"{name}.branch2.5", b.Norm($"{name}.branch2.4", y, outputs), outputs, outputs, 1, bias: false);
        return b.Relu($"{name}.branch2.7", b.Norm($"{name}.branch2.6", y, outputs));
    }

    /// <summary>Channels of both branches alternate: left 0, right 0, left 1, right 1, ...</summary>
    private static int Shuffled(ArchitectureBuilder b, string name, int left, int right, int channels)
    {
        Gather alternate = new([.. Enumerable.Range(0, channels).Select(c => c / 2 + c % 2 * (channels / 2))], new Shape(channels), 1);
        return b.Add($"{name}.shuffle", alternate, b.Add($"{name}.concat", new Concat(1), left, right));
    }
}
