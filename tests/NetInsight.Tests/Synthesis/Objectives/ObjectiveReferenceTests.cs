using NetInsight.Synthesis.Objectives;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Synthesis.Objectives;

/// <summary>Objectives of trained networks and their gradients against PyTorch.</summary>
public sealed class ObjectiveReferenceTests
{
    [Fact]
    public void Style_and_content_equal_PyTorch()
    {
        ReferenceFile reference = ReferenceFile.Require("gradients/style-squeezenet1_1");
        using Model model = TrainedNetwork.All.ElementAt(1).Data.Load();
        string[] layers = reference.Texts["style_layers"].Split(' ');
        double[] weights = [.. reference.Texts["style_weights"].Split(' ')
            .Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
        string content = reference.Texts["content_layer"];
        Dictionary<string, Tensor> grams = InputSizes.Run(model, reference["style_image"], layers, default)
            .ToDictionary(layer => layer.Key, layer => GramMatrix.Of(layer.Value));
        foreach (string layer in layers.Where(layer => reference.Names.Contains($"gram.{layer}")))
            Near.Relative(reference[$"gram.{layer}"], grams[layer], Tolerances.Forward);
        Tensor features = InputSizes.Run(model, reference["content_image"], [content], default)[content], image = reference["image"];
        Compare("style.sum", Style(GramScale.Sum));
        Compare("style.mean", Style(GramScale.Mean));
        Compare("style.gatys", Style(GramScale.Quarter));
        Compare("content.sum", Objective.FeatureDistance(content, features));
        Compare("content.mean", Objective.FeatureDistance(content, features, DistanceScale.Mean));

        Objective Style(GramScale scale) => layers
            .Select((layer, index) => weights[index] * Objective.GramDistance(layer, grams[layer], scale))
            .Aggregate((sum, next) => sum + next);

        void Compare(string name, Objective objective)
        {
            ObjectiveValues values = new ObjectiveRun(model, objective, image.Shape).Run(image, default);
            float expected = reference[$"{name}.value"].AsSpan()[0];
            Assert.Equal(expected, values.Values[0], Tolerances.Forward * expected);
            if (reference.Names.Contains($"{name}.gradient"))
                Near.Gradient(reference[$"{name}.gradient"], values.Gradient);
        }
    }

    [Fact]
    public void Inversion_equals_PyTorch()
    {
        ReferenceFile reference = ReferenceFile.Require("gradients/inversion-squeezenet1_1");
        Tensor content = ReferenceFile.Require("gradients/style-squeezenet1_1")["content_image"];
        using Model model = TrainedNetwork.All.ElementAt(1).Data.Load();
        string layer = reference.Texts["layer"];
        Tensor image = HashFill.Uniform("inversion.start", content.Shape, -60, 60);
        Objective distance = Objective.FeatureDistance(
            layer, InputSizes.Run(model, content, [layer], default)[layer], DistanceScale.Relative);
        ObjectiveValues data = new ObjectiveRun(model, distance, image.Shape).Run(image, default);
        Near.Gradient(reference["gradient.data"], data.Gradient);
        Tensor gradient = data.Gradient.Clone();
        double alpha = Regularizer.AlphaNorm(1e-14).Penalty(image.AsSpan(), 96, 96, gradient.AsSpan());
        double variation = Regularizer.TotalVariation(1e-6).Penalty(image.AsSpan(), 96, 96, gradient.AsSpan());
        Near.Gradient(reference["gradient"], gradient);
        double[] expected = [.. reference["value"].AsSpan().ToArray().Select(value => (double)value)];
        double[] actual = [data.Values[0] + alpha + variation, data.Values[0], alpha, variation];
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], Tolerances.Forward * expected[i]);
    }

    [Fact]
    public void The_objective_of_DeepDream_equals_PyTorch()
    {
        ReferenceFile reference = ReferenceFile.Require("gradients/deepdream-googlenet");
        using Model model = TrainedNetwork.All.First().Data.Load();
        Tensor image = reference["image"];
        ObjectiveValues values = new ObjectiveRun(
            model, Objective.HalfSquaredNorm(reference.Texts["layer"]), image.Shape).Run(image, default);
        float expected = reference["value"].AsSpan()[0];
        Assert.Equal(expected, values.Values[0], Tolerances.Forward * expected);
        Near.Mostly(reference["gradient"], values.Gradient, Tolerances.NetworkGradient);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Units_channels_and_norms_equal_PyTorch(int network)
    {
        TrainedNetwork trained = TrainedNetwork.All.ElementAt(network).Data;
        ReferenceFile reference = ReferenceFile.Require($"gradients/inner-gradients-{trained.Reference}");
        using Model model = trained.Load();
        Tensor input = trained.Open()["input"];
        string[] unit = reference.Texts["unit"].Split(' '), channel = reference.Texts["channel_mean"].Split(' ');
        Compare("unit", Objective.Unit(unit[0], int.Parse(unit[2]), int.Parse(unit[4]), int.Parse(unit[6])));
        Compare("channel_mean", Objective.Channel(channel[0], int.Parse(channel[2])));
        Compare("half_squared_norm", Objective.HalfSquaredNorm(reference.Texts["half_squared_norm"]));

        void Compare(string name, Objective objective)
        {
            ObjectiveValues values = new ObjectiveRun(model, objective, input.Shape).Run(input, default);
            double expected = double.Parse(reference.Texts[$"value_{name}"], System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(expected, values.Values[0], Tolerances.Forward * Math.Abs(expected));
            Near.Gradient(reference[$"input_gradient.{name}"], values.Gradient);
        }
    }
}
