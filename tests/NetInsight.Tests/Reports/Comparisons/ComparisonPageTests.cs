using System.Buffers.Binary;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using NetInsight.Tests.Attribution;

namespace NetInsight.Tests.Reports.Comparisons;

/// <summary>The page of a comparison: self-contained, escaped, complete, small.</summary>
public sealed partial class ComparisonPageTests
{
    private const string Hostile = "</script><script>alert(1)</script>\"'&";

    private static readonly Lazy<(ComparisonReport Report, string Html)> Page = new(() =>
    {
        using Model model = SmallNetworks.Color(16, 20);
        float[] ramp = [.. Enumerable.Range(0, 320).Select(i => i == 7 ? float.NaN : i - 100f)];
        ComparisonReport report = Comparison.Compute(model, ComparisonNetworks.TaggedImage(), options: new()
        {
            Methods =
            [
                ComparisonMethod.Saliency(),
                ComparisonMethod.Of(Hostile, Hostile, (_, _, _, _) => new Heatmap(16, 20, ramp, Hostile)),
                ComparisonMethod.Of("refuses", "", Refuse),
                ComparisonMethod.Of("empty", "", (_, _, _, _) => new Heatmap(16, 20, new float[320])),
            ],
            Deletion = new() { Steps = 4 },
            Insertion = new() { Steps = 4 },
            RegionCells = 4,
        });
        return (report, report.ToHtml());

        static Heatmap Refuse(Model model, Tensor input, Target target, CancellationToken cancellation) =>
            throw new InvalidOperationException($"It has no rule for {Hostile}.");
    });

    private static string Html => Page.Value.Html;

    [Fact]
    public void The_policy_names_script_and_style_by_hash() => PagePolicy.AssertNames(Html, "style", "script");

    /// <summary>The policy forbids style and event attributes; a page that had some would log errors.</summary>
    [Fact]
    public void A_page_fetches_nothing_and_escapes_every_text()
    {
        Assert.DoesNotContain("http:", Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(" style=", Html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<[a-z][^>]* on[a-z]+=", Html);
        Assert.Equal(2, Scripts().Count(Html));
        Assert.Contains($"It has no rule for {WebUtility.HtmlEncode(Hostile)}.", Html);
        Assert.Equal(
            Page.Value.Report.Methods.SelectMany(method => method.Sentences).Count(),
            Html.Split("<li>").Length - 1);
        Assert.All(Page.Value.Report.Methods.SelectMany(method => method.Sentences), sentence =>
            Assert.Contains($"<li>{WebUtility.HtmlEncode(sentence)}</li>", Html));
    }

    /// <summary>Every image has a text instead, and what reacts to the pointer reacts to the keyboard.</summary>
    [Fact]
    public void Images_have_texts_and_maps_take_the_focus()
    {
        Assert.All(Regex.Matches(Html, "<img [^>]*>"), image => Assert.Matches("alt=\"[^\"]+\"", image.Value));
        Assert.Equal(4, Regex.Count(Html, "class=\"stack[^>]*tabindex=\"0\" role=\"img\" aria-label=\"[^\"]+\""));      // image, three maps
        Assert.All(Regex.Matches(Html, "<svg [^>]*>"), drawing => Assert.Matches("role=\"img\" aria-label=\"[^\"]+\"", drawing.Value));
        Assert.Contains("<label for=\"strength\">", Html);
    }

    [Fact]
    public void Values_under_the_pointer_are_those_of_the_maps()
    {
        using JsonDocument data = JsonDocument.Parse(DataOf().Match(Html).Groups[1].Value);
        JsonElement root = data.RootElement;
        Assert.Equal((16, 20), (root.GetProperty("rows").GetInt32(), root.GetProperty("columns").GetInt32()));
        Assert.Equal(3, root.GetProperty("maps").GetArrayLength());
        JsonElement ramp = root.GetProperty("maps")[1];
        byte[] bytes = ramp.GetProperty("values").GetBytesFromBase64();
        double largest = ramp.GetProperty("largest").GetDouble(), neutral = ramp.GetProperty("neutral").GetDouble();
        Assert.Equal((219, 0), (largest, neutral));
        for (int i = 0; i < 320; i++)
        {
            short stored = BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(2 * i));
            if (i == 7)
                Assert.Equal(short.MinValue, stored);
            else
                Assert.Equal(i - 100, neutral + stored / 32767.0 * largest, largest / 32767);
        }

        Assert.True(root.GetProperty("maps")[2].GetProperty("empty").GetBoolean());
        string url = root.GetProperty("image").GetString()!;
        RgbImage image = RgbImage.Decode(Convert.FromBase64String(url["data:image/png;base64,".Length..]));
        Assert.True(image.Pixels.SequenceEqual(Page.Value.Report.Image.Pixels));
    }

    /// <summary>What a method calls not certain is drawn so in the figure, and stored so for the page's script.</summary>
    [Fact]
    public void Hatched_values_stay_hatched()
    {
        using Model model = SmallNetworks.Color(16, 20);
        bool[] hatched = [.. Enumerable.Range(0, 320).Select(i => i % 20 < 7 || i == 319)];
        float[] ramp = [.. Enumerable.Range(1, 320).Select(i => (float)i)];
        ComparisonReport report = Comparison.Compute(model, ComparisonNetworks.TaggedImage(), options: new()
        {
            Methods =
            [
                ComparisonMethod.Of("hatched", "", (_, _, _, _) => new Heatmap(16, 20, ramp).WithHatching(hatched)),
                ComparisonMethod.Of("certain", "", (_, _, _, _) => new Heatmap(16, 20, ramp).WithHatching(new bool[320])),
            ],
            Deletion = new() { Steps = 1 },
            Insertion = new() { Steps = 1 },
            RandomizesWeights = false,
            FindsRegions = false,
        });
        Heatmap scaled = report["hatched"].Scaled!, certain = report["certain"].Scaled!;
        Assert.Equal(hatched, Enumerable.Range(0, 320).Select(i => scaled.IsHatched(i / 20, i % 20)));
        Assert.Equal(certain.Values, scaled.Values);
        Assert.NotEqual(certain.ToImage()[15, 1], scaled.ToImage()[15, 1]);

        string html = report.ToHtml(TestContext.Current.CancellationToken);
        using JsonDocument data = JsonDocument.Parse(DataOf().Match(html).Groups[1].Value);
        JsonElement maps = data.RootElement.GetProperty("maps");
        byte[] bits = maps[0].GetProperty("hatched").GetBytesFromBase64();
        Assert.Equal(hatched, Enumerable.Range(0, 320).Select(i => (bits[i / 8] >> (i % 8) & 1) == 1));
        Assert.False(maps[1].TryGetProperty("hatched", out _));
        Assert.Contains("Striped: the method calls these values not certain.", html);
        Assert.DoesNotContain("Striped:", Html);
    }

    /// <summary>Noise is the largest an image can be, in files and in maps; 12 maps of 400 x 350 values.</summary>
    [Fact]
    public void A_page_of_many_large_maps_stays_below_3_MB()
    {
        using Model model = SmallNetworks.Color(400, 350);
        byte[] noise = [.. HashFill.Uniform("page.noise", new Shape(420_000), 0, 255).AsSpan().ToArray().Select(value => (byte)value)];
        float[] values = HashFill.Uniform("page.map", new Shape(140_000), -1, 1).AsSpan().ToArray();
        ComparisonReport report = Comparison.Compute(model, RgbImage.FromPixels(noise, 400, 350, PixelLayout.Rgb24), options: new()
        {
            Methods =
            [
                .. Enumerable.Range(0, 12).Select(
                    index => ComparisonMethod.Of($"map {index}", "", (_, _, _, _) => new Heatmap(400, 350, values))),
            ],
            Deletion = new() { Steps = 1 },
            Insertion = new() { Steps = 1 },
            RandomizesWeights = false,
            RegionCells = 2,
        });
        string html = report.ToHtml(TestContext.Current.CancellationToken);
        Assert.InRange(html.Length, 1_000_000, 3_000_000);
        Assert.Contains("\"rows\":223,\"columns\":223", html);
        Assert.Throws<OperationCanceledException>(() => report.ToHtml(new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_page_is_saved_whole()
    {
        string path = Path.Combine(Path.GetTempPath(), $"netinsight-{Guid.NewGuid():N}.html");
        Page.Value.Report.Save(path);
        Assert.Equal(Html, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        await Page.Value.Report.SaveAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(Html, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        File.Delete(path);
        Assert.Throws<ArgumentException>(() => Page.Value.Report.Save(""));
    }

    [Fact]
    public void Options_are_checked()
    {
        ComparisonOptions options = ComparisonOptions.Default;
        Assert.Equal(9, options.Methods.Length);
        Assert.Equal(
            ["saliency", "SmoothGrad", "integrated gradients", "guided Grad-CAM", "Grad-CAM", "LayerCAM", "LRP"],
            options.Without("rise", "Occlusion").Methods.Select(method => method.Name));
        Assert.Contains("there are occlusion, saliency", Assert.Throws<ArgumentException>(() => options.Without("nothing")).Message);
        Assert.Throws<ArgumentException>(() => options.Without([.. options.Methods.Select(method => method.Name)]));
        Assert.Throws<ArgumentException>(() => new ComparisonOptions { Methods = [] });
        Assert.Throws<ArgumentException>(() => new ComparisonOptions { Methods = default });
        Assert.Throws<ArgumentException>(() => new ComparisonOptions { Methods = [null!] });
        Assert.Contains("twice", Assert.Throws<ArgumentException>(
            () => new ComparisonOptions { Methods = [ComparisonMethod.Rise(), ComparisonMethod.Rise()] }).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ComparisonOptions { RegionCells = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ComparisonOptions { AgreementCells = 0 });
        Assert.Throws<ArgumentNullException>(() => new ComparisonOptions { Deletion = null! });
        Assert.Throws<ArgumentNullException>(() => new ComparisonOptions { Insertion = null! });
        Assert.Throws<ArgumentNullException>(() => new ComparisonOptions { RegionFill = null! });
        Assert.Throws<ArgumentException>(() => ComparisonMethod.Of(" ", "", (_, _, _, _) => new Heatmap(1, 1, [0f])));
        Assert.Throws<ArgumentNullException>(() => ComparisonMethod.Of("a", "", (AttributionFunction)null!));
    }

    [GeneratedRegex("<script", RegexOptions.IgnoreCase)]
    private static partial Regex Scripts();

    [GeneratedRegex("id=\"data\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex DataOf();
}
