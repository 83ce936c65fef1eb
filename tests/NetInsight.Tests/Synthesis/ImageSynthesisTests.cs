using NetInsight.Tests.Attribution;
using NetInsight.Tests.FeatureSpace;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Synthesis;

/// <summary>The loop: three steps of class visualization against PyTorch, what a result holds, seeds, batches, cancellation.</summary>
public sealed class ImageSynthesisTests
{
    private static readonly ImageSynthesisOptions Quick = new()
    {
        Steps = 6,
        Transformations = [Transformation.Pad(2), Transformation.Jitter(3, wraps: false), Transformation.Rotate(-5, 5)],
    };

    [Theory]
    [InlineData(1, "squeezenet")]
    [InlineData(2, "cifar")]
    public void Three_steps_of_class_visualization_equal_PyTorch(int network, string name)
    {
        TrainedNetwork trained = TrainedNetwork.All.ElementAt(network).Data;
        ReferenceFile reference = ReferenceFile.Require($"gradients/class-picture-{trained.Reference}");
        using Model model = trained.Load();
        float bound = network == 1 ? 20 : 0.5f;
        SynthesizedImages images = ImageSynthesis.Compute(model, Target.Class(reference.Metadata("target")), new ImageSynthesisOptions
        {
            Steps = 3,
            Start = HashFill.Uniform($"class.{name}.start", model.InputShape!.Value, -bound, bound),
            Parameterization = Parameterization.Pixels(),
            Transformations = [],
            Regularizers = [Regularizer.L2(Number("l2"))],
            Optimizer = Optimizer.GradientAscent(Number("step")),
            StaysInPixelRange = false,
            SnapshotEvery = 1,
        });
        Tensor values = reference["values"];
        for (int step = 0; step <= 3; step++)
        {
            double logit = step < 3 ? images.ValuesOf()[step] : images.FinalValues![0];
            Assert.Equal(values[step, 0], logit, Tolerances.NetworkGradient * Math.Abs(values[step, 0]));
            if (step < 3)
                Assert.Equal(values[step, 1], logit - images.PenaltiesOf()[step], Tolerances.NetworkGradient * Math.Abs(values[step, 1]));
            if (step > 0 && reference.Names.Contains($"image.{step}"))
                Compare(reference[$"image.{step}"], images.Snapshots[step - 1].Inputs);
        }

        // SqueezeNet's pools have near ties in noise: float32 in another order takes another path at a few pixels.
        void Compare(Tensor expected, Tensor actual)
        {
            if (network == 1)
                Near.Mostly(expected, actual, Tolerances.NetworkGradient);
            else
                Near.Gradient(expected, actual);
        }

        double Number(string key) => double.Parse(reference.Texts[key], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_objective_grows(bool isFourier)
    {
        using Model model = SmallNetworks.Color(16, 16);
        SynthesizedImages images = ImageSynthesis.Compute(model, Objective.Channel("relu2", 2), Quick with
        {
            Steps = 40,
            Images = 2,
            Parameterization = isFourier ? Parameterization.Fourier() : Parameterization.Pixels(),
        });
        for (int image = 0; image < 2; image++)
        {
            IReadOnlyList<double> values = images.ValuesOf(image);
            Assert.True(values.TakeLast(5).Average() > values.Take(5).Average() + 0.1, string.Join(' ', values));
            Assert.True(images.FinalValues![image] > values[0]);
        }

        Assert.Equal((40, false, 2), (images.Steps, images.IsCancelled, images.Count));
        Assert.Equal((16, 16 + 4 + 16), (images.ToImage().Height, images.ToImage().Width));
        Assert.Contains("Optimised for mean of relu2, channel 2: 40 steps of Adam, rate 0.05", images.Caption);
    }

    [Fact]
    public void Equal_seeds_give_equal_bits_and_an_image_does_not_depend_on_the_others()
    {
        using Model model = SmallNetworks.Color(16, 16);
        Objective objective = Objective.Channel("relu2", 2);
        Tensor one = ImageSynthesis.Compute(model, objective, Quick).Inputs;
        Assert.Equal(one.AsSpan().ToArray(), ImageSynthesis.Compute(model, objective, Quick).Inputs.AsSpan().ToArray());
        Tensor other = ImageSynthesis.Compute(model, objective, Quick with { Seed = 2 }).Inputs;
        Assert.NotEqual(one.AsSpan().ToArray(), other.AsSpan().ToArray());
        foreach (long budget in new[] { 1L, 512L << 20 })
        {
            Tensor many = ImageSynthesis.Compute(model, objective, Quick with { Images = 3, MemoryBudget = budget }).Inputs;
            Near.Relative(one, new Tensor(one.Shape, many.AsSpan()[..one.Count]), Tolerances.NetworkGradient);
        }
    }

    /// <summary>At 72 x 75 pixels the spectrum, too, is computed by several threads.</summary>
    [Theory]
    [InlineData(16, 16)]
    [InlineData(72, 75)]
    public void Threads_do_not_change_a_bit(int height, int width)
    {
        using Model one = SmallNetworks.Color(height, width, parallelism: 1), two = SmallNetworks.Color(height, width, parallelism: 2);
        ImageSynthesisOptions options = Quick with { Images = 2 };
        Assert.Equal(
            ImageSynthesis.Compute(one, Target.Class(1), options).Inputs.AsSpan().ToArray(),
            ImageSynthesis.Compute(two, Target.Class(1), options).Inputs.AsSpan().ToArray());
    }

    [Fact]
    public void Crops_are_means_and_similar_images_become_different()
    {
        using Model model = SmallNetworks.Color(16, 16);
        SynthesizedImages crops = ImageSynthesis.Compute(
            model, Target.Class(1), Quick with { Transformations = [Transformation.CropBoxes(4, 1, 1)] });
        SynthesizedImages whole = ImageSynthesis.Compute(model, Target.Class(1), Quick with { Transformations = [] });
        Assert.Equal(whole.ValuesOf()[0], crops.ValuesOf()[0], Tolerances.SmallNetwork);        // boxes of the whole image
        Objective different = -Objective.Similarity("relu2");
        SynthesizedImages apart = ImageSynthesis.Compute(
            model, different, Quick with { Images = 3, Steps = 30, Transformations = [] });
        Assert.True(apart.FinalValues!.Sum() > apart.ValuesOf(0)[0] + apart.ValuesOf(1)[0] + apart.ValuesOf(2)[0]);
    }

    [Fact]
    public void A_cancelled_call_returns_what_there_is()
    {
        using Model model = SmallNetworks.Color(16, 16);
        using CancellationTokenSource source = new();
        SynthesizedImages images = ImageSynthesis.Compute(
            model, Target.Class(1), Quick with { Steps = 1_000_000 }, new Cancel(source), source.Token);
        Assert.True(images.IsCancelled);
        Assert.Null(images.FinalValues);
        Assert.InRange(images.Steps, 1, 1000);
        Assert.Contains("of 1000000 (cancelled)", images.Caption);
        Tensor same = ImageSynthesis.Compute(model, Target.Class(1), Quick with { Steps = images.Steps }).Inputs;
        Assert.Equal(same.AsSpan().ToArray(), images.Inputs.AsSpan().ToArray());
        SynthesizedImages none = ImageSynthesis.Compute(
            model, Target.Class(1), Quick with { Images = 3 }, cancellationToken: new CancellationToken(canceled: true));
        Assert.Equal((true, 0, 3), (none.IsCancelled, none.Steps, none.Count));
        Assert.Empty(none.ValuesOf(2));
    }

    [Fact]
    public void Progress_counts_steps_and_snapshots_are_images_on_the_way()
    {
        using Model model = SmallNetworks.Color(16, 16);
        RecordedProgress<Progress> progress = new();
        SynthesizedImages images = ImageSynthesis.Compute(model, Target.Class(1), Quick with { SnapshotEvery = 2 }, progress);
        Assert.Equal((6, 6), (progress.Seen[^1].Done, progress.Seen[^1].Total));
        Assert.Equal([2, 4, 6], images.Snapshots.Select(snapshot => snapshot.Step));
        Assert.Equal(images.Inputs.AsSpan().ToArray(), images.Snapshots[2].Inputs.AsSpan().ToArray());
        Assert.Equal(16, images.Snapshots[0].ToImage().Height);
    }

    [Fact]
    public void Pixels_stay_in_their_range_unless_they_may_leave_it()
    {
        using Model model = SmallNetworks.Color(16, 16, Preprocessing.UnitRange);
        ImageSynthesisOptions options = Quick with
        {
            Parameterization = Parameterization.Pixels(),
            Optimizer = Optimizer.GradientAscent(100),
            Regularizers = [Regularizer.Blur(0.5, 2)],
        };
        Assert.All(ImageSynthesis.Compute(model, Target.Class(1), options).Inputs.AsSpan().ToArray(), x => Assert.InRange(x, 0, 1));
        Assert.Contains(
            ImageSynthesis.Compute(model, Target.Class(1), options with { StaysInPixelRange = false }).Inputs.AsSpan().ToArray(),
            x => x is < 0 or > 1);
    }

    [Fact]
    public void Other_sizes_run_where_layers_fit()
    {
        using Model model = SmallNetworks.Color(16, 16);
        Tensor inputs = ImageSynthesis.Compute(model, Objective.Layer("relu2"), Quick with { Size = new ImageSize(20, 27) }).Inputs;
        Assert.Equal(new Shape(1, 3, 20, 27), inputs.Shape);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using Model model = SmallNetworks.Color(16, 16);
        Refused(Quick with { Parameterization = Parameterization.Fourier(), Regularizers = [Regularizer.Decay(0.1)] });
        Refused(Quick with { Optimizer = Optimizer.LBfgs() });
        Refused(Quick with { Start = new Tensor(new Shape(2, 3, 16, 16)) });
        Refused(Quick with { Start = new Tensor(new Shape(1, 1, 16, 16)) });
        Refused(Quick with { Start = new Tensor(new Shape(1, 3, 16, 16)), Size = new ImageSize(8, 8) });
        Tensor broken = new(new Shape(1, 3, 16, 16));
        broken[0, 0, 0, 0] = float.NaN;
        Refused(Quick with { Start = broken });
        Assert.Throws<ArgumentException>(() => ImageSynthesis.Compute(
            model, Objective.Similarity("relu1"), Quick with { Transformations = [Transformation.CropBoxes(2)] }));
        Refused(Quick with { Transformations = [.. Enumerable.Repeat(Transformation.CropBoxes(256), 4)] });
        Assert.Throws<ArgumentNullException>(() => ImageSynthesis.Compute(null!, Target.Top));
        Assert.Throws<ArgumentNullException>(() => ImageSynthesis.Compute(model, null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageSynthesisOptions { Steps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageSynthesisOptions { Images = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageSynthesisOptions { SnapshotEvery = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageSynthesisOptions { MemoryBudget = 0 });
        Assert.Throws<ArgumentNullException>(() => new ImageSynthesisOptions { Transformations = null! });
        Assert.Throws<ArgumentException>(() => new ImageSynthesisOptions { Regularizers = [null!] });
        InvalidOperationException endless = Assert.Throws<InvalidOperationException>(() => ImageSynthesis.Compute(
            model,
            Objective.HalfSquaredNorm("relu2"),
            Quick with
            {
                Parameterization = Parameterization.Pixels(),
                Optimizer = Optimizer.GradientAscent(1e30, StepNormalization.None),
                StaysInPixelRange = false,
            }));
        Assert.Contains("try a smaller rate", endless.Message);

        void Refused(ImageSynthesisOptions options) =>
            Assert.ThrowsAny<ArgumentException>(() => ImageSynthesis.Compute(model, Target.Class(1), options));
    }
}
