namespace NetInsight.Tests.Reports.Comparisons;

/// <summary>Rank correlations, verdicts and the shared scale, of maps that are known.</summary>
public sealed class AgreementTests
{
    private static readonly Tensor White = new(new Shape(1, 1, 4, 4), [.. Enumerable.Repeat(1f, 16)]);

    private static readonly float[] Weights = [.. Enumerable.Range(0, 16).Select(i => i == 5 ? 3f : i == 6 ? 1f : -0.1f - i * 0.001f)];

    [Fact]
    public void Correlations_are_those_of_ranks()
    {
        float[] third = [.. Enumerable.Range(0, 16).Select(i => (float)(i % 4))];
        ComparisonReport report = Compare(
            Known("a", Weights), Known("twice", [.. Weights.Select(w => w * w * w)]), Known("turned", [.. Weights.Select(w => -w)]),
            Known("columns", third));
        RankAgreement agreement = report.Agreement;
        Assert.Equal(["a", "twice", "turned", "columns"], agreement.Methods);
        Assert.Equal((4, 4), (agreement.Rows, agreement.Columns));
        Assert.Equal(1, agreement[0, 0]);
        Assert.Equal(1, agreement[0, 1], Tolerances.FewRoundings);
        Assert.Equal(-1, agreement[0, 2], Tolerances.FewRoundings);
        Assert.Equal(Correlation(Weights, third), agreement[0, 3], Tolerances.FewRoundings);
        Assert.Equal(agreement[3, 1], agreement[1, 3]);
        Assert.Equal((agreement[0, 1] + agreement[0, 2] + agreement[0, 3]) / 3, agreement.MeanOf(0), Tolerances.FewRoundings);
        Assert.Throws<ArgumentOutOfRangeException>(() => agreement[4, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => agreement[0, -1]);
    }

    /// <summary>Maps of other sizes are resampled, then averaged over the common grid.</summary>
    [Fact]
    public void Maps_of_other_sizes_are_compared_on_one_grid()
    {
        ComparisonReport report = Comparison.Compute(
            ComparisonNetworks.Weighted(4, 4, Weights), White, options: Options(
                ComparisonMethod.Of("coarse", "", (_, _, _, _) => new Heatmap(2, 2, [4f, 3, 2, 1])), Known("fine", [.. Falling()])) with
            {
                AgreementCells = 2,
            });
        Assert.Equal((4, 4), (report["coarse"].Heatmap!.Height, report["coarse"].Heatmap!.Width));
        Assert.Equal((2, 2), (report.Agreement.Rows, report.Agreement.Columns));
        Assert.Equal(1, report.Agreement[0, 1], Tolerances.FewRoundings);

        static IEnumerable<float> Falling() => Enumerable.Range(0, 16).Select(i => 4f - (i / 8 * 2 + i % 4 / 2));
    }

    [Fact]
    public void A_map_of_the_weights_is_faithful_and_the_opposite_is_not()
    {
        ComparisonReport report = Compare(Known("weights", Weights), Known("opposite", [.. Weights.Select(w => -w)]));
        Assert.Equal(ComparisonVerdict.Faithful, report["weights"].Verdict);
        Assert.Equal(ComparisonVerdict.Unfaithful, report["opposite"].Verdict);
        Assert.Same(report["weights"], report.Best);
        Assert.True(report["weights"].Faithfulness > report["opposite"].Faithfulness);
        Assert.Contains("Faithful here", report["weights"].Sentences[0]);
        Assert.Contains("Not faithful here", report["opposite"].Sentences[0]);

        // They depend on the weights, but do not change with them: the check must see that.
        Assert.Equal(1, report["weights"].RandomizedCorrelation);
        Assert.Contains(report["weights"].Sentences, sentence => sentence.Contains("Do not read it as an explanation"));
    }

    [Fact]
    public void A_map_that_says_nothing_is_drawn_empty_and_not_scored()
    {
        float[] noise = [.. Enumerable.Range(0, 16).Select(i => i % 3 * 1e-7f)];
        ComparisonReport report = Compare(
            Known("weights", Weights),
            Known("constant", [.. Enumerable.Repeat(2f, 16)]),
            ComparisonMethod.Of("noise", "", (_, _, _, _) => new Heatmap(4, 4, noise).WithRoundingFloor(1e-6)));
        foreach (string name in new[] { "constant", "noise" })
        {
            ComparedMethod method = report[name];
            Assert.Equal(ComparisonVerdict.Empty, method.Verdict);
            Assert.Null(method.Deletion);
            Assert.True(double.IsNaN(method.Faithfulness));
            Assert.All(method.Scaled!.Values.ToArray(), value => Assert.Equal(0, value));
            Assert.StartsWith("Drawn empty", method.Sentences[0]);
        }

        Assert.Equal(["weights"], report.Agreement.Methods);
        Assert.Contains("1E-6", report["noise"].Sentences[0]);
    }

    [Fact]
    public void All_maps_are_on_one_scale()
    {
        ComparisonReport report = Compare(Known("weights", Weights), Known("thousandfold", [.. Weights.Select(w => 1000 * w)]));
        Heatmap first = report["weights"].Scaled!, second = report["thousandfold"].Scaled!;
        for (int i = 0; i < 16; i++)
        {
            Assert.Equal(Weights[i] / 3, first.Values[i], Tolerances.FewRoundings);
            Assert.Equal(first.Values[i], second.Values[i], Tolerances.FewRoundings);
        }

        Assert.Equal(new ColorScale(-1, 1), first.DefaultScale);
        Assert.Contains("value - 0) / 3000", second.Caption);

        // The image, two maps, two regions.
        RgbImage figure = report.ToImage(columns: 2);
        Assert.Equal((3 * 4 + 2 * 4, 2 * 4 + 4), (figure.Height, figure.Width));
        Assert.Throws<ArgumentOutOfRangeException>(() => report.ToImage(columns: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => report.ToImage(strength: 2));
    }

    /// <summary>Showing pixels on the image itself changes nothing, so that no map is better than another there.</summary>
    [Fact]
    public void A_map_that_is_better_in_one_curve_is_mixed()
    {
        using Model model = ComparisonNetworks.Weighted(4, 4, Weights);
        ComparisonOptions options = Options(Known("weights", Weights)) with { Insertion = new() { Steps = 16, Fill = Fill.White } };
        ComparedMethod method = Comparison.Compute(model, White, options: options)["weights"];
        Assert.Equal(ComparisonVerdict.Mixed, method.Verdict);
        Assert.StartsWith("Faithful in part", method.Sentences[0]);
    }

    [Fact]
    public void Areas_are_those_of_the_curves_and_controls_have_them_too()
    {
        using Model model = ComparisonNetworks.Weighted(4, 4, Weights);
        ComparisonReport report = Comparison.Compute(model, White, options: Options(Known("weights", Weights)));
        Assert.Equal(["random pixels", "random regions", "centre"], report.Controls.Select(control => control.Name));
        Assert.All([report["weights"], .. report.Controls], method =>
        {
            Assert.Equal(method.Deletion!.ProbabilityArea, method.DeletionArea);
            Assert.Equal(method.Insertion!.ProbabilityArea, method.InsertionArea);
            Assert.Equal(method.InsertionArea - method.DeletionArea, method.Faithfulness);
        });

        // Of a unit, which is no class, there are no probabilities.
        ComparedMethod unit = Comparison.Compute(model, White, Target.Unit("fc", 1), Options(Known("weights", Weights)))["weights"];
        Assert.Equal((unit.Deletion!.Area, unit.Insertion!.Area), (unit.DeletionArea, unit.InsertionArea));
    }

    [Fact]
    public void A_map_is_compared_with_the_control_of_its_grain()
    {
        float[] ramp = [.. Enumerable.Range(0, 1024).Select(i => (float)(i % 32))];
        float[] noise = HashFill.Uniform("grain", new Shape(1024), -1, 1).AsSpan().ToArray();
        using Model model = ComparisonNetworks.Weighted(32, 32, ramp);
        ComparisonReport report = Comparison.Compute(
            model, new Tensor(new Shape(1, 1, 32, 32), ramp), options: Options(
                ComparisonMethod.Of("smooth", "", (_, _, _, _) => new Heatmap(32, 32, ramp)),
                ComparisonMethod.Of("fine", "", (_, _, _, _) => new Heatmap(32, 32, noise))));
        Assert.Equal(("random regions", "random pixels"), (report["smooth"].Control, report["fine"].Control));
        Assert.All(report.Controls, control => Assert.Empty(control.Control));
    }

    private static ComparisonReport Compare(params ComparisonMethod[] methods)
    {
        using Model model = ComparisonNetworks.Weighted(4, 4, Weights);
        return Comparison.Compute(model, White, options: Options(methods));
    }

    private static ComparisonOptions Options(params ComparisonMethod[] methods) => new()
    {
        Methods = [.. methods],
        Deletion = new() { Steps = 16, Fill = Fill.Black },
        Insertion = new() { Steps = 16, Fill = Fill.Black },
        RegionFill = Fill.Black,
        RegionCells = 4,
    };

    private static ComparisonMethod Known(string name, float[] values) =>
        ComparisonMethod.Of(name, $"What {name} is.", (_, _, _, _) => new Heatmap(4, 4, values));

    /// <summary>Spearman's definition by counting: ranks are the number of smaller values plus half of the equal ones.</summary>
    private static double Correlation(float[] a, float[] b)
    {
        double[] x = Ranks(a), y = Ranks(b);
        double mx = x.Average(), my = y.Average(), xy = x.Zip(y, (p, q) => (p - mx) * (q - my)).Sum();
        return xy / Math.Sqrt(x.Sum(p => (p - mx) * (p - mx)) * y.Sum(q => (q - my) * (q - my)));

        static double[] Ranks(float[] values) =>
            [.. values.Select(v => values.Count(other => other < v) + (values.Count(other => other == v) - 1) / 2.0)];
    }
}
