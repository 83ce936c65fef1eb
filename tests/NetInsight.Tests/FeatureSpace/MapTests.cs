using System.Text.Json;
using System.Text.RegularExpressions;
using NetInsight.Imaging.Heatmaps;
using NetInsight.Tests.Kernels;

namespace NetInsight.Tests.FeatureSpace;

/// <summary>Images and pages of maps: dots, thumbnails, HTML.</summary>
public sealed partial class MapTests
{
    private static readonly Tensor Corners = new(new Shape(3, 2), [0, 0, 10, 0, 10, 10]);
    private static readonly RgbImage[] Images = [RgbImage.Solid(8, 8, new(200, 0, 0)), RgbImage.Solid(4, 16, new(0, 200, 0)), RgbImage.Solid(90, 90, new(0, 0, 200))];

    [Fact]
    public void Dots_lie_where_points_are_the_second_axis_upwards()
    {
        ScatterMap map = Scatter.Compute(Corners, ["b", "a", "b"], new() { Width = 100, Height = 120, Swatches = false });
        RgbImage image = map.ToImage();
        Assert.Equal((100, 120), (image.Width, image.Height));
        Assert.Equal([new LegendEntry("b", map.Legend[0].Color, 2), new LegendEntry("a", map.Legend[1].Color, 1)], map.Legend);
        Assert.Equal(map.Legend[0].Color, image[102, 7]);       // lower left: margin 7, scaled alike in both directions
        Assert.Equal(map.Legend[1].Color, image[102, 92]);
        Assert.Equal(map.Legend[0].Color, image[17, 92]);
        Assert.Equal(RgbColor.White, image[17, 7]);
        Assert.Contains($"b {map.Legend[0].Color} (2)", map.Caption);
        Assert.Equal(map.Legend[0].Color, Scatter.Compute(Corners, ["b", "a", "b"]).ToImage()[8, 8]);
        Assert.Equal(30, Enumerable.Range(0, 30).Select(CategoryColors.At).Distinct().Count());
    }

    [Fact]
    public void One_point_and_points_in_a_line_are_drawn_too()
    {
        foreach (Tensor points in new[] { new Tensor(new Shape(1, 2), [3, 4]), new Tensor(new Shape(2, 2), [1, 5, 1, 9]), new Tensor(new Shape(2, 2)) })
            Assert.NotEqual(RgbColor.White, Scatter.Compute(points, null, new() { Width = 65, Height = 65, Radius = 40 }).ToImage()[32, 32]);
    }

    [Fact]
    public void Thumbnails_lie_at_their_points()
    {
        RgbImage image = Thumbnails.Compute(Corners, Images, new() { Width = 100, Height = 100, ThumbnailSize = 16 }).ToImage();
        Assert.Equal(new RgbColor(200, 0, 0), image[89, 10]);
        Assert.Equal(new RgbColor(0, 200, 0), image[89, 89]);
        Assert.Equal(new RgbColor(0, 0, 200), image[10, 89]);
        Assert.Equal(RgbColor.White, image[50, 50]);
        Tensor same = new(new Shape(3, 2));
        Assert.Equal(new RgbColor(200, 0, 0), Thumbnails.Compute(same, Images, new() { SkipsCovered = true }).ToImage()[800, 800]);
        Assert.Equal(new RgbColor(0, 0, 200), Thumbnails.Compute(same, Images).ToImage()[800, 800]);
    }

    [Fact]
    public void A_page_holds_everything_and_asks_for_nothing()
    {
        HtmlMapOptions options = new()
        {
            Title = "a <b> & c",
            Labels = ["</script><script>alert(1)</script>", "y", "y"],
            Ids = ["p", "q", "r"],
            Neighbors = NearestNeighbors.Compute(Corners, 2),
            ThumbnailSize = 24,
        };
        string html = HtmlMap.Compute(Corners, Images, options).Html;
        Assert.Contains("default-src 'none'; img-src data:", html);
        Assert.Contains("<h1>a &lt;b&gt; &amp; c</h1>", html);
        Assert.DoesNotContain("http:", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2, Scripts().Count(html));
        using JsonDocument data = JsonDocument.Parse(DataOf().Match(html).Groups[1].Value);
        JsonElement root = data.RootElement;
        Assert.Equal([0f, 0, 10, 0, 10, 10], root.GetProperty("points").EnumerateArray().Select(value => value.GetSingle()));
        Assert.Equal([24, 24, 24, 6, 24, 24], root.GetProperty("sizes").EnumerateArray().Select(value => value.GetInt32()));
        Assert.Equal([0, 1, 1], root.GetProperty("labels").EnumerateArray().Select(value => value.GetInt32()));
        Assert.Equal("</script><script>alert(1)</script>", root.GetProperty("legend")[0].GetProperty("label").GetString());
        Assert.Equal([1f, 10, 2, 14.1421f], root.GetProperty("neighbors")[0].EnumerateArray().Select(value => value.GetSingle()));
        string sheet = root.GetProperty("sheets")[0].GetString()!;
        RgbImage decoded = RgbImage.Decode(Convert.FromBase64String(sheet["data:image/png;base64,".Length..]));
        Assert.Equal((1008, 24), (decoded.Width, decoded.Height));
        Assert.Equal([new RgbColor(200, 0, 0), new RgbColor(0, 200, 0), new RgbColor(0, 0, 200)], [decoded[12, 12], decoded[3, 36], decoded[12, 60]]);
    }

    [Fact]
    public async Task A_page_is_saved_whole()
    {
        string path = Path.Combine(Path.GetTempPath(), $"netinsight-{Guid.NewGuid():N}.html");
        HtmlMapPage page = HtmlMap.Compute(Corners, Images);
        page.Save(path);
        Assert.Equal(page.Html, File.ReadAllText(path));
        await page.SaveAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(page.Html, File.ReadAllText(path));
        File.Delete(path);
    }

    [Fact]
    public void The_lectures_figure_has_two_rows_for_each_query()
    {
        Tensor values = Inputs.Rounded(new Shape(6, 4), 1);
        for (int i = 0; i < 4; i++)
            values[5, i] = values[4, i] = values[0, i];                     // the query itself stands behind others that are equal
        RgbImage[] images = [.. Enumerable.Range(0, 6).Select(i => RgbImage.Solid(10, 10, new RgbColor((byte)(40 * i), 7, 9)))];
        FeatureTable features = new(values, "fc"), pixels = new(Inputs.Rounded(new Shape(6, 9), 2), "pixels");
        NeighborComparisonGrid rows = NeighborComparison.Compute(features, pixels, [5, 1], new() { Count = 3 });
        Assert.Equal([0, 4], rows.InFeatures.Indices(0)[..2].ToArray());
        NearestNeighborTable all = NearestNeighbors.Compute(pixels.Values, 3);
        Assert.Equal(all.Indices(1), rows.InPixels.Indices(1));
        Assert.Equal(rows.InFeatures.Overlap(rows.InPixels, 3), rows.Overlap);
        RgbImage image = rows.ToImage(images, 20);
        Assert.Equal((28 + 5 + 3 * 28 + 4, 2 * (2 * 28 + 5)), (image.Width, image.Height));
        Assert.Equal(images[5][0, 0], image[4 + 14 + 10, 14]);
        Assert.Equal(images[0][0, 0], image[4 + 12, 33 + 12]);
        Assert.Null(rows.LabelAgreement);
        Assert.Contains("Overlap at 3", rows.Caption);
        NeighborComparisonGrid labelled = NeighborComparison.Compute(features.WithLabels(["a", "b", "a", "b", "a", "a"]), pixels, [5], new() { Count = 2 });
        Assert.Equal(1, labelled.LabelAgreement!.Value.InFeatures);
        Assert.Contains("100.0", labelled.Caption);
        Assert.Throws<ArgumentException>(() => NeighborComparison.Compute(features, pixels, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => NeighborComparison.Compute(features, pixels, [6]));
        Assert.Throws<ArgumentException>(() => NeighborComparison.Compute(features, pixels, [0], new() { Count = 6 }));
        Assert.Throws<ArgumentException>(() => rows.ToImage(images[..2]));
    }

    /// <summary>Cosine distances are often small; the page shows three digits of each.</summary>
    [Fact]
    public void Small_distances_keep_their_digits_on_a_page()
    {
        Tensor points = new(new Shape(3, 2), [0, 0, 1.23456e-7f, 0, 0, 1e-3f]);
        string html = HtmlMap.Compute(Corners, Images, new() { Neighbors = NearestNeighbors.Compute(points, 1) }).Html;
        using JsonDocument data = JsonDocument.Parse(DataOf().Match(html).Groups[1].Value);
        Assert.Equal(1.23456e-7f, data.RootElement.GetProperty("neighbors")[0][1].GetSingle(), 1e-12f);
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        Tensor solid = new(new Shape(3, 3));
        Assert.Throws<ArgumentException>(() => Scatter.Compute(solid));
        Assert.Throws<ArgumentException>(() => Scatter.Compute(Corners, ["a"]));
        Assert.Throws<ArgumentException>(() => Thumbnails.Compute(Corners, Images[..2]));
        Assert.Throws<ArgumentException>(() => HtmlMap.Compute(Corners, Images[..2]));
        RgbImage[] incomplete = [.. Images[..2], null!];
        foreach (Action draw in new Action[]
        {
            () => Thumbnails.Compute(Corners, incomplete),
            () => HtmlMap.Compute(Corners, incomplete),
            () => GridMap.Compute(Corners).ToImage(incomplete),
            () => Scatter.Compute(Corners, ["a", "b", null!]),
            () => HtmlMap.Compute(Corners, Images, new() { Labels = ["a", "b", null!] }),
            () => HtmlMap.Compute(Corners, Images, new() { Ids = ["a", "b", null!] }),
        })
            Assert.Contains("Number 2 of the", Assert.Throws<ArgumentException>(draw).Message);
        Assert.Contains("more than an array", Assert.Throws<ArgumentOutOfRangeException>(() => NearestNeighbors.Compute(new Tensor(new Shape(50_000, 1)), 49_999)).Message);
        Assert.Throws<ArgumentException>(() => HtmlMap.Compute(Corners, Images, new() { Labels = ["a"] }));
        Assert.Throws<ArgumentException>(() => HtmlMap.Compute(Corners, Images, new() { Ids = ["a"] }));
        Assert.ThrowsAny<ArgumentException>(() => HtmlMap.Compute(Corners, Images, new() { Neighbors = NearestNeighbors.Compute(Corners, Inputs.Rounded(new Shape(9, 2), 1), 9) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScatterOptions { Width = 3 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScatterOptions { Radius = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ThumbnailsOptions { ThumbnailSize = 2 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HtmlMapOptions { ThumbnailSize = 4 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new NeighborComparisonOptions { Count = 0 });
    }

    [GeneratedRegex("<script", RegexOptions.IgnoreCase)]
    private static partial Regex Scripts();

    [GeneratedRegex("id=\"data\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex DataOf();
}
