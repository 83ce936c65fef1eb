using CsCheck;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Tests.Execution;
using NetInsight.Tests.Imaging;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Inspection;

/// <summary>A patch alone activates its unit as the whole image does: receptive fields and rectangles are right.</summary>
public sealed class PatchCheckTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("googlenet.onnx", "inception_3a/output")]
    [InlineData("googlenet.onnx", "pool2/3x3_s2")]
    [InlineData("squeezenet1_1.onnx", "fire3/concat")]
    public void On_photographs(string network, string layer)
    {
        using Model model = Model.Load(
            SharedFiles.Require($"data/models/{network}"), new ModelOptions { Preprocessing = Preprocessing.Caffe });
        NamedImage[] photos = [.. ImageFolder.Read(SharedFiles.Require("data/images")).Take(4)];
        string name = model.Layers.Any(each => each.Name == layer)
            ? layer
            : model.Layers.Last(each => each.Name.StartsWith(layer[..^1], StringComparison.Ordinal)).Name;
        PatchTable table = MaximallyActivatingPatches.Compute(
            model, photos, name, [0, 7, 20], new() { Count = 4 }, cancellationToken: Token);
        PatchCheck check = MaximallyActivatingPatches.Verify(model, table, photos, Token);
        Assert.Equal(12, check.Checked);
        Assert.True(check.Relative <= Tolerances.Winograd, check.ToString());
    }

    [Fact]
    public void On_a_trained_residual_network()
    {
        using Model model = Architectures.CifarResNet(20, Weights.Load(SharedFiles.Require("data/models/cifar_resnet20.safetensors")));
        IEnumerable<(RgbImage Image, int Label)> first = CifarImages.Load("data/cifar10-test-first1000.safetensors").Take(40);
        NamedImage[] images = [.. first.Select((image, i) => new NamedImage($"{i:000}", image.Image))];
        PatchTable table = MaximallyActivatingPatches.Compute(
            model, images, "layer1", options: new() { Count = 3 }, cancellationToken: Token);
        PatchCheck check = MaximallyActivatingPatches.Verify(model, table, images, Token);
        Assert.Equal(48, check.Checked);
        Assert.True(check.Relative <= Tolerances.Winograd, check.ToString());
        Assert.Equal(0, MaximallyActivatingPatches.Verify(model, table, [], Token).Checked);
    }

    [Fact]
    public void On_random_networks() =>
        RandomGraph.OfOneImage.Where(random => random.Input.Shape[1] == 3 && random.Input.Shape[2] > 6).Sample(
            random =>
            {
                GraphInput input = random.Graph.Inputs[0] with
                {
                    Dimensions = [null, .. random.Input.Shape.Dimensions.ToArray()[1..].Select(extent => (int?)extent)],
                };
                Graph graph = random.Graph with { Inputs = [input] };
                using Model model = new(graph, new ModelOptions { Preprocessing = Preprocessing.UnitRange });
                NamedImage[] images = [.. Enumerable.Range(0, 2).Select(i => new NamedImage($"{i}", TestImages.Noise(23, 20 + i)))];
                IEnumerable<string> layers = model.Layers.Where(layer => layer.OutputShape is { Rank: 4 } shape && shape[0] == 1)
                    .Select(layer => layer.Name).Where(name => model.FindReceptiveField(name) is not null);
                foreach (string layer in layers)
                {
                    PatchTable table = MaximallyActivatingPatches.Compute(
                        model, images, layer, options: new() { Count = 2 }, cancellationToken: Token);
                    PatchCheck check = MaximallyActivatingPatches.Verify(model, table, images, Token);
                    Assert.True(check.Checked > 0 && check.Relative <= Tolerances.SmallNetwork, $"{layer}: {check}");
                }
            },
            iter: 30,
            threads: 1);

    [Fact]
    public void Another_image_under_the_name_is_detected()
    {
        using Model model = PatchNetworks.Small();
        NamedImage image = new("p", TestImages.Noise(16, 20));
        PatchTable table = MaximallyActivatingPatches.Compute(model, [image], "deep", cancellationToken: Token);
        Assert.True(MaximallyActivatingPatches.Verify(model, table, [image], Token).Relative <= Tolerances.Winograd);
        Assert.True(
            MaximallyActivatingPatches.Verify(model, table, [image with { Image = image.Image.Resize(20, 40) }], Token).Relative > 0.01);
        using Model other = Architectures.CifarResNet(20, HashFill.Weights);
        Assert.Throws<ArgumentException>(() => MaximallyActivatingPatches.Verify(other, table, [image], Token));
    }

    [Fact]
    public void A_check_that_fails_for_one_channel_fails_whatever_the_order()
    {
        GraphBuilder graph = new();
        using Model model = new(
            graph.Build(
                graph.Node(
                    "root",
                    new Activation<Sqrt>(),
                    graph.Input("x", null, 3, 4, 4))), new ModelOptions { Preprocessing = Preprocessing.UnitRange with { Mean = [0.5f] } });
        NamedImage white = new("p", RgbImage.Solid(4, 4, RgbColor.White)), cyan = new("p", RgbImage.Solid(4, 4, new RgbColor(0, 255, 255)));
        foreach (int[] channels in new[] { new[] { 0 }, [0, 1], [1, 0] })
        {
            PatchTable table = MaximallyActivatingPatches.Compute(model, [white], "root", channels, cancellationToken: Token);
            Assert.Equal(0, MaximallyActivatingPatches.Verify(model, table, [white], Token).Relative);
            Assert.Equal(double.NaN, MaximallyActivatingPatches.Verify(model, table, [cyan], Token).Relative);
        }
    }

    [Fact]
    public void A_check_can_be_cancelled_among_images_that_are_not_in_the_table()
    {
        using Model model = PatchNetworks.Small();
        PatchTable table = MaximallyActivatingPatches.Compute(
            model, [new("p", TestImages.Noise(16, 20))], "deep", cancellationToken: Token);
        using CancellationTokenSource source = new();
        int drawn = 0;
        IEnumerable<NamedImage> Others()
        {
            for (; drawn < 100; drawn++)
            {
                if (drawn == 3)
                    source.Cancel();
                yield return new($"{drawn}", TestImages.Noise(16, 20));
            }
        }

        Assert.Throws<OperationCanceledException>(() => MaximallyActivatingPatches.Verify(model, table, Others(), source.Token));
        Assert.Equal(3, drawn);
    }
}
