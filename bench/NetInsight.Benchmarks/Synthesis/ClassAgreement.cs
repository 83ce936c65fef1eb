namespace NetInsight.Benchmarks;

/// <summary>
/// Class visualizations of ten classes on GoogLeNet, rounded to pixels: is the logit above the 99th percentile of the photographs', and
/// does SqueezeNet, which took no part, name the same class?
/// </summary>
internal static class ClassAgreement
{
    private const int Classes = 10, LeastAgreeing = 6;

    /// <summary>Prints the table; whether every logit is above and enough classes agree.</summary>
    public static bool Run(SynthesisInputs inputs)
    {
        using Model model = inputs.Load("googlenet"), second = inputs.Load("squeezenet1_1");
        Tensor[] natural = [.. inputs.Photos.Select(path => model.Logits(model.Prepare(RgbImage.Load(path))))];
        int[] classes = [.. inputs.Photos.Select(inputs.ClassOf).Where(index => index >= 0)];
        classes = [.. Enumerable.Range(0, Classes).Select(i => classes[i * classes.Length / Classes])];
        List<RgbImage> figures = [];
        int above = 0, agreeing = 0;
        Console.WriteLine($"| class | logit | 99th percentile of {natural.Length} photographs | largest | SqueezeNet says | agrees |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (int index in classes)
        {
            double[] logits = [.. natural.Select(tensor => (double)tensor[0, index]).Order()];
            double percentile = logits[(int)Math.Ceiling(0.99 * logits.Length) - 1];
            RgbImage image = ClassVisualization.Compute(model, Target.Class(index)).ToImage();
            double logit = model.Logits(model.Prepare(image))[0, index];
            Prediction says = second.Classify(image, 1)[0];
            (above, agreeing) = (above + (logit > percentile ? 1 : 0), agreeing + (says.Class == index ? 1 : 0));
            figures.Add(image);
            Console.WriteLine(FormattableString.Invariant(
                $"| {inputs.Labels[index]} | {logit:0.0} | {percentile:0.0} | {logits[^1]:0.0} | {inputs.Labels[says.Class]} ")
                + FormattableString.Invariant($"{says.Probability:0.00} | {(says.Class == index ? "yes" : "no")} |"));
        }

        inputs.Save(ImageGrid.Arrange(figures, 5, gap: 4), "classes.png");
        Console.WriteLine($"{above} of {Classes} above, {agreeing} of {Classes} named alike (at least {LeastAgreeing})");
        return above == Classes && agreeing >= LeastAgreeing;
    }
}
