using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Reports;
using NetInsight.Reports.Shortcut;

namespace NetInsight;

/// <summary>
/// The result of <see cref="Shortcuts"/>: accuracy, confusions, and for each class where its evidence lies, the most surprising class
/// first. Immutable.
/// </summary>
public sealed class ShortcutReport
{
    private const int ClassesInFigure = 12;

    private readonly Dictionary<(int Label, int Predicted), int> _confusions;
    private readonly Func<int, string> _labelOf;

    internal ShortcutReport(
        ImmutableArray<ShortcutClass> classes,
        ShortcutClassSums all,
        Dictionary<(int Label, int Predicted), int> confusions,
        ShortcutOptions options,
        int withBoxes,
        string map,
        Func<int, string> labelOf)
    {
        (Classes, Count, _confusions, _labelOf) = (classes, all.Count, confusions, labelOf);
        Accuracy = (double)all.Correct / all.Count;
        Caption = CaptionOf(all, options, withBoxes, map);
    }

    /// <summary>The classes that have images, ordered by <see cref="ShortcutClass.Surprise"/>, the largest first.</summary>
    public ImmutableArray<ShortcutClass> Classes { get; }

    /// <summary>The number of images.</summary>
    public int Count { get; }

    /// <summary>The share of images that are classified as their class, from 0 to 1.</summary>
    public double Accuracy { get; }

    /// <summary>What was computed: evidence, outside, surprise, and what was assumed.</summary>
    public string Caption { get; }

    /// <summary>How many images of one class the network takes for another, or for the same.</summary>
    /// <param name="label">The class of the images.</param>
    /// <param name="predicted">The class that the network answers.</param>
    /// <exception cref="ArgumentOutOfRangeException">A class is negative.</exception>
    public int Confusion(int label, int predicted)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfNegative(predicted);
        return _confusions.GetValueOrDefault((label, predicted));
    }

    /// <summary>The pairs of classes that are confused: the most frequent first, and of these the smallest indices.</summary>
    public IReadOnlyList<ShortcutConfusion> Confusions =>
    [
        .. _confusions.Where(pair => pair.Key.Label != pair.Key.Predicted)
            .Select(pair => new ShortcutConfusion(
                pair.Key.Label, _labelOf(pair.Key.Label), pair.Key.Predicted, _labelOf(pair.Key.Predicted), pair.Value))
            .OrderByDescending(pair => pair.Count).ThenBy(pair => pair.Class).ThenBy(pair => pair.Predicted),
    ];

    /// <summary>
    /// The confusion matrix as a map: one row for each class with images and one column for each that is answered or has images, both in
    /// the order of their indices; the share of the row's images, from 0 to 1.
    /// </summary>
    public Heatmap ConfusionMap()
    {
        int[] rows = [.. Classes.Select(each => each.Class).Order()];
        int[] columns = [.. rows.Union(_confusions.Keys.Select(pair => pair.Predicted)).Order()];
        float[] shares = new float[rows.Length * columns.Length];
        Dictionary<int, int> counts = Classes.ToDictionary(each => each.Class, each => each.Count);
        for (int i = 0; i < shares.Length; i++)
        {
            int row = rows[i / columns.Length];
            shares[i] = (float)Confusion(row, columns[i % columns.Length]) / counts[row];
        }

        string caption = $"Confusions: each of {rows.Length} rows is a class, each of {columns.Length} columns an answer, in the order of "
            + "indices. Bright: a large share of the class's images, 0 to 1.";
        return new Heatmap(rows.Length, columns.Length, shares, caption, Colormap.Viridis, new ColorScale(0, 1));
    }

    /// <summary>
    /// The most surprising classes, at most twelve, one row each: where the evidence lies on average, then the examples, those with most
    /// evidence outside first.
    /// </summary>
    public RgbImage ToImage()
    {
        ShortcutClass[] shown = [.. Classes.Take(ClassesInFigure)];
        RgbImage? example = shown.SelectMany(each => each.Examples).FirstOrDefault()?.Image;
        (int height, int width) = (example?.Height ?? 128, example?.Width ?? 128);
        RgbImage empty = RgbImage.Solid(height, width, RgbColor.White);
        int most = shown.Max(each => each.Examples.Length);
        List<RgbImage> tiles = [];
        foreach (ShortcutClass each in shown)
        {
            tiles.Add(each.MeanMap.ToImage(height, width, smooth: false));
            for (int i = 0; i < most; i++)
                tiles.Add(i < each.Examples.Length ? each.Examples[i].Image.Resize(height, width) : empty);
        }

        return ImageGrid.Arrange(tiles, 1 + most, 4);
    }

    /// <summary>The report as a page: one file, in which nothing is fetched and no script runs.</summary>
    public string ToHtml() => ShortcutPage.Write(this);

    /// <summary>Writes the page in UTF-8, atomically.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be written; an existing one is unchanged.</exception>
    public void Save(string path) => PageShell.Save(path, ToHtml);

    /// <inheritdoc cref="Save"/>
    public Task SaveAsync(string path, CancellationToken cancellationToken = default) =>
        PageShell.SaveAsync(path, ToHtml, cancellationToken);

    /// <summary>Images, accuracy and the most surprising class.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Count:N0} images of {Classes.Length:N0} classes, accuracy {100 * Accuracy:0.#}%; {Classes[0]}");

    private static string CaptionOf(ShortcutClassSums all, ShortcutOptions options, int withBoxes, string map)
    {
        string center = string.Create(
            CultureInfo.InvariantCulture, $"the central {100 * options.CenterShare:0.#}% of the network's input");
        string outside = withBoxes == all.Count ? "the boxes that are given"
            : withBoxes == 0 ? center
            : $"the boxes that are given, or, for {all.Count - withBoxes:N0} images without any, {center}";
        string method = options.Attribution is null ? "Grad-CAM of the last feature map before pooling" : $"the function given, a {map}";
        string none = all.EvidenceCount == all.Count
            ? ""
            : $" {all.Count - all.EvidenceCount:N0} images show no evidence for their class and count for the accuracy only.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{all.Count:N0} images, accuracy {100.0 * all.Correct / all.Count:0.##}%. Evidence for an image's own class by {method}: "
            + $"values above the map's neutral value. Outside: not in {outside}. Surprise: evidence outside less area outside, by how many "
            + $"standard errors it exceeds that of the other classes' images (Welch's t, a hundredth added in quadrature); above 3 is more "
            + $"than chance. A class may be told by its background rightly: the report says where to look.{none}");
    }
}
