using System.Diagnostics;

namespace NetInsight.Gallery;

/// <summary>Makes a gallery from beginning to end, and says on the console how far it is and where to look.</summary>
internal static class GalleryRun
{
    /// <summary>The sections in the order of the page: from the network itself to its answers, and from one picture to all.</summary>
    private static IReadOnlyList<ISection> Sections { get; } =
    [
        new NetworkSection(),
        new FiltersSection(),
        new OcclusionSection(),
        new ActivationsSection(),
        new PatchesSection(),
        new ImagesSection(),
        new NeighborsSection(),
        new MapSection(),
    ];

    /// <summary>Writes the gallery; returns the process's exit code.</summary>
    public static int Execute(GallerySources sources, int rows, string? subject, bool checksFields, string output, CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        try
        {
            using Model model = sources.LoadModel();
            IReadOnlyList<(string Name, Func<RgbImage> Load)> found = sources.Pictures();
            Directory.CreateDirectory(output);
            Console.WriteLine($"{model.Layers.Count} layers, {model.ClassCount} classes; {found.Count} pictures");
            (IReadOnlyList<GalleryPicture> pictures, IReadOnlyList<string> leftOut) = GalleryReader.Read(model, found, cancellation);
            foreach (string reason in leftOut)
                Console.Error.WriteLine($"left out: {reason}");
            if (pictures.Count == 0)
                return 1;

            GalleryContext context = new(model, pictures, rows, SubjectOf(pictures, subject), checksFields || sources.IsDemo, output);
            Page page = new(sources.IsDemo ? "NetInsight: what the demo network looks at" : $"NetInsight: {Path.GetFileName(sources.ModelFile)}");
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or ModelFormatException or UnsupportedOperatorException or ResourceLimitException or InvalidOperationException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    /// <summary>The first picture whose name holds a text; null where none is asked for.</summary>
    private static GalleryPicture? SubjectOf(IReadOnlyList<GalleryPicture> pictures, string? subject) => subject is null ? null
        : pictures.FirstOrDefault(picture => picture.Name.Contains(subject, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"There is no picture with '{subject}' in its name.");
}
