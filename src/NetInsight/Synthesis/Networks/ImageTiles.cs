namespace NetInsight.Synthesis.Networks;

/// <summary>
/// An image in overlapping tiles of one size: the last ones of each row and column end at the image's edges, smaller images are extended.
/// Where tiles overlap, each result counts by its distance from the tile's edge.
/// </summary>
/// <param name="height">The image's height.</param>
/// <param name="width">The image's width.</param>
/// <param name="side">The tiles' height and width.</param>
/// <param name="overlap">Pixels that neighbours share at least.</param>
/// <param name="unit">What tiles begin at multiples of: the pixels of the image for one of a smaller result.</param>
internal sealed class ImageTiles(int height, int width, int side, int overlap, int unit)
{
    /// <summary>The image's result from those of its tiles.</summary>
    public RgbImage Run(RgbImage image, ImageRuns runs, IProgress<Progress>? progress)
    {
        int[] rows = Starts(height), columns = Starts(width);
        RgbImage padded = ImageEdges.Extended(image, rows[^1] + side, columns[^1] + side);
        int highest = runs.Scaled(padded.Height), widest = runs.Scaled(padded.Width), tile = runs.Scaled(side);
        double[] shares = Shares(tile, runs.Scaled(overlap));
        float[]? sums = null;
        float[] weights = new float[highest * widest];
        int channels = 0;
        ProgressReport report = new(progress, rows.Length * columns.Length);
        foreach (int top in rows)
        {
            foreach (int left in columns)
            {
                Tensor result = runs.Run(padded.Crop(top, left, side, side));
                channels = result.Shape[1];
                Add(result, runs.Scaled(top), runs.Scaled(left), sums ??= new float[checked(channels * weights.Length)]);
                report.Add(1);
            }
        }

        Tensor whole = new(new Shape(1, channels, highest, widest));
        Span<float> means = whole.AsSpan();
        for (int i = 0; i < means.Length; i++)
            means[i] = sums![i] / weights[i % weights.Length];
        return runs.ToImage(whole).Crop(0, 0, Math.Max(runs.Scaled(height), 1), Math.Max(runs.Scaled(width), 1));

        void Add(Tensor result, int top, int left, float[] into)
        {
            if (top == 0 && left == 0 && result.Shape[2] != tile)
                throw new InvalidOperationException($"A tile's result has {result.Shape[2]} rows; {tile} are expected.");
            ReadOnlySpan<float> values = result.AsSpan();
            for (int i = 0; i < tile && top + i < highest; i++)
            {
                for (int j = 0; j < tile && left + j < widest; j++)
                {
                    float share = (float)(shares[i] * shares[j]);
                    int at = (top + i) * widest + left + j;
                    weights[at] += share;
                    for (int c = 0; c < channels; c++)
                        into[c * weights.Length + at] += share * values[(c * tile + i) * tile + j];
                }
            }
        }
    }

    /// <summary>Where tiles begin along a side.</summary>
    private int[] Starts(int length)
    {
        if (length <= side)
            return [0];
        int step = Math.Max((side - overlap) / unit, 1) * unit, last = (length - side + unit - 1) / unit * unit;
        int count = (last + step - 1) / step + 1;
        return [.. Enumerable.Range(0, count).Select(index => Math.Min(index * step, last))];
    }

    /// <summary>A position's share by its distance from the nearer edge: 1 from the overlap on.</summary>
    private static double[] Shares(int tile, int overlap) =>
        [.. Enumerable.Range(0, tile).Select(at => Math.Min(Math.Min(at + 1, tile - at), overlap + 1) / (overlap + 1.0))];
}
