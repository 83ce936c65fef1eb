using NetInsight.Synthesis.Objectives;

namespace NetInsight.Benchmarks;

/// <summary>Photographs in which a class or a channel of GoogLeNet is made to grow: by how much, and how far the image goes.</summary>
internal static class AccentuationTable
{
    private static readonly (string Photo, Target Target, string Name)[] Cases =
    [
        ("tabby", Target.Class(281), "tabby"),
        ("golden_retriever", Target.Class(281), "tabby"),
        ("castle", Target.Channel("inception_4c/output", 12), "inception_4c/output, channel 12"),
        ("zebra", Target.Class(340), "zebra"),
    ];

    /// <summary>Prints the table; whether every target grows.</summary>
    public static bool Run(SynthesisInputs inputs)
    {
        using Model model = inputs.Load("googlenet");
        bool holds = true;
        List<RgbImage> figures = [];
        Console.WriteLine("| photograph | target | before | after | root mean square of the change, of 255 |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach ((string photo, Target target, string name) in Cases)
        {
            RgbImage image = inputs.Photo(photo);
            Tensor start = model.Prepare(image);
            SynthesizedImages result = ActivationMaximization.Compute(model, image, target);
            double before = new ObjectiveRun(model, target, start.Shape).Values(start, CancellationToken.None)[0];
            double after = result.FinalValues![0], squares = 0;
            for (int i = 0; i < start.Count; i++)
                squares += Math.Pow((double)start.AsSpan()[i] - result.Inputs.AsSpan()[i], 2);
            Console.WriteLine(FormattableString.Invariant(
                $"| {photo} | {name} | {before:0.00} | {after:0.00} | {Math.Sqrt(squares / start.Count):0.0} |"));
            figures.AddRange([model.Fit(image), result.ToImage()]);
            holds &= after > before;
        }

        inputs.Save(ImageGrid.Arrange(figures, 4, gap: 4), "accentuation.png");
        return holds;
    }
}
