using System.Text.Json;

namespace NetInsight.Tests.Models;

public sealed class SummaryTests
{
    [Fact]
    public void A_row_for_each_layer_and_totals_below()
    {
        using Model model = Architectures.ResNet18(Weights.Generate((_, shape) => new Tensor(shape)));
        string[] lines = model.Summary().Split("\n\n")[0].Split('\n');
        Assert.Equal(model.Layers.Count + 2, lines.Length);
        Assert.Equal(
            ["conv1", "Conv", "1x64x112x112", "9,408", "118,013,952", "7", "x", "7,", "stride", "2,", "from", "(-3,", "-3)"],
            lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["total", "11,689,512", "1,814,073,344"], lines[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(1_814_073_344, model.MultiplyAddCount);
    }

    [Fact]
    public void Outputs_stand_below_with_what_was_recognised()
    {
        using Model model = Architectures.SqueezeNet11(Weights.Generate((_, shape) => new Tensor(shape)));
        string[] lines = model.Summary().TrimEnd().Split('\n');
        Assert.Equal("", lines[^3]);
        Assert.StartsWith("preprocessing: ImageNet: short side 256", lines[^2]);
        Assert.EndsWith("The recipe with which SqueezeNet11 was published.", lines[^2]);
        Assert.Contains("1x1000: Logits (the network's answer). Values of Conv, averaged over positions", lines[^1]);
    }

    [Fact]
    public void Parameter_counts_are_those_of_PyTorch()
    {
        JsonElement zoo = JsonDocument.Parse(File.ReadAllText(SharedFiles.Require("reference/zoo.json"))).RootElement;
        Weights zeros = Weights.Generate((_, shape) => new Tensor(shape));
        foreach ((string name, Func<Weights, ModelOptions?, Model> make) in new (string, Func<Weights, ModelOptions?, Model>)[]
        {
            ("alexnet", Architectures.AlexNet),
            ("squeezenet1_1", Architectures.SqueezeNet11),
            ("resnet18", Architectures.ResNet18),
            ("resnet50", Architectures.ResNet50),
            ("resnet101", Architectures.ResNet101), ("densenet121", Architectures.DenseNet121), ("mobilenet_v2", Architectures.MobileNetV2),
        })
        {
            using Model model = make(zeros, null);
            Assert.Equal(zoo.GetProperty(name).GetProperty("params").GetInt64(), model.ParameterCount);
        }
    }

    /// <summary>The counts that torchvision's documentation lists.</summary>
    [Fact]
    public void Architectures_without_a_reference_have_their_published_sizes()
    {
        Weights zeros = Weights.Generate((_, shape) => new Tensor(shape));
        (long Expected, Func<Model> Make)[] networks =
        [
            (6_624_904, () => Architectures.GoogLeNet(zeros)),
            (1_248_424, () => Architectures.SqueezeNet10(zeros)),
            (21_797_672, () => Architectures.ResNet34(zeros)),
            (60_192_808, () => Architectures.ResNet152(zeros)),
            (28_681_000, () => Architectures.DenseNet161(zeros)),
            (14_149_480, () => Architectures.DenseNet169(zeros)),
            (20_013_928, () => Architectures.DenseNet201(zeros)),
            (132_863_336, () => Architectures.Vgg11(zeros)),
            (133_053_736, () => Architectures.Vgg13(zeros, withBatchNorm: true)),
            (143_667_240, () => Architectures.Vgg19(zeros)),
        ];
        foreach ((long expected, Func<Model> make) in networks)
        {
            using Model model = make();
            Assert.Equal(expected, model.ParameterCount);
            Assert.Equal(1000, model.ClassCount);
        }
    }
}
