using NetInsight.Tests.Kernels;

namespace NetInsight.Tests.FeatureSpace;

public sealed class NeighborComparisonTests
{
    [Fact]
    public void The_grid_has_two_rows_for_each_query()
    {
        Tensor values = Inputs.Rounded(new Shape(6, 4), 1);
        for (int i = 0; i < 4; i++)
            values[5, i] = values[4, i] = values[0, i];                     // equal points of lower index precede the query itself
        RgbImage[] images = [.. Enumerable.Range(0, 6).Select(i => RgbImage.Solid(10, 10, new RgbColor((byte)(40 * i), 7, 9)))];
        FeatureTable features = new(values, "fc"), pixels = new(Inputs.Rounded(new Shape(6, 9), 2), "pixels");
        NeighborComparisonGrid grid = NeighborComparison.Compute(features, pixels, [5, 1], new() { Count = 3 });
        Assert.Equal([0, 4], grid.InFeatures.Indices(0)[..2].ToArray());
        NearestNeighborTable all = NearestNeighbors.Compute(pixels.Values, 3);
        Assert.Equal(all.Indices(1), grid.InPixels.Indices(1));
        Assert.Equal(grid.InFeatures.Overlap(grid.InPixels, 3), grid.Overlap);
        RgbImage figure = grid.ToImage(images, 20);
        Assert.Equal((28 + 5 + 3 * 28 + 4, 2 * (2 * 28 + 5)), (figure.Width, figure.Height));
        Assert.Equal(images[5][0, 0], figure[4 + 14 + 10, 14]);
        Assert.Equal(images[0][0, 0], figure[4 + 12, 33 + 12]);
        Assert.Null(grid.LabelAgreement);
        Assert.Contains("Overlap at 3", grid.Caption);
        FeatureTable withLabels = features.WithLabels(["a", "b", "a", "b", "a", "a"]);
        NeighborComparisonGrid labelled = NeighborComparison.Compute(withLabels, pixels, [5], new() { Count = 2 });
        Assert.Equal(1, labelled.LabelAgreement!.Value.InFeatures);
        Assert.Contains("100.0", labelled.Caption);
        Assert.Throws<ArgumentException>(() => NeighborComparison.Compute(features, pixels, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => NeighborComparison.Compute(features, pixels, [6]));
        Assert.Throws<ArgumentException>(() => NeighborComparison.Compute(features, pixels, [0], new() { Count = 6 }));
        Assert.Throws<ArgumentException>(() => grid.ToImage(images[..2]));

        string[] ids = ["a", "b", "c", "d", "e", "f"];
        NamedImage[] named = [.. images.Zip(ids, (image, id) => new NamedImage(id, image))];
        NeighborComparisonGrid ofNamed =
            NeighborComparison.Compute(features.WithIds(ids), pixels.WithIds(ids), [5, 1], new() { Count = 3 });
        Assert.Equal(ids, ofNamed.InFeatures.Ids!.Value);
        Assert.Equal(figure.Pixels, ofNamed.ToImage(named, 20).Pixels);
        string refused = Assert.Throws<ArgumentException>("images", () => ofNamed.ToImage([.. named.Reverse()])).Message;
        Assert.StartsWith("Element 0 of the images is 'f', but row 0 of the features is 'a'", refused, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            "pixels", () => NeighborComparison.Compute(features.WithIds(ids), pixels.WithIds(ids.Reverse()), [5], new() { Count = 2 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NeighborComparisonOptions { Count = 0 });
    }
}
