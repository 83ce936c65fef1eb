using System.Text.Json;

namespace NetInsight.Tests.Models;

/// <summary>The architectures, filled by name, against what PyTorch computes from the same weights (shared/reference/zoo.json).</summary>
public sealed class ZooTests
{
    [Fact]
    public void Weights_and_images_are_those_of_the_reference()
    {
        Assert.Equal(0x69A29A2CEE47D254UL, HashFill.Seed("conv1.weight"));
        Assert.Equal(
            [0.5450749397277832f, 0.7451617121696472f, 0.02292168140411377f],
            HashFill.Uniform("conv1.weight", new Shape(3), 0, 1).AsSpan());
        Tensor image = HashFill.Image("zoo.input", 2, 224);
        Assert.Equal([0.12880593538284302f, -0.22655010223388672f, -0.04029911756515503f], image.AsSpan()[..3]);
        Assert.Equal(-10476.048904687166, image.AsSpan().ToArray().Sum(value => (double)value), 6);
    }

    [Theory]
    [InlineData("alexnet")]
    [InlineData("vgg16")]
    [InlineData("squeezenet1_1")]
    [InlineData("resnet18")]
    [InlineData("resnet50")]
    [InlineData("resnet101")]
    [InlineData("densenet121")]
    [InlineData("mobilenet_v2")]
    public void Logits_and_inner_layers_equal_PyTorch(string name)
    {
        JsonElement expected = JsonDocument.Parse(
            File.ReadAllText(SharedFiles.Require("reference/zoo.json"))).RootElement.GetProperty(name);
        using Model model = Make(name);
        Tensor input = HashFill.Image("zoo.input", 2, 224), logits = model.Logits(input);
        for (int n = 0; n < 2; n++)
            Compare($"{name} logits {n}", expected.GetProperty("logits")[n], logits.AsSpan().Slice(n * 1000, 1000));

        JsonElement layers = expected.GetProperty("activations");
        Trace trace = model.Run(input, layers.EnumerateObject().Select(layer => NameOf(layer.Name)));
        foreach (JsonProperty layer in layers.EnumerateObject())
        {
            Tensor output = trace[NameOf(layer.Name)];
            Assert.Equal(
                layer.Value.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt32()),
                output.Shape.Dimensions.ToArray());
            Compare($"{name} {layer.Name}", layer.Value, output.AsSpan()[..(output.Count / 2)]);
        }
    }

    /// <summary>torchvision's DenseNet applies its last ReLU in place: what the reference calls norm5 was read after it.</summary>
    private static string NameOf(string layer) => layer == "features.norm5" ? "relu" : layer;

    internal static Model Make(string name) => name switch
    {
        "alexnet" => Architectures.AlexNet(HashFill.Weights),
        "vgg16" => Architectures.Vgg16(HashFill.Weights),
        "squeezenet1_1" => Architectures.SqueezeNet11(HashFill.Weights),
        "resnet18" => Architectures.ResNet18(HashFill.Weights),
        "resnet50" => Architectures.ResNet50(HashFill.Weights),
        "resnet101" => Architectures.ResNet101(HashFill.Weights),
        "densenet121" => Architectures.DenseNet121(HashFill.Weights),
        _ => Architectures.MobileNetV2(HashFill.Weights),
    };

    private static void Compare(string what, JsonElement expected, ReadOnlySpan<float> actual)
    {
        double sum = 0, squares = 0, largest = double.NegativeInfinity, magnitude = 0;
        foreach (float value in actual)
        {
            sum += value;
            squares += (double)value * value;
            largest = Math.Max(largest, value);
            magnitude = Math.Max(magnitude, Math.Abs(value));
        }

        double tolerance = Tolerances.Forward * magnitude, mean = sum / actual.Length;
        Assert.True(Math.Abs(mean - expected.GetProperty("mean").GetDouble()) <= tolerance, $"{what}: mean {mean}");
        double deviation = Math.Sqrt(squares / actual.Length - mean * mean), expectedDeviation = expected.GetProperty("std").GetDouble();
        Assert.True(
            Math.Abs(deviation - expectedDeviation) <= tolerance + magnitude / actual.Length, $"{what}: standard deviation");
        Assert.True(Math.Abs(largest - expected.GetProperty("max").GetDouble()) <= tolerance, $"{what}: maximum {largest}");
        foreach (JsonProperty sample in expected.GetProperty("samples").EnumerateObject())
        {
            float value = actual[int.Parse(sample.Name)];
            Assert.True(
                Math.Abs(value - sample.Value.GetDouble()) <= tolerance,
                $"{what} [{sample.Name}]: expected {sample.Value.GetDouble()}, got {value}");
        }
    }
}
