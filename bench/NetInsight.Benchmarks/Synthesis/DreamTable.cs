using System.Diagnostics;

namespace NetInsight.Benchmarks;

/// <summary>DeepDream of a photograph of 500 x 375 pixels, four octaves, in two layers of GoogLeNet.</summary>
internal static class DreamTable
{
    /// <summary>Prints the table; whether the layer grows and the size stays.</summary>
    public static bool Run(SynthesisInputs inputs)
    {
        using Model model = inputs.Load("googlenet");
        RgbImage photo = inputs.Photo("alp");
        photo = (photo.Height, photo.Width) == (375, 500) ? photo : photo.Resize(375, 500);
        bool holds = true;
        Console.WriteLine("| layer | objective before the last octave's first step | at the end | s |");
        Console.WriteLine("|---|---|---|---|");
        foreach (string layer in new[] { "inception_3b/output", "inception_4c/output" })
        {
            Stopwatch clock = Stopwatch.StartNew();
            SynthesizedImages dream = DeepDream.Compute(model, photo, layer);
            double first = dream.ValuesOf()[^10], last = dream.FinalValues![0];
            double seconds = clock.Elapsed.TotalSeconds;
            Console.WriteLine(FormattableString.Invariant($"| {layer} | {first:0.00e0} | {last:0.00e0} | {seconds:0.0} |"));
            inputs.Save(dream.ToImage(), $"dream-{layer[10..12]}.png");
            holds &= last > first && (dream.ToImage().Height, dream.ToImage().Width) == (375, 500);
        }

        return holds;
    }
}
