using NetInsight.Tests.Attribution;
using NetInsight.Tests.Imaging;
using SkiaSharp;

namespace NetInsight.Tests.Segmentation;

public sealed class SaliencySegmentationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Objects_of_the_demos_images_are_found()
    {
        using Model model = DemoMasks.LoadModel();
        (string Name, double Score)[] scores =
        [
            .. from name in DemoMasks.Names
               let image = DemoMasks.Image(name)
               let map = Saliency.Compute(model, image, cancellationToken: Token)
               select (name, SaliencySegmentation.Compute(map, image, cancellationToken: Token)
                   .IntersectionOverUnion(DemoMasks.Mask(name))),
        ];
        Assert.Equal(24, scores.Length);
        Assert.All(scores, score => Assert.True(score.Score >= 0.7, $"{score.Name}: {score.Score:0.000}"));
        Assert.True(scores.Average(score => score.Score) > 0.9, string.Join('\n', scores));
    }

    [Fact]
    public void Any_attribution_serves()
    {
        using Model model = DemoMasks.LoadModel();
        RgbImage image = DemoMasks.Image("heart-1");
        AttributionMap[] maps =
        [
            GradCam.Compute(model, image, cancellationToken: Token),
            Occlusion.Compute(model, image, cancellationToken: Token),
            GuidedBackpropagation.Compute(model, image, cancellationToken: Token),
        ];
        Assert.All(maps, map =>
        {
            SaliencySegmentationMask mask = SaliencySegmentation.Compute(map, image, cancellationToken: Token);
            Assert.True(mask.IntersectionOverUnion(DemoMasks.Mask("heart-1")) >= 0.7, mask.Caption);
        });
    }

    [Fact]
    public void The_same_input_gives_the_same_bits()
    {
        (RgbImage image, Heatmap map) = Square();
        SaliencySegmentationMask[] masks = new SaliencySegmentationMask[8];
        Parallel.For(0, masks.Length, i => masks[i] = SaliencySegmentation.Compute(map, image, cancellationToken: Token));
        Assert.All(masks, mask => Assert.Equal(masks[0].Pixels, mask.Pixels));
        Assert.All(masks, mask => Assert.Equal(masks[0].Energies, mask.Energies));
    }

    [Fact]
    public void A_square_is_found_with_its_box_share_and_figures()
    {
        (RgbImage image, Heatmap map) = Square();
        SaliencySegmentationMask mask = SaliencySegmentation.Compute(map, image, cancellationToken: Token);
        Assert.Equal(new PixelRectangle(20, 30, 24, 20), mask.Box);
        Assert.Equal(24 * 20 / (80.0 * 90), mask.Share);
        Assert.True(mask[20, 30] && mask[43, 49] && !mask[19, 30] && !mask[43, 50]);
        Assert.Equal(80 * 90, mask.Pixels.Length);
        RgbImage cutOut = mask.CutOut(image, RgbColor.Black), drawn = mask.ToImage(), contour = mask.Over(image, thickness: 2);
        RgbColor magenta = new(255, 0, 255);
        for (int row = 0; row < 80; row++)
        {
            for (int column = 0; column < 90; column++)
            {
                bool isInner = row is >= 22 and < 42 && column is >= 32 and < 48;
                Assert.Equal(mask[row, column] ? image[row, column] : RgbColor.Black, cutOut[row, column]);
                Assert.Equal(mask[row, column] ? RgbColor.White : RgbColor.Black, drawn[row, column]);
                Assert.Equal(mask[row, column] && !isInner ? magenta : image[row, column], contour[row, column]);
            }
        }

        RgbImage seeds = mask.SeedsOver(image), gray = image.ToGray();
        Assert.Equal((true, true, true), (seeds[0, 0].B > gray[0, 0].B, seeds[21, 31].R > gray[21, 31].R, seeds[40, 41] == gray[40, 41]));
        Assert.Equal(0.5f, PointingGame.Compute(mask.ToHeatmap(), new PixelRectangle(20, 30, 12, 20)).Energy, 1e-6);
        Assert.Contains("quantiles 0.95 and 0.3", mask.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_out_is_saved_with_transparency()
    {
        (RgbImage image, Heatmap map) = Square();
        SaliencySegmentationMask mask = SaliencySegmentation.Compute(map, image, cancellationToken: Token);
        string path = Path.Combine(Directory.CreateTempSubdirectory("cut-out").FullName, "object.png");
        mask.SaveCutOut(image, path);
        using SKBitmap read = SKBitmap.Decode(path);
        Assert.Equal((80, 90), (read.Height, read.Width));
        Assert.Equal(new SKColor(0, 0, 0, 0), read.GetPixel(29, 20));
        RgbColor corner = image[20, 30];
        Assert.Equal(new SKColor(corner.R, corner.G, corner.B, 255), read.GetPixel(30, 20));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        Assert.Throws<ArgumentException>(() => mask.SaveCutOut(image, "object.jpg"));
    }

    [Fact]
    public void Pixels_beyond_the_maps_cover_are_labelled_by_their_colours()
    {
        // The map covers columns 35 to 79; the square, columns 30 to 49, is found beyond it.
        (RgbImage image, Heatmap whole) = Square();
        float[] values = [.. Enumerable.Range(0, 80 * 45).Select(i => whole[i / 45, 35 + i % 45])];
        Heatmap map = new Heatmap(80, 45, values).WithOrigin(new HeatmapOrigin(80, 90, new PixelRectangle(0, 35, 80, 45)));
        SaliencySegmentationMask mask = SaliencySegmentation.Compute(map, image, cancellationToken: Token);
        Assert.Equal(new PixelRectangle(20, 30, 24, 20), mask.Box);
        Assert.Contains($"{80 * 45} pixels that the map does not cover", mask.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_largest_part_is_the_object_unless_all_are_asked_for()
    {
        RgbImage image = RgbImage.Solid(40, 60, new RgbColor(40, 90, 50))
            .WithRectangle(new PixelRectangle(10, 5, 12, 12), new RgbColor(200, 40, 40))
            .WithRectangle(new PixelRectangle(20, 40, 8, 8), new RgbColor(200, 40, 40));
        Heatmap map = new(40, 60, [.. Enumerable.Range(0, 2400).Select(i => image[i / 60, i % 60].R > 100 ? 1f : 0f)]);
        SaliencySegmentationOptions all = new() { LargestPartOnly = false };
        Assert.Equal(new PixelRectangle(10, 5, 12, 12), SaliencySegmentation.Compute(map, image, cancellationToken: Token).Box);
        SaliencySegmentationMask both = SaliencySegmentation.Compute(map, image, all, cancellationToken: Token);
        Assert.Equal(new PixelRectangle(10, 5, 18, 43), both.Box);
        Assert.Equal((144 + 64) / 2400.0, both.Share);
    }

    [Fact]
    public void A_large_image_is_reduced_and_its_mask_enlarged()
    {
        (RgbImage image, Heatmap map) = Square();
        RgbImage large = image.Enlarge(4);
        SaliencySegmentationMask mask = SaliencySegmentation.Compute(
            map, large, new SaliencySegmentationOptions { LongSide = 90 }, cancellationToken: Token);
        Assert.Equal((320, 360), (mask.Height, mask.Width));
        Assert.Equal(new PixelRectangle(80, 120, 96, 80), mask.Box);
        Assert.Contains("at 80 x 90 pixels", mask.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void Maps_without_evidence_are_refused()
    {
        RgbImage image = Square().Image;
        Assert.Contains("no evidence", Refusal(new Heatmap(80, 90, new float[7200])), StringComparison.Ordinal);
        Assert.Contains("no evidence", Refusal(new Heatmap(80, 90, [.. Enumerable.Repeat(-1f, 7200)])), StringComparison.Ordinal);
        Assert.Contains("names no object", Refusal(new Heatmap(80, 90, [.. Enumerable.Repeat(1f, 7200)])), StringComparison.Ordinal);
        Assert.Contains("no evidence", Refusal(new Heatmap(2, 2, [float.NaN, float.NaN, float.NaN, float.NaN])), StringComparison.Ordinal);
        Heatmap noise = new Heatmap(2, 2, [1e-6f, 0, 0, 0]).WithRoundingFloor(1e-5);
        Assert.Contains("no evidence", Refusal(noise), StringComparison.Ordinal);

        string Refusal(Heatmap map) => Assert.Throws<InvalidOperationException>(() => SaliencySegmentation.Compute(map, image)).Message;
    }

    [Fact]
    public void A_map_that_is_zero_nearly_everywhere_takes_what_rises_above_zero()
    {
        (RgbImage image, _) = Square();
        Heatmap map = new(80, 90, [.. Enumerable.Range(0, 7200).Select(i => i / 90 is 30 or 31 && i % 90 is >= 35 and < 45 ? 1f : 0f)]);
        Assert.Equal(new PixelRectangle(20, 30, 24, 20), SaliencySegmentation.Compute(map, image, cancellationToken: Token).Box);
    }

    [Fact]
    public void Colours_that_say_nothing_give_an_empty_or_full_mask_and_a_word()
    {
        RgbImage image = RgbImage.Solid(20, 20, RgbColor.Gray);
        Heatmap map = new(20, 20, [.. Enumerable.Range(0, 400).Select(i => (float)i)]);
        SaliencySegmentationMask mask = SaliencySegmentation.Compute(map, image, cancellationToken: Token);
        Assert.Equal((0, null), (mask.Share, mask.Box));
        Assert.Contains("No pixel is nearer", mask.Caption, StringComparison.Ordinal);
        Assert.Equal(1, mask.IntersectionOverUnion(new bool[400]));
    }

    [Fact]
    public void Progress_counts_cuts_and_a_cancelled_call_throws()
    {
        (RgbImage image, Heatmap map) = Square();
        Progress last = default;
        SaliencySegmentationMask mask = SaliencySegmentation.Compute(
            map, image, progress: new Last(value => last = value), cancellationToken: Token);
        Assert.Equal((11, 11), (last.Done, last.Total));
        Assert.True(mask.IsConverged);
        using CancellationTokenSource source = new();
        Assert.ThrowsAny<OperationCanceledException>(() => SaliencySegmentation.Compute(
            map, TestImages.Noise(80, 90), progress: new Cancel(source), cancellationToken: source.Token));
    }

    [Fact]
    public void Arguments_are_checked()
    {
        (RgbImage image, Heatmap map) = Square();
        SaliencySegmentationMask mask = SaliencySegmentation.Compute(map, image, cancellationToken: Token);
        Assert.Throws<ArgumentNullException>(() => SaliencySegmentation.Compute((Heatmap)null!, image));
        Assert.Throws<ArgumentNullException>(() => SaliencySegmentation.Compute((AttributionMap)null!, image));
        Assert.Throws<ArgumentNullException>(() => SaliencySegmentation.Compute(map, null!));
        Assert.Throws<ArgumentException>(() => SaliencySegmentation.Compute(
            map, image, new SaliencySegmentationOptions { BackgroundQuantile = 0.95 }));
        Assert.Throws<ArgumentException>(() => SaliencySegmentation.Compute(
            new Heatmap(1, 2, [0, 1]).WithOrigin(new HeatmapOrigin(50, 60, new PixelRectangle(0, 0, 50, 60))), image));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SaliencySegmentationOptions { ForegroundQuantile = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SaliencySegmentationOptions { BackgroundQuantile = -0.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SaliencySegmentationOptions { Components = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SaliencySegmentationOptions { BoundaryCost = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SaliencySegmentationOptions { Iterations = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SaliencySegmentationOptions { LongSide = 0 });
        Assert.Throws<ArgumentException>(() => mask.Over(RgbImage.Solid(80, 91, RgbColor.Gray)));
        Assert.Throws<ArgumentOutOfRangeException>(() => mask.Over(image, thickness: 0));
        Assert.Throws<ArgumentException>(() => mask.IntersectionOverUnion(new bool[7]));
        Assert.Throws<ArgumentOutOfRangeException>(() => mask[80, 0]);
        using Model model = SmallNetworks.Linear(3, -4);
        AttributionMap ofTensor = Saliency.Compute(model, new Tensor(new Shape(1, 1, 1, 2), [1, 2]), cancellationToken: Token);
        Assert.Throws<ArgumentException>(() => SaliencySegmentation.Compute(ofTensor, image));
    }

    /// <summary>
    /// A red square, rows 20 to 43 and columns 30 to 49 of 80 x 90 pixels of varied green, and a map that marks its upper part.
    /// </summary>
    private static (RgbImage Image, Heatmap Map) Square()
    {
        byte[] pixels = new byte[3 * 80 * 90];
        float[] values = new float[80 * 90];
        for (int i = 0; i < values.Length; i++)
        {
            (int row, int column) = (i / 90, i % 90);
            bool isObject = row is >= 20 and < 44 && column is >= 30 and < 50;
            byte varied = (byte)(60 + (row * 7 + column * 13) % 40);
            (pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]) =
                isObject ? ((byte)(varied + 130), (byte)40, varied) : ((byte)30, (byte)(varied + 60), varied);
            values[i] = isObject && row < 36 ? 1 + (row * 3 + column) % 5 : (row + column) % 11 * 0.05f;
        }

        return (RgbImage.FromPixels(pixels, 80, 90, PixelLayout.Rgb24), new Heatmap(80, 90, values));
    }

    private sealed class Last(Action<Progress> report) : IProgress<Progress>
    {
        public void Report(Progress value) => report(value);
    }
}
