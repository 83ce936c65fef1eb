using NetInsight.Synthesis.Objectives;
using NetInsight.Synthesis.Style;
using NetInsight.Tests.Attribution;
using static NetInsight.Tests.Synthesis.Style.StyleNetworks;

namespace NetInsight.Tests.Synthesis.Style;

/// <summary>Style transfer of a small VGG: what the loss is, that it falls, sizes, blends, colours, and what is refused.</summary>
public sealed class StyleTransferTests
{
    private static readonly StyleTransferOptions Quick = new() { Steps = 20 };

    [Fact]
    public void Layers_are_the_papers_where_none_are_named()
    {
        using Model model = Vgg(64, 5);
        Assert.Equal(
            ["relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"], StyleLayers.ForGram(model).Select(layer => layer.Layer));
        Assert.Equal([new LayerWeight("relu4_2")], StyleLayers.ForContent(model));
    }

    [Theory]
    [InlineData(StyleStart.Content)]
    [InlineData(StyleStart.Noise)]
    public void The_loss_falls_and_is_the_sum_of_its_layers(StyleStart start)
    {
        using Model model = Vgg();
        StyleTransferReport styled = StyleTransfer.Compute(
            model, Content(), Stripes(), Quick with { Start = start, Smoothness = 10, SnapshotEvery = 10, Steps = 60 });
        Assert.Equal((24, 36), (styled.ToImage().Height, styled.ToImage().Width));
        Assert.Equal(61, styled.Losses.Count);
        Assert.True(styled.Losses[^1] < 0.5 * styled.Losses[0], $"{styled.Losses[0]} -> {styled.Losses[^1]}");
        Assert.Equal(["relu1_1", "relu2_1", "relu3_1", "relu3_2"], styled.Layers.Select(layer => layer.Layer));
        Assert.Equal([false, false, false, true], styled.Layers.Select(layer => layer.IsContent));
        double sum = styled.Layers.Sum(layer => layer.Weight * layer.Distance);
        Assert.Equal(-styled.Synthesis.FinalValues![0], sum, Tolerances.SmallNetwork * sum);
        Assert.True(styled.Losses[^1] > sum);                       // the smoothing's share
        Assert.Equal(6, styled.Synthesis.Snapshots.Count);
        Assert.Contains("relu1_1, relu2_1, relu3_1 and 50 x content (relative) of relu3_2", styled.Caption);
        Assert.Contains(start == StyleStart.Noise ? "from noise" : "from the content", styled.Caption);
    }

    /// <summary>Distances relative to the given features and matrices, by their definition in doubles.</summary>
    [Fact]
    public void The_loss_is_that_of_its_definition()
    {
        using Model model = Vgg();
        StyleTransferReport styled = StyleTransfer.Compute(model, Content(), Stripes(30, 36), Quick with { Steps = 3 });
        string[] names = ["relu1_1", "relu2_1", "relu3_1", "relu3_2"];
        IReadOnlyDictionary<string, Tensor> own = Features(styled.Synthesis.Inputs), style = Features(Input(Stripes(30, 36))),
            content = Features(Input(Content()));
        for (int layer = 0; layer < 3; layer++)
        {
            double expected = Relative(GramMatrix.Of(own[names[layer]]), GramMatrix.Of(style[names[layer]]));
            Assert.Equal(expected, styled.Layers[layer].Distance, Tolerances.Forward);
        }

        Assert.Equal(Relative(own["relu3_2"], content["relu3_2"]), styled.Layers[3].Distance, Tolerances.Forward);
        Assert.Equal(1000.0 / 3, styled.Layers[0].Weight, Tolerances.Transcendental);

        IReadOnlyDictionary<string, Tensor> Features(Tensor input) => InputSizes.Run(model, input, names, default);

        Tensor Input(RgbImage image) => model.Preprocessing.ToTensor([image]);

        static double Relative(Tensor actual, Tensor given)
        {
            double distance = 0, squares = 0;
            for (int i = 0; i < given.Count; i++)
            {
                distance += Math.Pow((double)actual.AsSpan()[i] - given.AsSpan()[i], 2);
                squares += Math.Pow(given.AsSpan()[i], 2);
            }

            return distance / squares;
        }
    }

    /// <summary>The gradient of the distance from blended matrices is that of the weighted sum of distances.</summary>
    [Fact]
    public void Styles_are_blended_by_their_weights()
    {
        using Model model = Vgg();
        Tensor image = model.Preprocessing.ToTensor([Content()]), stripes = model.Preprocessing.ToTensor([Stripes()]),
            dots = model.Preprocessing.ToTensor([Dots()]);
        LayerWeight[] layers = ["relu1_1", new("relu2_1", 3)];
        Tensor both = GradientOf(Style((stripes, 1), (dots, 3)));
        Tensor first = GradientOf(Style((stripes, 1))), second = GradientOf(Style((dots, 7)));
        Tensor sum = new(both.Shape, [.. first.AsSpan().ToArray().Zip(second.AsSpan().ToArray(), (a, b) => 0.25f * a + 0.75f * b)]);
        Near.Relative(sum, both, Tolerances.Gradient);
        StyleTransferReport blended = StyleTransfer.Compute(model, Content(), [new(Stripes()), new(Dots(), 3)], Quick);
        Assert.Contains("2 styles blended 1 : 3", blended.Caption);
        Assert.Equal(4 * 36 + 3 * 4, blended.Beside().Width);

        Objective Style(params (Tensor, double)[] styles) => StyleObjective.Style(model, styles, layers, GramScale.Sum, default);

        Tensor GradientOf(Objective objective) => new ObjectiveRun(model, objective, image.Shape).Run(image, default).Gradient;
    }

    [Fact]
    public void Content_is_reduced_and_styles_take_a_share_of_its_size()
    {
        using Model model = Vgg();
        StyleTransferReport styled = StyleTransfer.Compute(
            model, Content(48, 72), Dots(), Quick with { Steps = 1, LongSide = 36, StyleRatio = 1.5 });
        Assert.Equal((24, 36), (styled.Content.Height, styled.Content.Width));
        Assert.Equal((54, 42), (styled.Styles[0].Height, styled.Styles[0].Width));
        Assert.Equal((24, 36), (styled.ToImage().Height, styled.ToImage().Width));
        Assert.Equal(48, StyleTransfer.Compute(model, Content(48, 72), Dots(), Quick with { Steps = 1, LongSide = null }).ToImage().Height);
    }

    [Fact]
    public void The_contents_colours_are_kept_by_luminance()
    {
        using Model model = Vgg();
        StyleTransferReport styled = StyleTransfer.Compute(
            model, Content(), Stripes(), Quick with { Colors = StyleColors.ContentByLuminance, StaysInPixelRange = true });
        RgbImage image = styled.ToImage(), content = styled.Content;
        int changed = 0;
        for (int at = 0; at < image.Pixels.Length; at += 3)
        {
            int red = image.Pixels[at] - content.Pixels[at], green = image.Pixels[at + 1] - content.Pixels[at + 1],
                blue = image.Pixels[at + 2] - content.Pixels[at + 2];
            bool isCut = new[] { at, at + 1, at + 2 }.Any(i => image.Pixels[i] is 0 or 255);
            Assert.True(isCut || (Math.Abs(red - green) <= 1 && Math.Abs(green - blue) <= 1), $"{red} {green} {blue}");
            changed += red == 0 ? 0 : 1;
        }

        Assert.True(changed > 100);
        Assert.Equal(styled.Styles[0].Pixels[0], styled.Styles[0].Pixels[2]);                     // gray
    }

    [Fact]
    public void Colours_are_matched_in_mean_and_covariance()
    {
        RgbImage style = Muted("style", 20, 5), like = Muted("content", 8, 25);
        RgbImage matched = StyleColorTransfer.Matched(style, like);
        (double[] mean, double[] covariance) = Moments(matched);
        (double[] wanted, double[] spread) = Moments(like);
        double largest = spread.Max(Math.Abs);
        for (int i = 0; i < 3; i++)
            Assert.Equal(wanted[i], mean[i], 0.1);                  // roundings to bytes
        for (int i = 0; i < 9; i++)
            Assert.InRange(covariance[i], spread[i] - 0.01 * largest, spread[i] + 0.01 * largest);
        RgbImage same = StyleColorTransfer.Matched(style, style);
        for (int at = 0; at < style.Pixels.Length; at++)
            Assert.InRange(same.Pixels[at] - style.Pixels[at], -1, 1);
        RgbImage flat = StyleColorTransfer.Matched(RgbImage.Solid(4, 4, new RgbColor(9, 9, 9)), like);
        Assert.InRange(flat.Pixels[0] - wanted[0], -0.51, 0.51);
    }

    [Fact]
    public void Equal_calls_give_equal_bits_and_a_cancelled_one_gives_what_there_is()
    {
        using Model model = Vgg();
        Assert.Equal(
            StyleTransfer.Compute(model, Content(), Dots(), Quick).Synthesis.Inputs.AsSpan().ToArray(),
            StyleTransfer.Compute(model, Content(), Dots(), Quick).Synthesis.Inputs.AsSpan().ToArray());
        using CancellationTokenSource source = new();
        StyleTransferReport styled = StyleTransfer.Compute(
            model, Content(), Dots(), Quick with { Steps = 1_000_000 }, new Cancel(source), source.Token);
        Assert.True(styled.IsCancelled);
        Assert.Empty(styled.Layers);
        Assert.Equal(styled.Synthesis.Steps, styled.Losses.Count);
        Assert.Equal(24, styled.ToImage().Height);
        Assert.ThrowsAny<OperationCanceledException>(
            () => StyleTransfer.Compute(model, Content(), Dots(), Quick, cancellationToken: source.Token));
    }

    [Fact]
    public void The_papers_losses_are_an_option_and_content_can_be_left_out()
    {
        using Model model = Vgg();
        StyleTransferReport gatys = StyleTransfer.Compute(model, Content(), Dots(), StyleTransferOptions.Gatys with { Steps = 5 });
        Assert.Contains("1000 x style (Quarter)", gatys.Caption);
        Assert.Contains("0.5 x content (Sum)", gatys.Caption);
        StyleTransferReport alone = StyleTransfer.Compute(model, Content(), Dots(), Quick with { ContentWeight = 0 });
        Assert.DoesNotContain(alone.Layers, layer => layer.IsContent);
        Assert.Contains("no content", alone.Caption);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using Model model = Vgg(), linear = SmallNetworks.Linear(1, 2, 3);
        Assert.ThrowsAny<ArgumentException>(() => StyleTransfer.Compute(model, Content(), []));
        Assert.Throws<ArgumentNullException>(() => StyleTransfer.Compute(model, null!, Dots()));
        Assert.ThrowsAny<ArgumentException>(() => StyleTransfer.Compute(model, Content(), Dots(), Quick with { GramLayers = ["relu9"] }));
        ArgumentException map = Assert.ThrowsAny<ArgumentException>(
            () => StyleTransfer.Compute(model, Content(32, 32), Dots(32, 32), Quick with { GramLayers = ["fc"] }));
        Assert.Contains("a Gram matrix needs a feature map", map.Message);
        Assert.ThrowsAny<ArgumentException>(() => StyleTransfer.Compute(model, Content(), Dots(), Quick with { ContentLayers = ["fc"] }));
        Assert.Contains("name them in", Assert.ThrowsAny<ArgumentException>(
            () => StyleTransfer.Compute(linear, Content(), Dots())).Message);
        Assert.Throws<ArgumentException>(() => new StyleTransferOptions { GramLayers = [] });
        Assert.Throws<ArgumentException>(() => new StyleTransferOptions { GramLayers = ["a", "b", "a"] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StyleTransferOptions { StyleWeight = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StyleTransferOptions { ContentWeight = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StyleTransferOptions { LongSide = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StyleTransferOptions { StyleRatio = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StyleTransferOptions { Smoothness = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StyleTransferOptions { Colors = (StyleColors)4 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LayerWeight("a", -1));
        Assert.Throws<ArgumentException>(() => new LayerWeight(""));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StyleImage(Dots(), 0));
        Assert.Throws<ArgumentNullException>(() => new StyleImage(null!));
    }

    /// <summary>Correlated colours around gray, far from black and white.</summary>
    private static RgbImage Muted(string name, double first, double second)
    {
        Tensor random = HashFill.Uniform(name, new Shape(900, 2), -1, 1);
        byte[] pixels = new byte[2700];
        for (int at = 0; at < pixels.Length; at++)
        {
            double tone = first * random[at / 3, 0] + second * (at % 3 - 1) * random[at / 3, 1];
            pixels[at] = (byte)Math.Round(120 + tone + 5 * random[at % 900, 1]);
        }

        return RgbImage.FromPixels(pixels, 30, 30, PixelLayout.Rgb24);
    }

    private static (double[] Mean, double[] Covariance) Moments(RgbImage image)
    {
        double[] mean = new double[3], covariance = new double[9];
        double count = image.Pixels.Length / 3.0;
        for (int at = 0; at < image.Pixels.Length; at++)
            mean[at % 3] += image.Pixels[at] / count;
        for (int at = 0; at < image.Pixels.Length; at += 3)
        {
            for (int i = 0; i < 9; i++)
                covariance[i] += (image.Pixels[at + i / 3] - mean[i / 3]) * (image.Pixels[at + i % 3] - mean[i % 3]) / count;
        }

        return (mean, covariance);
    }
}
