using NetInsight.Tests.Attribution;
using static NetInsight.Tests.Synthesis.Style.StyleNetworks;

namespace NetInsight.Tests.Synthesis.Style;

/// <summary>Textures of a small VGG: the loss falls, sizes, several images, and what is refused.</summary>
public sealed class TextureSynthesisTests
{
    private static readonly TextureSynthesisOptions Quick = new() { Steps = 60 };

    [Theory]
    [InlineData(GramScale.Relative)]
    [InlineData(GramScale.Quarter)]
    public void Gram_matrices_become_the_textures(GramScale scale)
    {
        using Model model = Vgg();
        SynthesizedImages images = TextureSynthesis.Compute(
            model, Stripes(), Quick with { Scale = scale, Images = 2, Size = new ImageSize(20, 28), Weight = 1e5 });
        Assert.Equal((2, 20, 28), (images.Count, images.ToImage(1).Height, images.ToImage(1).Width));
        for (int image = 0; image < 2; image++)
        {
            double before = images.ValuesOf(image)[0], after = images.FinalValues![image];
            Assert.True(after > 0.1 * before, $"{before} -> {after}");
        }

        Assert.False(images.ToImage(0).Pixels.SequenceEqual(images.ToImage(1).Pixels));
        Assert.Contains("the texture (Gram matrices", images.Caption);
        Assert.Contains("relu1_1, relu2_1, relu3_1", images.Caption);
    }

    [Fact]
    public void A_texture_keeps_its_size_or_is_reduced()
    {
        using Model model = Vgg();
        TextureSynthesisOptions once = Quick with { Steps = 1 };
        Assert.Equal((26, 20), Size(TextureSynthesis.Compute(model, Dots(), once)));
        Assert.Equal((13, 10), Size(TextureSynthesis.Compute(model, Dots(), once with { LongSide = 13 })));

        static (int, int) Size(SynthesizedImages images) => (images.ToImage().Height, images.ToImage().Width);
    }

    [Fact]
    public void A_cancelled_call_returns_what_there_is_and_wrong_options_are_refused()
    {
        using Model model = Vgg();
        using CancellationTokenSource source = new();
        SynthesizedImages images = TextureSynthesis.Compute(
            model, Dots(), Quick with { Steps = 1_000_000 }, new Cancel(source), source.Token);
        Assert.True(images.IsCancelled);
        Assert.Throws<ArgumentNullException>(() => TextureSynthesis.Compute(model, null!));
        Assert.ThrowsAny<ArgumentException>(() => TextureSynthesis.Compute(model, Dots(), Quick with { GramLayers = ["relu9"] }));
        Assert.Throws<ArgumentException>(() => new TextureSynthesisOptions { GramLayers = [] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextureSynthesisOptions { Weight = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextureSynthesisOptions { Images = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextureSynthesisOptions { Scale = (GramScale)9 });
        Assert.Throws<ArgumentException>(() => TextureSynthesis.Compute(model, RgbImage.Solid(8, 8, new RgbColor(0, 0, 0)), Quick));
    }
}
