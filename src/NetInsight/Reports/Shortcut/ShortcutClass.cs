using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Imaging;
using NetInsight.Reports.Shortcut;

namespace NetInsight;

/// <summary>What <see cref="Shortcuts"/> found of one class. Immutable.</summary>
public sealed class ShortcutClass
{
    /// <summary>Differences of mean shares below this are not surprising, however sure they are.</summary>
    private const double Slack = 0.01;

    private ShortcutClass(int index, string label, ShortcutClassSums sums, ShortcutClassSums others, int cells)
    {
        (Class, Label, Count, EvidenceCount) = (index, label, sums.Count, sums.EvidenceCount);
        Accuracy = (double)sums.Correct / sums.Count;
        OutsideShare = sums.Outside / sums.EvidenceCount;
        OutsideArea = sums.Area / sums.EvidenceCount;
        Surprise = SurpriseOf(sums, others);
        MeanMap = Draw(label, sums, cells);
        Hotspot = SpotOf(sums, others, cells);
        Examples = [.. sums.Examples];
    }

    /// <summary>The index of the class.</summary>
    public int Class { get; }

    /// <summary>The class's name, or <c>class 386</c> where it has none.</summary>
    public string Label { get; }

    /// <summary>The number of its images.</summary>
    public int Count { get; }

    /// <summary>The share of its images that the network classifies as it, from 0 to 1.</summary>
    public double Accuracy { get; }

    /// <summary>
    /// The number of its images whose map shows evidence for it: those of the others are empty, within rounding or nowhere positive. All
    /// numbers that follow are of these images; NaN where there are none.
    /// </summary>
    public int EvidenceCount { get; }

    /// <summary>The mean share of the evidence outside the boxes, or outside the centre, from 0 to 1.</summary>
    public double OutsideShare { get; }

    /// <summary>
    /// The mean share of the area outside, from 0 to 1: what <see cref="OutsideShare"/> is for evidence that is spread evenly.
    /// </summary>
    public double OutsideArea { get; }

    /// <summary>
    /// How far <see cref="OutsideShare"/> less <see cref="OutsideArea"/> lies above that of the other classes' images, in standard errors
    /// of the difference (Welch's t, to which a hundredth is added in quadrature); against 0 where there is no other class. Above about 3
    /// it is more than chance for one class; among a thousand classes about one exceeds it by chance. NaN where no map shows evidence, or
    /// where neither this class nor the others have two images with evidence, so that nothing says how far images differ.
    /// </summary>
    public double Surprise { get; }

    /// <summary>
    /// The mean over the images of the share of evidence in each cell, times the number of cells: 1 where it is as dense as if spread
    /// evenly.
    /// </summary>
    public Heatmap MeanMap { get; }

    /// <summary>Where its evidence exceeds that of the other classes most; NaN throughout where no map shows evidence.</summary>
    public ShortcutSpot Hotspot { get; }

    /// <summary>Its images with the largest share of evidence outside, the largest first.</summary>
    public ImmutableArray<ShortcutExample> Examples { get; }

    /// <summary>Name, shares and surprise.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Label}: {Count:N0} images, accuracy {100 * Accuracy:0.#}%, {100 * OutsideShare:0.#}% of the evidence outside in "
        + $"{100 * OutsideArea:0.#}% of the area, surprise {Surprise:0.0}, most in {Hotspot}");

    internal static ShortcutClass Of(int index, string label, ShortcutClassSums sums, ShortcutClassSums all, int cells)
    {
        ShortcutClassSums others = new(cells * cells);
        others.Add(all);
        others.Add(sums, -1);
        return new ShortcutClass(index, label, sums, others, cells);
    }

    private static double SurpriseOf(ShortcutClassSums sums, ShortcutClassSums others)
    {
        if (sums.EvidenceCount == 0)
            return double.NaN;
        (double mean, double? variance) = sums.Excess();
        (double other, double? otherVariance) = others.EvidenceCount == 0 ? (0, null) : others.Excess();
        if (variance is null && otherVariance is null)
            return double.NaN;
        double own = (variance ?? otherVariance ?? 0) / sums.EvidenceCount;
        double rest = others.EvidenceCount == 0 ? 0 : (otherVariance ?? variance ?? 0) / others.EvidenceCount;
        return (mean - other) / Math.Sqrt(own + rest + Slack * Slack);
    }

    private static ShortcutSpot SpotOf(ShortcutClassSums sums, ShortcutClassSums others, int cells)
    {
        if (sums.EvidenceCount == 0)
            return new ShortcutSpot(double.NaN, double.NaN, double.NaN, double.NaN);
        double[] own = [.. sums.Cells.Select(share => share / sums.EvidenceCount)];
        double[] rest = [.. others.Cells.Select(share => share / others.EvidenceCount)];
        int spot = Enumerable.Range(0, own.Length).MaxBy(i => own[i] - (double.IsNaN(rest[i]) ? 0 : rest[i]));
        return new ShortcutSpot((spot / cells + 0.5) / cells, (spot % cells + 0.5) / cells, own[spot], rest[spot]);
    }

    private static Heatmap Draw(string label, ShortcutClassSums sums, int cells)
    {
        float[] density = [.. sums.Cells.Select(share => (float)(share / sums.EvidenceCount * cells * cells))];
        double largest = density.Where(float.IsFinite).DefaultIfEmpty(1).Max();
        string caption = $"Where the evidence for '{label}' lies: mean over {sums.EvidenceCount:N0} images of the share in each of "
            + $"{cells} x {cells} cells of the network's input, 1 for evidence that is spread evenly. Colours: 0 to {Digits.Of(largest)}.";
        return new Heatmap(cells, cells, density, caption, Colormap.Inferno, new ColorScale(0, Math.Max(largest, 1)));
    }
}
