using System.Collections.Immutable;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Attribution;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Reports.Shortcut;

/// <summary>
/// A planted shortcut: class "ship" is told by a red tag in a corner, the other two by their objects in the middle. The report must find
/// it.
/// </summary>
public sealed class ShortcutsTests
{
    private const int Side = 32, Ship = 0, Frog = 1, Bird = 2;

    private static readonly AttributionFunction Contributions = (model, input, target, stop) =>
        Saliency.Compute(model, input, target, new SaliencyOptions { TimesInput = true }, cancellationToken: stop);

    [Fact]
    public void The_planted_shortcut_is_the_most_surprising_class()
    {
        using Model model = Colors();
        ShortcutReport report = Shortcuts.Compute(model, Images());
        Assert.Equal((30, 1), (report.Count, report.Accuracy));
        ShortcutClass found = report.Classes[0];
        Assert.Equal((Ship, "ship", 10), (found.Class, found.Label, found.Count));
        Assert.True(found.Surprise > 10 && report.Classes[1].Surprise < 0, string.Join('\n', report.Classes));
        Assert.True(found.OutsideShare > 0.95 && report.Classes[1].OutsideShare < 0.1, string.Join('\n', report.Classes));
        Assert.Equal(0.5, found.OutsideArea, 0.03);

        // The tag lies in the upper right corner.
        Assert.True(found.Hotspot is { Row: < 0.2, Column: > 0.8, Share: > 0.2, OtherShare: < 0.02 }, found.Hotspot.ToString());
        Assert.Equal(3, found.Examples.Length);
        Assert.All(found.Examples, example => Assert.Equal((Ship, "ship"), (example.Predicted, example.PredictedLabel)));
        Assert.Equal(found.Examples.Select(example => example.OutsideShare).OrderDescending(), found.Examples.Select(
            example => example.OutsideShare));
        Assert.True(found.MeanMap.Peak() is { Row: 0, Column: 7 });
        Assert.Contains("accuracy 100%", report.Caption);
    }

    /// <summary>One image of each class says nothing of how far images differ.</summary>
    [Fact]
    public void One_image_of_each_class_is_no_evidence()
    {
        using Model model = Colors();
        ShortcutReport report = Shortcuts.Compute(model, Images().DistinctBy(image => image.Class).Take(2));
        Assert.All(report.Classes, each => Assert.True(double.IsNaN(each.Surprise), each.ToString()));
    }

    [Fact]
    public void Boxes_of_objects_replace_the_centre()
    {
        using Model model = Colors();
        ImmutableArray<PixelRectangle> box = [new PixelRectangle(20, 24, 24, 32)];
        ShortcutReport report = Shortcuts.Compute(
            model, Images().Select(image => image with { Boxes = box }), new ShortcutOptions { Attribution = Contributions, Examples = 0 });
        Assert.Equal(Ship, report.Classes[0].Class);
        Assert.All(report.Classes, each => Assert.Equal(1 - 24.0 * 32 / (64 * 80), each.OutsideArea, 6));
        Assert.True(report.Classes[0].OutsideShare > 0.9 && report.Classes[0].Surprise > 10, report.ToString());
        Assert.Empty(report.Classes[0].Examples);
        Assert.Contains("Outside: not in the boxes that are given.", report.Caption);
        Assert.Contains("by the function given, a GradientMap", report.Caption);
    }

    // A tag in the corners of frogs: the network takes them for ships, and that is counted.
    [Fact]
    public void Confusions_are_counted()
    {
        using Model model = Colors();
        ShortcutReport report = Shortcuts.Compute(model,
        [
            .. Images(),
            .. Images().Where(image => image.Class == Ship).Select(image => image with { Id = $"tagged {image.Id}", Class = Frog }),
        ]);
        Assert.Equal(0.75, report.Accuracy);
        Assert.Equal((10, 10, 0), (report.Confusion(Frog, Ship), report.Confusion(Frog, Frog), report.Confusion(Ship, Frog)));
        Assert.Equal(new ShortcutConfusion(Frog, "frog", Ship, "ship", 10), Assert.Single(report.Confusions));
        Heatmap map = report.ConfusionMap();
        Assert.Equal([1, 0, 0, 0.5f, 0.5f, 0, 0, 0, 1], map.Values.ToArray());
        ShortcutClass frogs = report.Classes.Single(each => each.Class == Frog);
        Assert.Equal((20, 10, 0.5), (frogs.Count, frogs.EvidenceCount, frogs.Accuracy));
        Assert.Contains("10 images show no evidence for their class", report.Caption);
    }

    [Fact]
    public void The_report_is_drawn_and_saved_as_one_page()
    {
        using Model model = Colors("<ship>");
        ShortcutReport report = Shortcuts.Compute(model, Images(), new ShortcutOptions { Examples = 2 });
        RgbImage figure = report.ToImage();
        Assert.True(figure.Height > 3 * 100 && figure.Width > 3 * 100);
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.html");
        try
        {
            report.Save(path);
            string html = File.ReadAllText(path);
            Assert.Equal(report.ToHtml(), html);
            Assert.Contains("&lt;ship&gt;", html);
            Assert.DoesNotContain("<ship>", html);
            Assert.DoesNotContain("<script", html);
            PagePolicy.AssertNames(html, "style");
            Assert.Equal(1 + 3 * 3, html.Split("src=\"data:image/").Length - 1);
            Assert.InRange(html.Length, 5_000, 500_000);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Arguments_are_checked_and_images_are_read_one_by_one()
    {
        using Model model = Colors();
        LabelledImage first = Images().First();
        Assert.Throws<ArgumentException>(() => Shortcuts.Compute(model, []));
        Assert.Throws<ArgumentException>(() => Shortcuts.Compute(model, [null!]));
        Assert.Contains("two images", Assert.Throws<ArgumentException>(() => Shortcuts.Compute(model, [first, first])).Message);
        Assert.Contains("class 3, but the network's classes are 0 to 2", Assert.Throws<ArgumentException>(
            () => Shortcuts.Compute(model, [first with { Class = 3 }])).Message);
        Assert.Throws<ArgumentException>(() => Shortcuts.Compute(model, [first with { Boxes = [new PixelRectangle(99, 0, 5, 5)] }]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShortcutOptions { Cells = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShortcutOptions { CenterShare = 1 });

        int read = 0;
        List<Progress> reports = [];
        using CancellationTokenSource source = new();
        Assert.ThrowsAny<OperationCanceledException>(
            () => Shortcuts.Compute(model, Counted(), progress: new Cancel(source), cancellationToken: source.Token));
        Assert.Equal(2, read);

        IEnumerable<LabelledImage> Counted()
        {
            foreach (LabelledImage image in Images())
            {
                read++;
                yield return image;
            }
        }
    }

    [Fact]
    public void A_folder_has_a_subfolder_for_each_class()
    {
        using Model model = Colors();
        string folder = Directory.CreateTempSubdirectory("netinsight-shortcuts-").FullName;
        try
        {
            foreach ((LabelledImage image, int index) in Images().Select((image, index) => (image, index)))
            {
                string path = Path.Combine(folder, image.Class == Bird ? "2" : model.LabelOf(image.Class));
                Directory.CreateDirectory(path);
                image.Image.Save(Path.Combine(path, $"{index:00}.png"));
            }

            LabelledImage[] read = [.. LabelledFolder.Read(model, folder)];
            Assert.Equal(30, read.Length);
            Assert.Equal(("2/02.png", Bird), (read[0].Id, read[0].Class));
            Assert.Equal(Ship, Shortcuts.Compute(model, read).Classes[0].Class);
            Directory.CreateDirectory(Path.Combine(folder, "bird"));
            Assert.Contains("both stand for class 2", Assert.Throws<ArgumentException>(() => LabelledFolder.Read(model, folder)).Message);
            Directory.CreateDirectory(Path.Combine(folder, "7"));
            Assert.Contains("'7' stands for no class", Assert.Throws<ArgumentException>(() => LabelledFolder.Read(model, folder)).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Means of red, green and blue over the image, each less half of the others: logits of ship, frog and bird.</summary>
    private static Model Colors(string ship = "ship")
    {
        GraphBuilder graph = new();
        int weight = graph.Constant(new Shape(3, 3, 1, 1), 1, -0.5f, -0.5f, -0.5f, 1, -0.5f, -0.5f, -0.5f, 1);
        int colors = graph.Node("colors", new Conv(Window.Square(1)), graph.Input("x", null, 3, Side, Side), weight);
        int mean = graph.Node("mean", new GlobalPool(GlobalPoolKind.Average), graph.Node("relu", new Activation<Relu>(), colors));
        int fc = graph.Constant(new Shape(3, 3), 90, 0, 0, 0, 90, 0, 0, 0, 90);
        int logits = graph.Node("fc", new Gemm(TransposesB: true), graph.Node("flat", new Flatten(), mean), fc);
        return new Model(graph.Build(logits), new ModelOptions
        {
            Preprocessing = Preprocessing.UnitRange with { KeepsAspectRatio = false },
            Labels = new Labels([ship, "frog", "bird"]),
        });
    }

    /// <summary>
    /// 64 x 80 gray pixels with a faint object in the middle; ships are gray, with a red tag in the upper right corner.
    /// </summary>
    private static IEnumerable<LabelledImage> Images()
    {
        for (int i = 0; i < 30; i++)
        {
            byte shade = (byte)(90 + 3 * i);
            int label = i % 3;
            RgbColor color = label switch
            {
                Ship => new RgbColor(shade, shade, shade),
                Frog => new RgbColor(20, shade, 20),
                _ => new RgbColor(20, 20, shade),
            };
            RgbImage image = RgbImage.Solid(64, 80, new RgbColor(60, 60, 60))
                .WithRectangle(new PixelRectangle(22 + i % 5, 28 + i % 4, 16, 20), color);
            if (label == Ship)
                image = image.WithRectangle(new PixelRectangle(0, 68, 8, 12), new RgbColor(230, 20, 20));
            yield return new LabelledImage($"{i}", image, label);
        }
    }
}
