namespace NetInsight.Gallery;

/// <summary>Reads all images once and classifies them; skips those that cannot be read.</summary>
internal static class GalleryReader
{
    /// <summary>The largest number of images: with more of them t-SNE and the grid take minutes.</summary>
    private const int Most = 2000;
    private const int ThumbnailSide = 96;

    /// <summary>Reads the images; also returns which were skipped, and why.</summary>
    public static (IReadOnlyList<GalleryImage> Images, IReadOnlyList<string> Skipped) Read(
        Model model, IReadOnlyList<(string Name, Func<RgbImage> Load)> sources, CancellationToken cancellation)
    {
        ProgressBar bar = new("predictions", Math.Min(sources.Count, Most));
        List<GalleryImage> images = [];
        List<string> skipped = [];
        if (sources.Count > Most)
            skipped.Add($"{sources.Count - Most} of {sources.Count} images: {Most} are taken, evenly spread");
        int read = 0;
        foreach (int index in Spread.Over(sources.Count, Most))
        {
            (string name, Func<RgbImage> load) = sources[index];
            try
            {
                RgbImage photo = load();
                RgbImage thumbnail = FinerImage.Of(model, photo, ThumbnailSide);
                images.Add(new GalleryImage(name, load, thumbnail, model.Classify(photo, 1, cancellation)[0]));
            }
            catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
            {
                skipped.Add($"{name}: {e.Message}");        // one broken file does not end the gallery
            }

            bar.Show(++read);
        }

        ProgressBar.End();
        return (images, skipped);
    }
}
