using System.Text.Json;
using System.Text.RegularExpressions;
using NetInsight.Tests.Kernels;

namespace NetInsight.Tests.Reports;

/// <summary>The page of a map: self-contained, escaped, complete.</summary>
public sealed partial class HtmlMapTests
{
    private static readonly Tensor Corners = new(new Shape(3, 2), [0, 0, 10, 0, 10, 10]);

    private static readonly RgbImage[] Images =
        [RgbImage.Solid(8, 8, new(200, 0, 0)), RgbImage.Solid(4, 16, new(0, 200, 0)), RgbImage.Solid(90, 90, new(0, 0, 200))];

    [Fact]
    public void Named_images_give_the_names()
    {
        NamedImage[] named = [new("p", Images[0]), new("q", Images[1]), new("r", Images[2])];
        Assert.Equal(
            HtmlMap.Compute(Corners, Images, new() { Ids = ["p", "q", "r"] }).Html, HtmlMap.Compute(Corners, named).Html);
        Assert.Equal(
            HtmlMap.Compute(Corners, Images, new() { Ids = ["x", "y", "z"] }).Html,
            HtmlMap.Compute(Corners, named, new() { Ids = ["x", "y", "z"] }).Html);
        FeatureTable features = new(Corners, "fc", ["p", "r", "q"]);
        HtmlMapOptions others = new() { Neighbors = NearestNeighbors.Compute(features, 1) };
        Assert.Contains(
            "'q', but row 1 of the features is 'r'",
            Assert.Throws<ArgumentException>("images", () => HtmlMap.Compute(Corners, named, others)).Message);
        Assert.Throws<ArgumentException>("images", () => HtmlMap.Compute(Corners, [named[0], named[1], new("r", null!)]));
    }

    [Fact]
    public void The_policy_names_script_and_style_by_hash() =>
        PagePolicy.AssertNames(HtmlMap.Compute(Corners, Images).Html, "style", "script");

    [Fact]
    public void A_page_holds_everything_and_fetches_nothing()
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
        Assert.Equal(
            [new RgbColor(200, 0, 0), new RgbColor(0, 200, 0), new RgbColor(0, 0, 200)],
            [decoded[12, 12], decoded[3, 36], decoded[12, 60]]);
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
        Assert.Throws<ArgumentException>(() => HtmlMap.Compute(Corners, Images[..2]));
        RgbImage[] incomplete = [.. Images[..2], null!];
        foreach (Action compute in new Action[]
        {
            () => HtmlMap.Compute(Corners, incomplete),
            () => HtmlMap.Compute(Corners, Images, new() { Labels = ["a", "b", null!] }),
            () => HtmlMap.Compute(Corners, Images, new() { Ids = ["a", "b", null!] }),
        })
            Assert.Contains("Element 2 of the", Assert.Throws<ArgumentException>(compute).Message);
        Assert.Throws<ArgumentException>(() => HtmlMap.Compute(Corners, Images, new() { Labels = ["a"] }));
        Assert.Throws<ArgumentException>(() => HtmlMap.Compute(Corners, Images, new() { Ids = ["a"] }));
        NearestNeighborTable others = NearestNeighbors.Compute(Corners, Inputs.Rounded(new Shape(9, 2), 1), 9);
        Assert.ThrowsAny<ArgumentException>(() => HtmlMap.Compute(Corners, Images, new() { Neighbors = others }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HtmlMapOptions { ThumbnailSize = 4 });
    }

    [GeneratedRegex("<script", RegexOptions.IgnoreCase)]
    private static partial Regex Scripts();

    [GeneratedRegex("id=\"data\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex DataOf();
}
