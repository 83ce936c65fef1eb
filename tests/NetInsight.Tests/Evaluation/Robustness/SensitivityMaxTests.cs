using NetInsight.Tests.Attribution;

namespace NetInsight.Tests.Evaluation.Robustness;

public sealed class SensitivityMaxTests
{
    private static readonly AttributionFunction TimesInput = (model, input, target, token) => Saliency.Compute(
        model, input, target, new SaliencyOptions { TimesInput = true }, cancellationToken: token);

    [Fact]
    public void The_gradient_of_a_linear_network_is_the_same_everywhere()
    {
        using Model model = SmallNetworks.Linear(3, -4);
        SensitivityMaxScore score = SensitivityMax.Compute(
            model, new Tensor(new Shape(1, 1, 1, 2), [1, 2]),
            (network, x, target, token) => Saliency.Compute(network, x, target, cancellationToken: token),
            Target.Class(1));
        Assert.Equal((0, 0), (score.Value, score.Mean));
        Assert.Equal(10, score.Changes.Length);
    }

    [Fact]
    public void Input_times_gradient_changes_by_at_most_the_weights_times_the_radius()
    {
        // A = (3 a, -4 b): |dA| <= 5 r and |A| = |(3, -8)|; the input's deviation is 0.5.
        using Model model = SmallNetworks.Linear(3, -4);
        Tensor input = new(new Shape(1, 1, 1, 2), [1, 2]);
        SensitivityMaxOptions options = new() { Radius = 0.2, Samples = 500 };
        SensitivityMaxScore score = SensitivityMax.Compute(model, input, TimesInput, Target.Class(1), options);
        double bound = 5 * 0.1 / Math.Sqrt(73);
        Assert.Equal(0.1, score.Radius, Tolerances.FewRoundings);
        Assert.InRange(score.Value, 0.9 * bound, bound);
        Assert.Equal(score.Changes.Average(), score.Mean, Tolerances.FewRoundings);
        Assert.Equal(
            score.Changes.Take(5), SensitivityMax.Compute(model, input, TimesInput, Target.Class(1), options with { Samples = 5 }).Changes);
    }

    [Fact]
    public void Zero_maps_cancellation_and_null_are_answered()
    {
        using Model model = SmallNetworks.Linear(0, 0);
        Tensor input = new(new Shape(1, 1, 1, 2), [1, 2]);
        SensitivityMaxScore zero = SensitivityMax.Compute(model, input, TimesInput, Target.Class(1));
        Assert.True(double.IsNaN(zero.Value));
        Assert.Contains("zero everywhere", zero.Caption, StringComparison.Ordinal);
        using CancellationTokenSource source = new();
        Assert.ThrowsAny<OperationCanceledException>(() => SensitivityMax.Compute(
            model, input, TimesInput, progress: new Cancel(source), cancellationToken: source.Token));
        Assert.Throws<InvalidOperationException>(() => SensitivityMax.Compute(model, input, (_, _, _, _) => null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SensitivityMaxOptions { Radius = 0 });
    }
}
