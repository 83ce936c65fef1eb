namespace NetInsight.Benchmarks;

/// <summary>
/// Photographs searched from GoogLeNet's features in three layers: how much of the fine detail (what a quarter of the size cannot hold) and
/// of the rest is that of the photograph, as correlations.
/// </summary>
internal static class InversionDetail
{
    private static readonly string[] Layers = ["conv2/norm2", "inception_3a/output", "inception_5b/output"];

    private static readonly string[] Photos = ["zebra", "macaw", "castle"];

    /// <summary>Prints the table; whether detail falls from layer to layer for every photograph.</summary>
    public static bool Run(SynthesisInputs inputs)
    {
        using Model model = inputs.Load("googlenet");
        bool holds = true;
        List<RgbImage> figures = [];
        Console.WriteLine("| photograph | layer | distance | correlation of fine detail | of the rest |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (string photo in Photos)
        {
            FeatureInversionReport report = FeatureInversion.Compute(model, inputs.Photo(photo), Layers);
            figures.Add(report.ToImage());
            double last = 1;
            foreach (LayerInversion inversion in report.Inversions)
            {
                RgbImage image = inversion.Images.ToImage();
                double fine = Correlation(Fine(report.Original), Fine(image)), rest = Correlation(Coarse(report.Original), Coarse(image));
                Console.WriteLine(FormattableString.Invariant(
                    $"| {photo} | {inversion.Layer} | {inversion.Distance:0.000} | {fine:0.00} | {rest:0.00} |"));
                holds &= fine < last;
                last = fine;
            }
        }

        inputs.Save(ImageGrid.Arrange(figures, 1, gap: 4), "inversion.png");
        return holds;
    }

    private static double[] Coarse(RgbImage image) =>
        Levels(image.Resize(image.Height / 4, image.Width / 4).Resize(image.Height, image.Width));

    private static double[] Fine(RgbImage image) => [.. Levels(image).Zip(Coarse(image), (whole, coarse) => whole - coarse)];

    private static double[] Levels(RgbImage image) =>
        [.. Preprocessing.UnitRange.ToTensor([image]).AsSpan().ToArray().Select(value => (double)value)];

    private static double Correlation(double[] a, double[] b)
    {
        double meanA = a.Average(), meanB = b.Average(), ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }

        return ab / Math.Sqrt(aa * bb);
    }
}
