namespace NetInsight.ExplanationTests;

/// <summary>
/// What a test suite of one's own can assert of a network: its evidence lies on the object, and a tag in the corner does not make its
/// answer. The network is the gallery's; boxes are in pixels of the image files.
/// </summary>
public sealed class WhereTheNetworkLooksTests
{
    private static readonly Lazy<Model> Network = new(() => Model.Load(Path.Combine(AppContext.BaseDirectory, "demo-model.onnx")));

    [Theory]
    [InlineData("house-1", 62, 72, 108, 98)]
    [InlineData("flower-1", 19, 62, 86, 80)]
    [InlineData("fish-2", 38, 25, 107, 80)]
    [InlineData("key-2", 46, 32, 72, 128)]
    [InlineData("star-2", 12, 56, 102, 106)]
    public void The_evidence_lies_on_the_object(string name, int top, int left, int height, int width)
    {
        RgbImage photo = Load(name);
        PixelRectangle box = new(top, left, height, width);
        AttributionMap map = Occlusion.Compute(Network.Value, photo);

        Assert.Equal(name[..^2], map.Target.Label);
        Assert.True(map.Peak().IsInside(box), $"{map.Peak()} is not on the object. {map.Caption}");
        double area = (double)height * width / (photo.Height * photo.Width), share = map.ShareInside(box);
        Assert.True(share > 2 * area, $"{share:P0} of the evidence lies on the object, which is {area:P0} of the image. {map.Caption}");
    }

    /// <summary>A white tag in the corner, as a watermark that a network may learn by mistake.</summary>
    [Theory]
    [InlineData("house-1")]
    [InlineData("flower-1")]
    [InlineData("moon-2")]
    public void A_tag_in_the_corner_is_no_evidence(string name)
    {
        PixelRectangle tag = new(172, 152, 16, 36);
        RgbImage tagged = Load(name).WithRectangle(tag, RgbColor.White);
        AttributionMap map = Occlusion.Compute(Network.Value, tagged);

        Assert.Equal(name[..^2], map.Target.Label);
        Assert.True(map.ShareInside(tag) < 0.05, $"{map.ShareInside(tag):P0} of the evidence lies on the tag. {map.Caption}");
    }

    private static RgbImage Load(string name) => RgbImage.Load(Path.Combine(AppContext.BaseDirectory, "images", $"{name}.jpg"));
}
