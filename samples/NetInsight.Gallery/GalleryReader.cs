namespace NetInsight.Gallery;

/// <summary>Reads all pictures once, with the network's answers; leaves out those that cannot be read.</summary>
internal static class GalleryReader
{
    /// <summary>The most pictures: with more of them the maps take minutes.</summary>
    private const int Most = 2000;
    private const int ThumbnailSide = 96;

    /// <summary>Reads the pictures; what was left out, and why, comes back beside them.</summary>
    public static (IReadOnlyList<GalleryPicture> Pictures, IReadOnlyList<string> LeftOut) Read(
        Model model, IReadOnlyList<(string Name, Func<RgbImage> Load)> sources, CancellationToken cancellation)
    {
        ProgressBar bar = new("answers", Math.Min(sources.Count, Most));
        List<GalleryPicture> pictures = [];
        List<string> leftOut = [];
        if (sources.Count > Most)
            leftOut.Add($"{sources.Count - Most} of {sources.Count} pictures: {Most} are taken, evenly spread");
        int read = 0;
        foreach (int index in Spread.Over(sources.Count, Most))
        {
            (string name, Func<RgbImage> load) = sources[index];
            try
            {
                RgbImage photo = load();
                pictures.Add(new GalleryPicture(name, load, FinerPicture.Of(model, photo, ThumbnailSide), model.Classify(photo, 1, cancellation)[0]));
            }
            catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
            {
                leftOut.Add($"{name}: {e.Message}");        // one bad picture does not end the gallery
            }

            bar.Show(++read);
        }

        ProgressBar.End();
        return (pictures, leftOut);
    }
}
