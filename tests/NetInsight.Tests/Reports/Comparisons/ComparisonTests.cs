using NetInsight.Tests.Attribution;
using NetInsight.Tests.FeatureSpace;

namespace NetInsight.Tests.Reports.Comparisons;

/// <summary>What a comparison says where the answer is known, and what every technique promises.</summary>
public sealed class ComparisonTests
{
    private static readonly ComparisonOptions Quick = new()
    {
        Methods =
        [
            ComparisonMethod.Saliency(), ComparisonMethod.Occlusion(), ComparisonMethod.Rise(new RiseOptions { Masks = 300, Cells = 2 }),
        ],
        Deletion = new() { Steps = 8 },
        Insertion = new() { Steps = 8 },
        RegionCells = 4,
    };

    /// <summary>All methods, with fewer runs.</summary>
    private static readonly ComparisonOptions Default = new()
    {
        Methods = [.. ComparisonMethod.All.Select(Fewer)],
        Deletion = new() { Steps = 16 },
        Insertion = new() { Steps = 16 },
        RegionCells = 8,
    };

    /// <summary>A network rewired to look at a corner, as a tag in the corner of one class's training images makes it.</summary>
    [Fact]
    public void A_planted_shortcut_is_found()
    {
        using Model model = ComparisonNetworks.Rewired();
        RgbImage image = ComparisonNetworks.TaggedImage();
        ComparisonReport report = Comparison.Compute(model, image, options: Default);
        Assert.Equal(ComparisonNetworks.Tagged, report.Target.ClassIndex);

        // Most of the best map lies in the tag, a sixteenth of the image, and maps of the whole network have their largest value there.
        Assert.Equal(ComparisonVerdict.Faithful, report.Best!.Verdict);
        Assert.True(ShareInTag(report.Best.Scaled!) > 0.5, $"{report.Best.Name}: {ShareInTag(report.Best.Scaled!)}");
        foreach (string name in new[] { "occlusion", "integrated gradients", "LRP", "RISE" })
            Assert.True(PeakIsInTag(report[name].Heatmap!), name);

        // Hiding a part of the tag alone changes the answer, and a part of it alone gives the answer.
        Assert.All([report.KeptRegion!, report.FlippedRegion!], region =>
        {
            Assert.InRange(region.CellCount, 1, 4);
            Assert.All(
                region.Rectangles,
                cell => Assert.True(cell.Top < ComparisonNetworks.TagSide && cell.Left < ComparisonNetworks.TagSide));
        });
        Assert.NotEqual(ComparisonNetworks.Tagged, report.FlippedRegion!.Top!.Value.Class);
        Assert.Equal(ComparisonNetworks.Tagged, report.KeptRegion!.Top!.Value.Class);
    }

    [Fact]
    public void A_method_that_does_not_apply_is_listed_with_the_reason()
    {
        // No ReLU and no feature map: guided Grad-CAM and the class activation maps have nothing to work on.
        using Model model = ComparisonNetworks.Weighted(4, 4, [.. Enumerable.Range(0, 16).Select(i => i == 5 ? 3f : -0.1f)]);
        Tensor input = new(new Shape(1, 1, 4, 4), [.. Enumerable.Range(0, 16).Select(i => i % 2 == 0 ? 0.25f : 1)]);
        ComparisonReport report = Comparison.Compute(model, input, options: new() { RegionCells = 4 });
        Assert.Equal(
            ["guided Grad-CAM", "Grad-CAM", "LayerCAM"],
            report.Methods.Where(method => method.Verdict == ComparisonVerdict.NotApplicable).Select(method => method.Name));
        Assert.All(report.Methods.Where(method => method.Problem is not null), method =>
        {
            Assert.Null(method.Heatmap);
            Assert.StartsWith($"Not applicable: {method.Problem}", Assert.Single(method.Sentences));
            Assert.Contains(System.Net.WebUtility.HtmlEncode(method.Problem!), report.ToHtml(TestContext.Current.CancellationToken));
        });
        Assert.Equal(6, report.Agreement.Methods.Length);
    }

    [Fact]
    public void Wrong_targets_and_arguments_are_refused()
    {
        using Model model = SmallModel();
        RgbImage image = RgbImage.Solid(16, 16, RgbColor.White);
        Assert.Throws<ArgumentNullException>(() => Comparison.Compute(null!, image));
        Assert.Throws<ArgumentNullException>(() => Comparison.Compute(model, (RgbImage)null!));
        Assert.Throws<ArgumentNullException>(() => Comparison.Compute(model, (Tensor)null!));
        Assert.Throws<ArgumentException>(() => Comparison.Compute(model, new Tensor(new Shape(2, 3, 16, 16))));
        Assert.ThrowsAny<ArgumentException>(() => Comparison.Compute(model, image, Target.Class(99)));
        Assert.Throws<ArgumentException>(() => Comparison.Compute(model, image, Target.Layer("no such layer")));
        Assert.Throws<ArgumentException>(() => Comparison.Compute(model, image, options: Quick)["no such method"]);
    }

    [Fact]
    public void What_was_assumed_of_the_image_is_said()
    {
        using Model model = SmallModel();
        RgbImage image = ComparisonNetworks.TaggedImage();
        ComparisonReport report = Comparison.Compute(model, image, options: Quick);
        Assert.NotEmpty(report.Assumption);
        Assert.Equal(model.PreprocessingSource.Note, report.Assumption);
        Assert.Contains(
            System.Net.WebUtility.HtmlEncode(report.Assumption), report.ToHtml(TestContext.Current.CancellationToken));
        Assert.Empty(Comparison.Compute(model, model.Prepare(image), options: Quick).Assumption);
    }

    [Fact]
    public void Integrated_gradients_go_from_the_mean_colour()
    {
        using Model model = SmallModel();
        Tensor input = model.Prepare(ComparisonNetworks.TaggedImage());
        Assert.Equal([Fill.MeanColor], ComparisonMethod.FromMeanColor.Baselines);
        ComparedMethod method = Assert.Single(Comparison.Compute(
            model, input, options: Quick with { Methods = [ComparisonMethod.IntegratedGradients()] }).Methods);
        Assert.Equal(
            IntegratedGradients.Compute(model, input, options: ComparisonMethod.FromMeanColor).Values.AsSpan(),
            method.Map!.Values.AsSpan());
        Assert.False(IntegratedGradients.Compute(model, input).Values.AsSpan().SequenceEqual(method.Map.Values.AsSpan()));
    }

    /// <summary>What depends on time is left out: the order of times may differ, numbers may not.</summary>
    [Fact]
    public void Numbers_do_not_depend_on_threads_and_batches()
    {
        RgbImage image = ComparisonNetworks.TaggedImage();
        ComparisonReport[] reports = [.. new (int Threads, int? Batch)[] { (1, null), (2, 3) }.Select(run =>
        {
            using Model model = SmallNetworks.Color(16, 16, parallelism: run.Threads);
            return Comparison.Compute(model, image, options: Quick with
            {
                Deletion = new() { Steps = 8, BatchSize = run.Batch },
                Insertion = new() { Steps = 8, BatchSize = run.Batch },
            });
        })];
        foreach ((ComparedMethod first, ComparedMethod second) in reports[0].Methods.Zip(reports[1].Methods))
        {
            Assert.Equal(first.Verdict, second.Verdict);
            Assert.Equal(first.Deletion?.Scores, second.Deletion?.Scores);
            Assert.Equal(first.Insertion?.Scores, second.Insertion?.Scores);
            Assert.Equal(first.RandomizedCorrelation, second.RandomizedCorrelation);
            Assert.Equal(first.Sparseness, second.Sparseness);
        }

        Assert.Equal(reports[0].Agreement[0, 1], reports[1].Agreement[0, 1]);
        Assert.Equal(reports[0].KeptRegion?.Rectangles, reports[1].KeptRegion?.Rectangles);
    }

    [Fact]
    public void Progress_rises_to_the_end_and_knows_the_time_left()
    {
        using Model model = SmallModel();
        RecordedProgress<Progress> progress = new();
        Comparison.Compute(model, ComparisonNetworks.TaggedImage(), options: Quick, progress: progress);
        Assert.Equal(1, progress.Seen[^1].Fraction);
        Assert.Equal(progress.Seen.Select(report => report.Done).Order(), progress.Seen.Select(report => report.Done));
        Assert.Single(progress.Seen.Select(report => report.Total).Distinct());
        Assert.Equal(TimeSpan.Zero, progress.Seen[^1].Remaining);
    }

    [Fact]
    public void It_stops_when_cancelled_and_the_model_stays_usable()
    {
        using Model model = SmallNetworks.Color(64, 64);
        Tensor input = HashFill.Uniform("comparison.input", new Shape(1, 3, 64, 64), -2, 2);
        Assert.Throws<OperationCanceledException>(
            () => Comparison.Compute(model, input, cancellationToken: new CancellationToken(canceled: true)));
        foreach (double share in new[] { 0.0, 0.4, 0.6, 0.85 })
        {
            using CancellationTokenSource source = new();
            CancelAt progress = new(source, share);
            Assert.ThrowsAny<OperationCanceledException>(() => Comparison.Compute(
                model, input, null, Default, progress, source.Token));
            Assert.InRange(progress.Clock.Elapsed.TotalMilliseconds, 0, 200);
        }

        Assert.Equal(5, model.Logits(input, cancellationToken: TestContext.Current.CancellationToken).Count);
    }

    private static ComparisonMethod Fewer(ComparisonMethod method) => method.Name switch
    {
        "SmoothGrad" => ComparisonMethod.SmoothGrad(new SmoothGradOptions { Samples = 10 }),
        "integrated gradients" => ComparisonMethod.IntegratedGradients(new IntegratedGradientsOptions { Steps = 10 }),
        "RISE" => ComparisonMethod.Rise(ComparisonMethod.FewMasks with { Masks = 150 }),
        _ => method,
    };

    private static Model SmallModel() => SmallNetworks.Color(16, 16);

    /// <summary>The share of a map's positive values that lies in the tag.</summary>
    private static double ShareInTag(Heatmap map)
    {
        double inside = 0, all = 0;
        for (int i = 0; i < map.Values.Length; i++)
        {
            double value = Math.Max(map.Values[i], 0);
            all += value;
            inside += i / map.Width < ComparisonNetworks.TagSide && i % map.Width < ComparisonNetworks.TagSide ? value : 0;
        }

        return inside / all;
    }

    private static bool PeakIsInTag(Heatmap map)
    {
        int peak = 0;
        for (int i = 0; i < map.Values.Length; i++)
            peak = map.Values[i] > map.Values[peak] ? i : peak;
        return peak / map.Width < ComparisonNetworks.TagSide && peak % map.Width < ComparisonNetworks.TagSide;
    }

    private sealed class CancelAt(CancellationTokenSource source, double share) : IProgress<Progress>
    {
        public System.Diagnostics.Stopwatch Clock { get; } = new();

        public void Report(Progress value)
        {
            if (value.Fraction < share || Clock.IsRunning)
                return;
            Clock.Start();
            source.Cancel();
        }
    }
}
