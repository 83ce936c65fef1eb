using System.Diagnostics;

namespace NetInsight;

/// <summary>
/// What a layer makes of each of many pictures, as a table: the numbers in which a network's idea of likeness lives ("CNN codes"; Krizhevsky et al. 2012,
/// section 6.1; Donahue et al. 2014, arXiv:1310.1531).
/// </summary>
public static class Features
{
    private const int LargestBatch = 32;

    /// <summary>Runs the network over all pictures, as far as the layer needs.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Any number of pictures of any size. They are drawn one batch at a time and let go, so they need not fit the memory together; the table must.</param>
    /// <param name="layer">The layer, or a module whose last layer is meant.</param>
    /// <param name="options">Pooling, batch size, memory.</param>
    /// <param name="progress">Is told the pictures done. Where the sequence does not know its length, the total is that of the pictures so far.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">There is no such layer, or no picture, or a picture is null.</exception>
    /// <exception cref="InvalidOperationException">The file leaves the input's size open, or the layer's outputs have no row for each picture.</exception>
    /// <exception cref="ResourceLimitException">The table would have more numbers than an array can hold.</exception>
    public static FeatureTable Compute(
        Model model,
        IEnumerable<RgbImage> images,
        string layer,
        FeaturesOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(layer);
        options ??= FeaturesOptions.Default;
        model.ValueOf(layer);
        (int height, int width) = model.InputSize();
        Shape input = new(1, model.Preprocessing.ChannelCount, height, width);
        int size = options.BatchSize ?? (int)Math.Clamp(options.MemoryBudget / sizeof(float) / model.PeakElements(input), 1, LargestBatch);

        FeatureRows rows = new(options.Pooling);
        bool isKnown = images.TryGetNonEnumeratedCount(out int total);
        ProgressReport report = new(progress, total);
        Stopwatch clock = Stopwatch.StartNew();
        List<RgbImage> batch = new(size);
        foreach (RgbImage image in images)
        {
            cancellationToken.ThrowIfCancellationRequested();
            batch.Add(model.Fit(image ?? throw new ArgumentException($"Picture {rows.Count + batch.Count} is null.", nameof(images))));
            if (batch.Count == size)
                Run();
        }

        if (batch.Count > 0)
            Run();
        if (rows.Count == 0)
            throw new ArgumentException("There is no picture.", nameof(images));
        return new FeatureTable(rows.ToTensor(), layer);

        void Run()
        {
            rows.Add(model.Run(model.Preprocessing.ToTensor(batch), [layer], cancellationToken: cancellationToken)[layer], batch.Count, layer);
            if (isKnown)
                report.Add(batch.Count);
            else
                progress?.Report(new Progress(rows.Count, rows.Count, clock.Elapsed));
            batch.Clear();
        }
    }
}
