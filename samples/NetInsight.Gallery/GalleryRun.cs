using System.Diagnostics;

namespace NetInsight.Gallery;

/// <summary>Makes a whole gallery, and prints its progress and the path of its page.</summary>
internal static class GalleryRun
{
    /// <summary>The sections in the order of the page: from the network itself to its predictions, and from one image to all.</summary>
    private static IReadOnlyList<ISection> Sections { get; } =
    [
        new NetworkSection(),
        new FiltersSection(),
        new OcclusionSection(),
        new AttributionsSection(),
        new SegmentationSection(),
        new ComparisonSection(),
        new ActivationsSection(),
        new PatchesSection(),
        new SynthesisSection(),
        new ImagesSection(),
        new NeighborsSection(),
        new MapSection(),
    ];

    /// <summary>Writes the gallery; returns the process's exit code.</summary>
    public static int Execute(
        GallerySources sources, int rows, string? subject, bool checksFields, string output, CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        try
        {
            using Model model = sources.LoadModel();
            IReadOnlyList<(string Name, Func<RgbImage> Load)> found = sources.Images();
            Directory.CreateDirectory(output);
            string answers = model.ClassCount is { } classes ? $"{classes} classes" : "no classifier";
            Console.WriteLine($"{model.Layers.Count} layers, {answers}; {found.Count} images");
            (IReadOnlyList<GalleryImage> images, IReadOnlyList<string> skipped) = GalleryReader.Read(model, found, cancellation);
            foreach (string reason in skipped)
                Console.Error.WriteLine($"skipped: {reason}");
            if (images.Count == 0)
                return 1;

            GalleryContext context = new(model, images, rows, SubjectOf(images, subject), checksFields || sources.IsDemo, output);
            Page page = new(sources.IsDemo
                ? "NetInsight: what the demo network looks at"
                : $"NetInsight: {Path.GetFileName(sources.ModelFile)}");
            foreach (ISection section in Sections)
                page.Add(section.Title, section.Sentence, section.Write(context, cancellation));
            string path = Path.Combine(output, "index.html");
            page.Write(path);
            Console.WriteLine($"done in {clock.Elapsed.TotalSeconds:0.0} s; open {path}");
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("cancelled");
            return 130;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException
            or ModelFormatException or UnsupportedOperatorException or ResourceLimitException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    /// <summary>The first image whose name contains a text; null where no text is given.</summary>
    private static GalleryImage? SubjectOf(IReadOnlyList<GalleryImage> images, string? subject) => subject is null ? null
        : images.FirstOrDefault(image => image.Name.Contains(subject, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"There is no image with '{subject}' in its name.");
}
