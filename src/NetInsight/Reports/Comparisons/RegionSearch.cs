namespace NetInsight.Reports.Comparisons;

/// <summary>
/// Finds a small set of cells that, shown alone, keeps the answer of an image, or, hidden, changes it: first the shortest run of cells in
/// the order of a map, then cells are taken out of it as long as it works without them.
/// </summary>
/// <param name="input">The image, 1 x channels x height x width.</param>
/// <param name="baseline">What hidden pixels show, of the same shape.</param>
/// <param name="answer">What the answer is.</param>
/// <param name="cells">The cells.</param>
/// <param name="batchSize">Images that run as one batch.</param>
/// <param name="progress">Receives the runs done, of as many as are allowed.</param>
/// <param name="cancellation">Stops the runs.</param>
internal sealed class RegionSearch(
    Tensor input,
    Tensor baseline,
    RegionAnswer answer,
    ImageCells cells,
    int batchSize,
    IProgress<Progress> progress,
    CancellationToken cancellation)
{
    /// <summary>Runs after which no further cells are taken out: a few seconds for networks of the size of ResNet-18.</summary>
    private const int MostRuns = 400;

    private int _all;

    /// <summary>Runs of the last search.</summary>
    public int Runs { get; private set; }

    /// <summary>The set of cells, and whether it works without none of them; null where no run of cells works.</summary>
    /// <param name="order">The cells, best first.</param>
    /// <param name="keeps">Whether the cells are shown and keep the answer; else they are hidden and change it.</param>
    public (bool[] Cells, bool IsMinimal)? Find(int[] order, bool keeps)
    {
        Runs = 0;
        return Shortest(order, keeps) is { } found ? (found, TakeOut(found, keeps)) : null;
    }

    /// <summary>The input with a set of cells shown, or hidden.</summary>
    public Tensor Apply(bool[] chosen, bool keeps)
    {
        Tensor image = Tensor.Uninitialized(input.Shape);
        Write(chosen, keeps, image.AsSpan());
        return image;
    }

    private bool[]? Shortest(int[] order, bool keeps)
    {
        for (int start = 0; start <= order.Length; start += batchSize)
        {
            bool[][] sets =
            [
                .. Enumerable.Range(start, Math.Min(batchSize, order.Length + 1 - start)).Select(length =>
                {
                    bool[] set = new bool[order.Length];
                    foreach (int cell in order.AsSpan(0, length))
                        set[cell] = true;
                    return set;
                }),
            ];
            int first = Array.FindIndex(Judge(sets, keeps), result => result.Works);
            if (first >= 0)
                return sets[first];
        }

        return null;
    }

    /// <summary>
    /// Tries each cell alone; of those that are not needed, as many of the least important ones leave together as the network allows, and
    /// again. Returns whether in the end each cell is needed.
    /// </summary>
    private bool TakeOut(bool[] set, bool keeps)
    {
        while (true)
        {
            int[] inside = [.. Enumerable.Range(0, set.Length).Where(cell => set[cell])];
            (bool Works, double Margin)[] alone = JudgeAll([.. inside.Select(cell => Without(set, [cell]))], keeps);
            int[] spare = [.. Enumerable.Range(0, inside.Length).Where(i => alone[i].Works)
                .OrderByDescending(i => alone[i].Margin).Select(i => inside[i])];
            if (spare.Length == 0)
                return true;
            int count = spare.Length;
            while (count > 1 && !Judge([Without(set, spare.AsSpan(0, count))], keeps)[0].Works)
                count /= 2;
            foreach (int cell in spare.AsSpan(0, count))
                set[cell] = false;
            if (Runs >= MostRuns)
                return false;
        }
    }

    private static bool[] Without(bool[] set, ReadOnlySpan<int> cells)
    {
        bool[] rest = [.. set];
        foreach (int cell in cells)
            rest[cell] = false;
        return rest;
    }

    private (bool Works, double Margin)[] JudgeAll(bool[][] sets, bool keeps) =>
        [.. sets.Chunk(batchSize).SelectMany(chunk => Judge(chunk, keeps))];

    /// <summary>For each set whether it does what is asked, and how far the target's value is on that side: larger is better.</summary>
    private (bool Works, double Margin)[] Judge(bool[][] sets, bool keeps)
    {
        Tensor batch = Tensor.Uninitialized(input.Shape.With(0, sets.Length));
        for (int i = 0; i < sets.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Write(sets[i], keeps, batch.AsSpan().Slice(i * input.Count, input.Count));
        }

        Runs += sets.Length;
        _all += sets.Length;
        (bool Holds, double Score)[] results = answer.JudgeBatch(batch, cancellation);
        progress.Report(new Progress(Math.Min(_all, 2 * MostRuns), 2 * MostRuns, default));
        return [.. results.Select(result => (result.Holds == keeps, keeps ? result.Score : -result.Score))];
    }

    private void Write(bool[] chosen, bool keeps, Span<float> image)
    {
        (keeps ? baseline : input).AsSpan().CopyTo(image);
        ReadOnlySpan<float> source = (keeps ? input : baseline).AsSpan();
        int plane = cells.Height * cells.Width;
        for (int cell = 0; cell < chosen.Length; cell++)
        {
            if (!chosen[cell])
                continue;
            PixelRectangle pixels = cells.RectangleOf(cell);
            for (int channel = 0; channel < image.Length; channel += plane)
            {
                for (int row = pixels.Top; row < pixels.Top + pixels.Height; row++)
                {
                    int at = channel + row * cells.Width + pixels.Left;
                    source.Slice(at, pixels.Width).CopyTo(image[at..]);
                }
            }
        }
    }
}
