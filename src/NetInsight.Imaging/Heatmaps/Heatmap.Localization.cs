using NetInsight.Imaging;
using NetInsight.Imaging.Heatmaps;

namespace NetInsight;

public sealed partial class Heatmap
{
    /// <summary>
    /// The share of the evidence that lies inside a box: the sum of the values above <see cref="Neutral"/> inside it, less that value,
    /// divided by the sum of all such values; from 0 to 1 (the energy of Wang et al. 2020, arXiv:1910.01279, section 4.3). A map without
    /// any preference gives about the box's share of the covered area.
    /// </summary>
    /// <param name="box">
    /// The box, in pixels of the original image where the map knows its <see cref="Origin"/>, else in pixels of the map. Of a cell that it
    /// cuts, the part inside counts; what of it the map does not cover holds nothing.
    /// </param>
    /// <exception cref="ArgumentException">The box is empty or lies outside the image.</exception>
    /// <exception cref="InvalidOperationException">
    /// The map shows no evidence: no value is above the neutral one, or all are errors of rounding or sampling
    /// (<see cref="IsWithinRounding"/>).
    /// </exception>
    public double ShareInside(PixelRectangle box) => ShareInside([box]);

    /// <summary>The share of the evidence that lies inside any of several boxes; where they overlap it counts once.</summary>
    /// <inheritdoc cref="ShareInside(PixelRectangle)"/>
    /// <param name="boxes">The boxes; at least one.</param>
    public double ShareInside(IReadOnlyList<PixelRectangle> boxes)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        BoxUnion union = BoxUnion.Of(boxes, PlaneHeight, PlaneWidth);
        if (!TryShare(union, out double share))
            throw NoEvidence();
        return share;
    }

    /// <summary>
    /// Where the largest value lies, in pixels of the original image where the map knows its <see cref="Origin"/>, else of the map. Of
    /// several that are equal, as under a window of an occlusion, the one nearest to their mean position.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The map shows no evidence: no value is above the neutral one, or all are errors of rounding or sampling
    /// (<see cref="IsWithinRounding"/>).
    /// </exception>
    public HeatmapPeak Peak()
    {
        float largest = float.NegativeInfinity;
        foreach (float value in _values)
            largest = value > largest && float.IsFinite(value) ? value : largest;
        if (IsWithinRounding || !(largest > Neutral))
            throw NoEvidence();
        int[] ties = [.. Enumerable.Range(0, _values.Length).Where(i => _values[i] == largest)];
        double row = ties.Average(i => i / Width), column = ties.Average(i => i % Width);
        int peak = ties.MinBy(i => (i / Width - row) * (i / Width - row) + (i % Width - column) * (i % Width - column));
        MapArea area = PlaneArea;
        return new HeatmapPeak(
            Pixel(area.Top, area.Height, peak / Width, Height, PlaneHeight),
            Pixel(area.Left, area.Width, peak % Width, Width, PlaneWidth),
            largest);

        static int Pixel(double start, double extent, int cell, int cells, int pixels) =>
            Math.Clamp((int)Math.Floor(start + (cell + 0.5) * extent / cells), 0, pixels - 1);
    }

    /// <summary>Rows of the plane in which boxes are given.</summary>
    internal int PlaneHeight => Origin?.ImageHeight ?? Height;

    /// <summary>Columns of the plane in which boxes are given.</summary>
    internal int PlaneWidth => Origin?.ImageWidth ?? Width;

    /// <summary>What the map covers of that plane.</summary>
    internal MapArea PlaneArea => Origin?.Area ?? MapArea.Whole(Height, Width);

    /// <summary>The share of the evidence inside boxes; false where there is none.</summary>
    internal bool TryShare(BoxUnion boxes, out double share)
    {
        MapArea area = PlaneArea;
        double inside = 0, all = 0;
        for (int i = 0; i < _values.Length; i++)
        {
            double evidence = _values[i] - Neutral;
            if (!(evidence > 0) || !double.IsFinite(evidence))
                continue;
            all += evidence;
            inside += evidence * boxes.ShareOf(area.Cell(i / Width, i % Width, Height, Width));
        }

        share = all > 0 ? inside / all : double.NaN;
        return all > 0 && !IsWithinRounding;
    }

    private InvalidOperationException NoEvidence() => new(IsWithinRounding
        ? $"The map shows no evidence: all its values lie within {Digits.Of(RoundingFloor)} of {Digits.Of(Neutral)}, which is the error of "
            + "the network's rounding or of sampling."
        : $"The map shows no evidence: no value is above {Digits.Of(Neutral)}.");
}
