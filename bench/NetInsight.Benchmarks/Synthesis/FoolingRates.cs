namespace NetInsight.Benchmarks;

/// <summary>Twenty photographs that GoogLeNet is to name otherwise, by each method: how many flip, and how much they change.</summary>
internal static class FoolingRates
{
    private const int Photos = 20;

    private static readonly (string Name, FoolingImageOptions Options, bool IsTargeted)[] Methods =
    [
        ("steps", new(), false),
        ("steps to a given class", new(), true),
        ("fast gradient sign, 2 of 255", new() { Method = FoolingMethod.FastGradientSign, Bound = 2 / 255.0 }, false),
        ("one Euclidean step of 1", new() { Method = FoolingMethod.FastGradientSign, Norm = ChangeNorm.Euclidean, Bound = 1 }, false),
        ("projected gradient, 2 of 255", new() { Method = FoolingMethod.ProjectedGradient, Bound = 2 / 255.0 }, false),
        (
            "projected gradient, Euclidean 1",
            new() { Method = FoolingMethod.ProjectedGradient, Norm = ChangeNorm.Euclidean, Bound = 1 },
            false),
    ];

    /// <summary>Prints the table; whether steps flip all with a mean change below 2 of 255.</summary>
    public static bool Run(SynthesisInputs inputs)
    {
        using Model model = inputs.Load("googlenet");
        bool holds = false;
        Console.WriteLine("| method | flipped | also as 8-bit pixels | mean change, of 255 | largest mean change | steps |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach ((string name, FoolingImageOptions options, bool isTargeted) in Methods)
        {
            FoolingImageReport[] reports = [.. inputs.Spread(Photos).Select(path => Fool(RgbImage.Load(path), options, isTargeted))];
            int flipped = reports.Count(report => report.IsFooled);
            int rounded = reports.Count(report => isTargeted
                ? report.AfterRounding.Class == report.After.Class && report.IsFooled
                : report.AfterRounding.Class != report.Before.Class);
            double mean = reports.Average(report => report.MeanChange), most = reports.Max(report => report.MeanChange);
            double steps = reports.Average(report => report.Steps);
            Console.WriteLine(FormattableString.Invariant(
                $"| {name} | {flipped} of {Photos} | {rounded} | {mean:0.00} | {most:0.00} | {steps:0.0} |"));
            if (name == "steps")
            {
                holds = flipped == Photos && most < 2;
                FoolingImageReport[] shown = [.. reports.Take(4)];
                inputs.Save(
                    ImageGrid.Arrange(
                        [
                            .. shown.Select(report => model.Preprocessing.ToImage(report.Original)),
                            .. shown.Select(report => report.ToImage()),
                            .. shown.Select(report => report.Difference()),
                        ],
                        4,
                        gap: 4),
                    "fooling.png");
            }
        }

        return holds;

        FoolingImageReport Fool(RgbImage photo, FoolingImageOptions options, bool isTargeted) => FoolingImage.Compute(
            model,
            photo,
            isTargeted ? options with { TargetClass = (model.Classify(photo, 1)[0].Class + 500) % 1000 } : options);
    }
}
