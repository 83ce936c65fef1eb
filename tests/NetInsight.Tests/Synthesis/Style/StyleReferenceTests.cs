using System.Globalization;
using NetInsight.Synthesis.Objectives;
using NetInsight.Synthesis.Style;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Synthesis.Style;

/// <summary>The losses of a style and a content, and their gradients, against PyTorch; the layers of trained networks.</summary>
public sealed class StyleReferenceTests
{
    [Theory]
    [InlineData(GramScale.Sum, "style.sum", DistanceScale.Sum, "content.sum")]
    [InlineData(GramScale.Mean, "style.mean", DistanceScale.Mean, "content.mean")]
    [InlineData(GramScale.Quarter, "style.gatys", DistanceScale.Sum, "content.sum")]
    public void Losses_and_gradients_equal_PyTorch(GramScale gram, string style, DistanceScale distance, string content)
    {
        ReferenceFile reference = ReferenceFile.Require("gradients/style-squeezenet1_1");
        using Model model = TrainedNetwork.All.ElementAt(1).Data.Load();
        LayerWeight[] layers = [.. reference.Texts["style_layers"].Split(' ').Zip(
            reference.Texts["style_weights"].Split(' '),
            (layer, weight) => new LayerWeight(layer, double.Parse(weight, CultureInfo.InvariantCulture)))];
        Tensor image = reference["image"];
        Compare(style, StyleObjective.Style(model, [(reference["style_image"], 3)], layers, gram, default));
        Compare(content, StyleObjective.Content(model, reference["content_image"], [reference.Texts["content_layer"]], distance, default));

        void Compare(string name, Objective objective)
        {
            ObjectiveValues values = new ObjectiveRun(model, -objective, image.Shape).Run(image, default);
            float expected = reference[$"{name}.value"].AsSpan()[0];
            Assert.Equal(expected, values.Values[0], Tolerances.Forward * expected);
            if (reference.Names.Contains($"{name}.gradient"))
                Near.Gradient(reference[$"{name}.gradient"], values.Gradient);
        }
    }

    [Theory]
    [InlineData(
        0, "inception_3b/output", "conv1/relu_7x7", "conv2/relu_3x3_reduce", "inception_3a/output", "inception_4a/output",
        "inception_5a/output")]
    [InlineData(1, "fire5/concat", "relu_conv1", "fire2/concat", "fire4/concat", "fire6/concat")]
    public void Layers_of_trained_networks_are_stages(int network, string content, params string[] styles)
    {
        using Model model = TrainedNetwork.All.ElementAt(network).Data.Load();
        Assert.Equal([content], StyleLayers.ForContent(model).Select(layer => layer.Layer));
        Assert.Equal(styles, StyleLayers.ForGram(model).Select(layer => layer.Layer));
        Assert.All(StyleLayers.ForGram(model), layer => Assert.Equal(1.0 / styles.Length, layer.Weight));
    }

    [Fact]
    public void Layers_of_a_residual_network_are_the_outputs_of_its_blocks()
    {
        using Model model = TrainedNetwork.All.ElementAt(2).Data.Load();
        string[] names = [.. StyleLayers.ForGram(model).Concat(StyleLayers.ForContent(model)).Select(layer => layer.Layer)];
        Assert.Equal(4, names.Length);
        string[] operators = [.. names.Select(name => model.Layers.Single(layer => layer.Name == name).Operator)];
        Assert.All(operators, name => Assert.Equal("Relu", name));
        Assert.Equal([16, 32, 64, 64], names.Select(name => model.Layers.Single(layer => layer.Name == name).OutputShape!.Value[1]));
    }
}
