using NetInsight.Tests.FeatureSpace;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Attribution.Cam;

/// <summary>Ablation-CAM and Score-CAM: known weights, whole runs with hooks, batches, devices, cancellation.</summary>
public sealed class ChannelCamTests
{
    public static TheoryData<string> Kinds => Gpus.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly Tensor Color = HashFill.Uniform("channels", new Shape(1, 3, 6, 9), -1, 1);

    /// <summary>Both means are 2: without channel k the logit falls by 2 W[c, k].</summary>
    [Theory]
    [InlineData(0, 0.25f, 0.75f)]
    [InlineData(1, -2 / 3f, -1 / 3f)]
    [InlineData(2, 2, -1)]
    public void Ablation_CAM_weights_by_the_share_that_is_lost(int index, float first, float second)
    {
        foreach (bool hasFixedBatch in new[] { false, true })
        {
            using Model model = CamNetworks.Pooled(hasFixedBatch);
            ClassActivationMap map = AblationCam.Compute(model, CamNetworks.Input, Target.Class(index), cancellationToken: Token);
            Near.Absolute([first, second], map.Weights.AsSpan(), Tolerances.FewRoundings * 2);
            Assert.Equal(index == 1, map.IsAllNegative);
        }
    }

    /// <summary>Channel 0 alone has the values (6, 3, 0, 3, 0, 0) / 6 as its mask.</summary>
    [Fact]
    public void Score_CAM_of_the_layer_weights_by_the_softmax_of_masked_scores()
    {
        using Model model = CamNetworks.Pooled();
        ScoreCamOptions options = new() { Masking = ScoreCamMasking.Layer };
        ClassActivationMap map = ScoreCam.Compute(model, CamNetworks.Input, Target.Class(0), options, cancellationToken: Token);

        // Masked by the first: mean of A_0 is (6 + 1.5 + 1.5) / 6; by the second: mean of A_1 is (1 + 4 + 81) / 9 / 6.
        double[] scores = [1.5, 3 * 86 / 54.0];
        double[] powers = [.. scores.Select(Math.Exp)];
        Near.Absolute([.. powers.Select(power => (float)(power / powers.Sum()))], map.Weights.AsSpan(), Tolerances.SmallNetwork);
    }

    [Theory]
    [InlineData("relu1")]
    [InlineData("conv2")]
    public void Runs_behind_the_layer_equal_whole_runs_with_hooks(string layer)
    {
        using Model model = SmallNetworks.Color(6, 9);
        ClassActivationMap map = AblationCam.Compute(
            model, Color, Target.Class(3), new AblationCamOptions { Layer = layer }, cancellationToken: Token);
        double whole = model.Logits(Color, cancellationToken: Token)[0, 3];
        for (int channel = 0; channel < 8; channel++)
        {
            Hook hook = Hook.Replace(layer, output =>
            {
                output.AsSpan().Slice(channel * 54, 54).Clear();
                return output;
            });
            double score = model.Logits(Color, [hook], Token)[0, 3];
            Assert.Equal((whole - score) / Math.Abs(whole), map.Weights[channel], Tolerances.SmallNetwork);
        }
    }

    [Fact]
    public void Branches_beside_the_layer_keep_their_values()
    {
        using Model model = CamNetworks.Branches();
        ClassActivationMap map = AblationCam.Compute(
            model,
            CamNetworks.Input,
            Target.Class(0),
            new AblationCamOptions { Layer = "features", BatchSize = 2 },
            cancellationToken: Token);

        // 2 + 3 * 2 + (2 * 2 - 2) = 10, of which the channels are 2 and 6.
        Assert.Equal(10, map.Target.Score, Tolerances.SmallNetwork);
        Near.Absolute([0.2f, 0.6f], map.Weights.AsSpan(), Tolerances.FewRoundings);
    }

    [Theory]
    [InlineData(ScoreCamMasking.Input)]
    [InlineData(ScoreCamMasking.Layer)]
    public void The_batch_changes_no_bit_on_the_CPU(ScoreCamMasking masking)
    {
        using Model model = SmallNetworks.Color(6, 9);
        ScoreCamOptions options = new() { Layer = "relu1", Masking = masking };
        Tensor score = ScoreCam.Compute(model, Color, options: options, cancellationToken: Token).Values;
        Tensor ablation = AblationCam.Compute(
            model, Color, options: new AblationCamOptions { Layer = "relu1" }, cancellationToken: Token).Values;
        foreach (int batch in new[] { 1, 3, 8 })
        {
            Near.Relative(score, ScoreCam.Compute(
                model, Color, options: options with { BatchSize = batch }, cancellationToken: Token).Values, 0);
            Near.Relative(ablation, AblationCam.Compute(
                model, Color, options: new AblationCamOptions { Layer = "relu1", BatchSize = batch }, cancellationToken: Token).Values, 0);
        }

        Near.Relative(score, ScoreCam.Compute(
            model, Color, options: options with { MemoryBudget = 1 }, cancellationToken: Token).Values, 0);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Maps_on_a_device_equal_those_of_the_CPU(string kind)
    {
        using Model model = SmallNetworks.Color(6, 9);
        using Model moved = model.On(Gpus.Device(kind));
        Near.Relative(
            GradCam.Compute(model, Color, cancellationToken: Token).Values,
            GradCam.Compute(moved, Color, cancellationToken: Token).Values,
            Tolerances.Device);
        AblationCamOptions options = new() { OnlyPositive = false };
        Near.Relative(
            AblationCam.Compute(model, Color, options: options, cancellationToken: Token).Values,
            AblationCam.Compute(moved, Color, options: options, cancellationToken: Token).Values,
            Tolerances.Device);
        Near.Relative(
            ScoreCam.Compute(model, Color, cancellationToken: Token).Values,
            ScoreCam.Compute(moved, Color, cancellationToken: Token).Values,
            Tolerances.Device);
    }

    [Fact]
    public void Progress_counts_channels_and_cancellation_leaves_the_model_usable()
    {
        using Model model = SmallNetworks.Color(6, 9);
        RecordedProgress<Progress> progress = new();
        ClassActivationMap map = AblationCam.Compute(
            model, Color, options: new AblationCamOptions { BatchSize = 1 }, progress: progress, cancellationToken: Token);
        Assert.Equal((8, 8), (progress.Seen[^1].Done, progress.Seen[^1].Total));
        Assert.Throws<OperationCanceledException>(
            () => AblationCam.Compute(model, Color, cancellationToken: new CancellationToken(canceled: true)));
        using CancellationTokenSource source = new();
        Cancelling cancelling = new(source);
        Assert.ThrowsAny<OperationCanceledException>(() => ScoreCam.Compute(
            model, Color, options: new ScoreCamOptions { BatchSize = 1 }, progress: cancelling, cancellationToken: source.Token));
        Near.Relative(map.Values, AblationCam.Compute(model, Color, cancellationToken: Token).Values, 0);
    }

    [Fact]
    public void Options_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AblationCamOptions { BatchSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AblationCamOptions { MemoryBudget = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScoreCamOptions { BatchSize = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScoreCamOptions { Masking = (ScoreCamMasking)2 });
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<Progress>
    {
        public void Report(Progress value) => source.Cancel();
    }
}
