using System.Diagnostics;

namespace NetInsight.Gallery;

/// <summary>Makes a gallery from beginning to end, and says on the console how far it is and where to look.</summary>
internal static class GalleryRun
{
    /// <summary>Writes the gallery; returns the process's exit code.</summary>
    public static int Execute(GallerySources sources, string output, CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        try
        {
            using Model model = sources.LoadModel();
            IReadOnlyList<(string Name, Func<RgbImage> Load)> pictures = sources.Pictures();
            Directory.CreateDirectory(output);
            Console.WriteLine($"{model.Layers.Count} layers, {model.ClassCount} classes; {pictures.Count} pictures");

            ProgressBar bar = new("occlusion", pictures.Count);
            OcclusionSection section = new(model, output);
            Page page = new(sources.IsDemo ? "NetInsight: what the demo network looks at" : $"NetInsight: {Path.GetFileName(sources.ModelFile)}");
            page.Add(OcclusionSection.Introduction());
            List<string> failures = [];
            for (int index = 0; index < pictures.Count; index++)
            {
                int at = index;
                try
                {
                    RgbImage photo = pictures[index].Load();
                    page.Add(section.Explain(index, pictures[index].Name, photo, bar.Within(at), cancellation));
                }
                catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
                {
                    failures.Add($"{pictures[index].Name}: {e.Message}");       // one bad picture does not end the gallery
                }

                bar.Show(index + 1);
            }

            page.Add(new PatchesSection(model, output).Explain(pictures, new Progress<Progress>(), cancellation));
            ProgressBar.End();
            foreach (string failure in failures)
                Console.Error.WriteLine($"left out: {failure}");
            string path = Path.Combine(output, "index.html");
            page.Write(path);
            Console.WriteLine($"done in {clock.Elapsed.TotalSeconds:0.0} s; open {path}");
            return failures.Count == pictures.Count ? 1 : 0;
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
}
