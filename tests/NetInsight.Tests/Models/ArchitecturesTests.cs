using System.Text.Json;

namespace NetInsight.Tests.Models;

/// <summary>
/// Architectures filled by name against what PyTorch computes from the same weights (architectures.json, made by
/// tests/torchvision/reference.py), and their sizes.
/// </summary>
public sealed class ArchitecturesTests
{
    private static readonly JsonElement References = JsonDocument.Parse(File.ReadAllText(
        Path.Combine(Repository.Root, "tests", "NetInsight.Tests", "Models", "architectures.json"))).RootElement;

    [Theory]
    [InlineData("efficientnet_b0")]
    [InlineData("efficientnet_b1")]
    [InlineData("inception_v3")]
    [InlineData("mnasnet0_5")]
    [InlineData("mnasnet1_3")]
    [InlineData("mobilenet_v3_large")]
    [InlineData("mobilenet_v3_small")]
    [InlineData("regnet_x_400mf")]
    [InlineData("regnet_y_400mf")]
    [InlineData("regnet_y_800mf")]
    [InlineData("resnext50_32x4d")]
    [InlineData("shufflenet_v2_x0_5")]
    [InlineData("shufflenet_v2_x1_0")]
    [InlineData("squeezenet1_0")]
    [InlineData("wide_resnet50_2")]
    public void Logits_equal_PyTorchs(string name)
    {
        JsonElement reference = References.GetProperty(name);
        float gain = reference.GetProperty("gain").GetSingle();
        using Model model = WithClasses(name, 40, (parameter, shape) =>
            shape.Rank == 1 && parameter.EndsWith(".weight", StringComparison.Ordinal)
            ? HashFill.Uniform(parameter, shape, gain * 0.5f, gain * 1.5f)
            : HashFill.Weight(parameter, shape));
        Assert.Equal(40, model.ClassCount);
        Assert.Equal(reference.GetProperty("parameters").GetInt64(), model.ParameterCount);
        Tensor logits = model.Forward(Padded(HashFill.Image("zoo.input", 1, 224), reference.GetProperty("size").GetInt32()));
        Near.Relative(
            new Tensor(new Shape(1, 40), [.. reference.GetProperty("logits").EnumerateArray().Select(value => value.GetSingle())]),
            logits,
            Tolerances.Forward);
    }

    [Theory]
    [InlineData("densenet169", 14_149_480)]
    [InlineData("efficientnet_b2", 9_109_994)]
    [InlineData("efficientnet_b3", 12_233_232)]
    [InlineData("efficientnet_b4", 19_341_616)]
    [InlineData("efficientnet_b5", 30_389_784)]
    [InlineData("googlenet", 6_624_904)]
    [InlineData("mnasnet0_75", 3_170_208)]
    [InlineData("mnasnet1_0", 4_383_312)]
    [InlineData("regnet_x_1_6gf", 9_190_136)]
    [InlineData("regnet_x_3_2gf", 15_296_552)]
    [InlineData("regnet_x_800mf", 7_259_656)]
    [InlineData("regnet_x_8gf", 39_572_648)]
    [InlineData("regnet_y_1_6gf", 11_202_430)]
    [InlineData("regnet_y_3_2gf", 19_436_338)]
    [InlineData("regnet_y_8gf", 39_381_472)]
    [InlineData("resnet34", 21_797_672)]
    [InlineData("shufflenet_v2_x1_5", 3_503_624)]
    [InlineData("shufflenet_v2_x2_0", 7_393_996)]
    public void Numbers_of_parameters_are_torchvisions(string name, long parameters)
    {
        using Model model = Architectures.Create(name, Weights.Generate((_, shape) => new Tensor(shape)));
        Assert.Equal(parameters, model.ParameterCount);
        Assert.Equal(1000, model.ClassCount);
    }

    [Fact]
    public void Preprocessing_is_that_of_torchvisions_first_weights_unless_it_is_stated()
    {
        using Model b3 = Architectures.EfficientNet(EfficientNetVariant.B3, HashFill.Weights);
        Assert.Equal(new Shape(1, 3, 300, 300), b3.InputShape);
        Assert.Equal(Preprocessing.ImageNet with { ShortSide = 320, Interpolation = Interpolation.Bicubic }, b3.Preprocessing);
        using Model inception = Architectures.InceptionV3(HashFill.Weights);
        Assert.Equal(Preprocessing.ImageNet with { ShortSide = 342 }, inception.Preprocessing);
        using Model shuffle = Architectures.ShuffleNetV2(1.5, HashFill.Weights), mnas = Architectures.MnasNet(1.3, HashFill.Weights);
        Assert.Equal((232, 232), (shuffle.Preprocessing.ShortSide, mnas.Preprocessing.ShortSide));
        using Model stated = Architectures.MobileNetV3Small(HashFill.Weights, options: new() { Preprocessing = Preprocessing.UnitRange });
        Assert.Equal(Preprocessing.UnitRange, stated.Preprocessing);
    }

    [Fact]
    public void The_size_of_the_input_can_be_chosen_where_the_architecture_has_any()
    {
        ModelOptions options = new() { InputSize = new ImageSize(96, 128) };
        using Model model = Architectures.MobileNetV3Small(HashFill.Weights, options: options);
        Assert.Equal(new Shape(1, 3, 96, 128), model.InputShape);
        Assert.Equal(1000, model.Forward(new Tensor(model.InputShape!.Value)).Count);
        Exception refusal = Assert.ThrowsAny<ArgumentException>(() => Architectures.AlexNet(HashFill.Weights, options));
        Assert.Contains("classifier.1", refusal.Message);
    }

    [Fact]
    public void Names_and_arguments_are_checked()
    {
        Exception unknown = Assert.Throws<ArgumentException>("name", () => Architectures.Create("resnet19", HashFill.Weights));
        Assert.Contains("resnet18", unknown.Message);
        Assert.Throws<ArgumentNullException>("weights", () => Architectures.Create("resnet18", null!));
        Assert.Throws<ArgumentNullException>("weights", () => Architectures.RegNet(RegNetVariant.X400MF, null!));
        Assert.Throws<ArgumentOutOfRangeException>("variant", () => Architectures.RegNet((RegNetVariant)99, HashFill.Weights));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => Architectures.MnasNet(double.NaN, HashFill.Weights));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => Architectures.ShuffleNetV2(0.7, HashFill.Weights));
        Assert.Throws<ArgumentOutOfRangeException>("depth", () => Architectures.ResNeXt(18, HashFill.Weights));
        Assert.Throws<ArgumentOutOfRangeException>("groups", () => Architectures.ResNeXt(50, HashFill.Weights, groups: 3));
        Assert.Contains("regnet_y_128gf", Architectures.Names);
    }

    /// <summary>An architecture whose state dict has the given number of classes.</summary>
    internal static Model WithClasses(string name, int classes, Func<string, Shape, Tensor> weight)
    {
        Dictionary<string, Tensor> weights = [];
        using (Architectures.Create(name, Weights.Generate(Collect)))
            return Architectures.Create(name, Weights.Of(weights));

        Tensor Collect(string parameter, Shape shape)
        {
            bool isHead = shape[0] == 1000;
            weights[parameter] = weight(parameter, isHead ? new Shape([classes, .. shape.Dimensions[1..]]) : shape);
            return isHead ? new Tensor(shape) : weights[parameter];
        }
    }

    /// <summary>The image with zeros below and to its right.</summary>
    private static Tensor Padded(Tensor image, int size)
    {
        Tensor result = new(new Shape(1, 3, size, size));
        int old = image.Shape[2];
        for (int c = 0; c < 3; c++)
        {
            for (int i = 0; i < old; i++)
                image.AsSpan().Slice((c * old + i) * old, old).CopyTo(result.AsSpan()[((c * size + i) * size)..]);
        }

        return result;
    }
}
