using CsCheck;
using NetInsight.Segmentation.Cutting;
using NetInsight.Tests.Imaging;

namespace NetInsight.Tests.Segmentation.Cutting;

public sealed class GrabCutTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_disc_of_its_own_colour_is_found_from_a_few_examples()
    {
        RgbImage image = Disc(60, 80, noise: 12);
        PixelSeed[] seeds = new PixelSeed[60 * 80];
        foreach (int column in Enumerable.Range(38, 5))
            seeds[30 * 80 + column] = PixelSeed.Foreground;
        foreach (int column in Enumerable.Range(0, 80))
            seeds[column] = PixelSeed.Background;
        GrabCut cut = Run(image, seeds, 50, 10);
        Assert.Equal(Enumerable.Range(0, 60 * 80).Select(i => IsInside(i / 80, i % 80)), cut.Labels.ToArray());
        Assert.True(cut.IsConverged);
    }

    [Fact]
    public void The_energy_falls_and_examples_keep_their_label_where_asked() =>
        Gen.Select(TestImages.Random(12).Where(image => image.Height * image.Width > 1), Gen.Double[0, 60], Gen.Bool, Gen.Int).Sample(
            (image, gamma, keeps, number) =>
            {
                PixelSeed[] seeds = Seeds(image, number);
                GrabCut cut = new(image, seeds, 3, gamma, keeps);
                cut.Run(6, new ProgressReport(null, 7), Token);
                foreach ((double before, double after) in cut.Energies.Zip(cut.Energies.Skip(1)))
                    Assert.True(after <= before + 1e-4 * seeds.Length, $"{after} after {before}");      // costs are cut at 2^-16
                for (int i = 0; i < seeds.Length && keeps; i++)
                    Assert.True(seeds[i] == PixelSeed.None || cut.Labels[i] == (seeds[i] == PixelSeed.Foreground));
            },
            iter: 200, threads: 1);

    [Fact]
    public void Without_a_boundary_every_pixel_takes_its_cheaper_side()
    {
        RgbImage image = Disc(24, 24, noise: 120);
        PixelSeed[] seeds = Seeds(image, 3);
        GrabCut cut = Run(image, seeds, 0, 0);
        ColorMixture foreground = Mixture(image, seeds, PixelSeed.Foreground), background = Mixture(image, seeds, PixelSeed.Background);
        for (int i = 0; i < seeds.Length; i++)
        {
            RgbColor color = image[i / 24, i % 24];
            double difference = background.CostOf(color.R, color.G, color.B, out _) - foreground.CostOf(color.R, color.G, color.B, out _);
            if (Math.Abs(difference) > 1e-4)
                Assert.Equal(difference > 0, cut.Labels[i]);
        }
    }

    [Fact]
    public void Edges_cost_what_the_paper_says()
    {
        byte[] pixels = [0, 0, 0, 10, 0, 0, 0, 20, 0, 0, 0, 30];        // squares 100, 400, 900 and, along diagonals, 900 and 500
        RgbImage image = RgbImage.FromPixels(pixels, 2, 2, PixelLayout.Rgb24);
        PixelEdges edges = new(image, 50);
        // right: |(10,0,0)|^2, |(0,-20,30)|^2; down: |(0,20,0)|^2, |(-10,0,30)|^2; diagonals: |(0,0,30)|^2, |(-10,20,0)|^2
        double mean = (100 + 1300 + 400 + 1000 + 900 + 500) / 6.0;
        Assert.Equal(1 / (2 * mean), edges.Beta, 1e-15);
        Assert.Equal(50 * Math.Exp(-400 / (2 * mean)), edges.CostOf(400, 2), 1e-12);
        Assert.Equal(50 / Math.Sqrt(2) * Math.Exp(-500 / (2 * mean)), edges.CostOf(500, 6), 1e-12);
        Assert.Equal(0, new PixelEdges(RgbImage.Solid(3, 3, RgbColor.Gray), 50).Beta);
    }

    [Theory]
    [InlineData(1, 40)]
    [InlineData(40, 1)]
    [InlineData(1, 2)]
    public void Lines_of_pixels_have_no_neighbours_across(int height, int width)
    {
        byte[] pixels = [.. Enumerable.Range(0, 3 * height * width).Select(i => i / 3 < height * width / 2 ? (byte)20 : (byte)220)];
        PixelSeed[] seeds = new PixelSeed[height * width];
        (seeds[0], seeds[^1]) = (PixelSeed.Foreground, PixelSeed.Background);
        GrabCut cut = Run(RgbImage.FromPixels(pixels, height, width, PixelLayout.Rgb24), seeds, 50, 5);
        Assert.Equal(Enumerable.Range(0, height * width).Select(i => i < height * width / 2), cut.Labels.ToArray());
    }

    [Fact]
    public void An_image_of_one_colour_gets_one_label()
    {
        RgbImage image = RgbImage.Solid(9, 11, RgbColor.Gray);
        GrabCut cut = Run(image, Seeds(image, 5), 50, 5);
        Assert.Single(cut.Labels.ToArray().Distinct());
    }

    private static GrabCut Run(RgbImage image, PixelSeed[] seeds, double gamma, int iterations)
    {
        GrabCut cut = new(image, seeds, 5, gamma, keepsSeeds: false);
        cut.Run(iterations, new ProgressReport(null, iterations + 1), Token);
        return cut;
    }

    private static ColorMixture Mixture(RgbImage image, PixelSeed[] seeds, PixelSeed kind)
    {
        byte[] pixels = image.Pixels.ToArray();
        return ColorMixture.Of([.. pixels.Where((_, i) => seeds[i / 3] == kind)], 5, 5, Token);
    }

    /// <summary>About a third of either kind, at least one.</summary>
    private static PixelSeed[] Seeds(RgbImage image, int number)
    {
        Random random = new(number);
        PixelSeed[] seeds = [.. Enumerable.Range(0, image.Height * image.Width).Select(_ => (PixelSeed)random.Next(3))];
        (seeds[0], seeds[^1]) = (PixelSeed.Background, PixelSeed.Foreground);
        return seeds;
    }

    private static bool IsInside(int row, int column) => (row - 30) * (row - 30) + (column - 40) * (column - 40) < 20 * 20;

    private static RgbImage Disc(int height, int width, int noise)
    {
        Random random = new(1);
        byte[] pixels = new byte[3 * height * width];
        for (int i = 0; i < pixels.Length; i++)
        {
            int level = IsInside(i / 3 / width, i / 3 % width) ? (i % 3 == 0 ? 200 : 60) : (i % 3 == 2 ? 160 : 90);
            pixels[i] = (byte)Math.Clamp(level + random.Next(-noise, noise + 1), 0, 255);
        }

        return RgbImage.FromPixels(pixels, height, width, PixelLayout.Rgb24);
    }
}
