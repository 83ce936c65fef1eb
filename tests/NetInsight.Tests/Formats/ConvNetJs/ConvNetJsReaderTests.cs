using System.Text;
using System.Text.Json;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Formats.ConvNetJs;

/// <summary>Networks that ConvNetJS itself wrote.</summary>
public sealed class ConvNetJsReaderTests
{
    private const string Trained = "data/models/convnetjs-cifar10.json";
    private const string Original = "data/models/convnetjs-cifar10-original.json";

    /// <remarks>
    /// The four images are indices into the test set sorted by class, 1000 of each. The file holds the first 200 of each class, so only
    /// index 0 is among them; 1234, 5678 and 9999 are images 234, 678 and 999 of their classes.
    /// </remarks>
    [Fact]
    public void Probabilities_equal_those_that_ConvNetJS_computes()
    {
        using Model model = Model.Load(SharedFiles.Require(Trained));
        JsonElement expected = Expected();
        Assert.Equal(0, expected.GetProperty("test_index")[0].GetInt32());
        (RgbImage image, int label) = CifarImages.Load("data/cifar10-test-2000.safetensors")[0];
        Assert.Equal(expected.GetProperty("labels")[0].GetInt32(), label);
        float[] probabilities = [.. Floats(expected.GetProperty("probabilities")[0])];
        Near.Absolute(probabilities, model.Probabilities(PreprocessingOf(expected).ToTensor([image])).AsSpan(), 1e-5);
    }

    [Fact]
    public void The_trained_network_has_its_accuracy_of_73_percent()
    {
        using Model model = Model.Load(SharedFiles.Require(Trained));
        double right = CifarImages.Right(
            model, PreprocessingOf(Expected()), CifarImages.Load("data/cifar10-test-2000.safetensors")) / 2000.0;
        Assert.InRange(right, 0.705, 0.755);        // 73%, rounded, and two standard errors of a proportion among 2000
    }

    [Fact]
    public void The_original_demo_classifies_756_of_the_first_1000_test_images_correctly()
    {
        using Model model = Model.Load(SharedFiles.Require(Original));
        Assert.Equal(756, CifarImages.Right(model, model.Preprocessing, CifarImages.Load("data/cifar10-test-first1000.safetensors")));
    }

    [Fact]
    public void Layers_are_numbered_by_type_and_inputs_range_from_minus_a_half_to_a_half()
    {
        using Model model = Model.Load(SharedFiles.Require(Trained));
        Assert.Equal(
            ["conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "conv3", "relu3", "pool3", "fc.flatten", "fc", "prob"],
            model.Layers.Select(layer => layer.Name));
        Assert.Equal(new Shape(1, 16, 16, 16), model.Layers[2].OutputShape);
        Assert.Equal((new Shape(1, 3, 32, 32), 10), (model.InputShape, model.ClassCount));
        Assert.Equal(
            [-0.5f, 0, 0.5f], model.Preprocessing.ToInput(new RgbColor(0, 127, 255)).AsSpan().ToArray().Select(x => MathF.Round(x, 2)));
    }

    [Fact]
    public void A_stream_and_a_file_with_whitespace_or_a_byte_order_mark_are_read()
    {
        string json = ConvNetJsBuilder.Network(ConvNetJsBuilder.Input(2, 2, 3), ConvNetJsBuilder.Layer("relu"));
        string path = Path.Combine(Path.GetTempPath(), $"netinsight-{Guid.NewGuid():N}.json");
        try
        {
            foreach (string before in new[] { "", "\ufeff", " \r\n\t", new string(' ', 10_000), "\ufeff" + new string('\n', 4093) })
            {
                File.WriteAllText(path, before + json, new UTF8Encoding(false));
                using Model fromFile = Model.Load(path), fromStream = ConvNetJsBuilder.Load(before + json);
                Assert.Equal("relu1", fromFile.Layers.Single().Name);
                Assert.Equal("relu1", fromStream.Layers.Single().Name);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Options_take_precedence_over_the_default_preprocessing()
    {
        string json = ConvNetJsBuilder.Network(ConvNetJsBuilder.Input(2, 2, 1), ConvNetJsBuilder.Layer("relu"));
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(json));
        using Model gray = ConvNetJsBuilder.Load(json), own = Model.Load(stream, new ModelOptions { Preprocessing = Preprocessing.Caffe });
        Assert.Equal(Preprocessing.UnitRange with { Channels = ChannelOrder.Gray }, gray.Preprocessing);
        Assert.Equal(Preprocessing.Caffe, own.Preprocessing);
    }

    private static JsonElement Expected() =>
        JsonDocument.Parse(File.ReadAllText(SharedFiles.Require("data/models/convnetjs-cifar10.expected.json"))).RootElement;

    private static Preprocessing PreprocessingOf(JsonElement expected) => Preprocessing.UnitRange with
    {
        Mean = [.. Floats(expected.GetProperty("preprocessing").GetProperty("mean"))],
        Std = [.. Floats(expected.GetProperty("preprocessing").GetProperty("std"))],
    };

    private static IEnumerable<float> Floats(JsonElement values) => values.EnumerateArray().Select(value => (float)value.GetDouble());
}
