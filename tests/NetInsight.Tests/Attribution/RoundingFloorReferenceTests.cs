using NetInsight.Tests.Models;

namespace NetInsight.Tests.Attribution;

/// <summary>The floor of rounding against gradients in double (shared/reference/gradients/inner-gradients-*).</summary>
public sealed class RoundingFloorReferenceTests
{
    /// <summary>
    /// What one disturbed run expects of the error that 99 % of the positions stay below, without the factor for the tail of noise: at
    /// least half of it (measured: 1.2 to 5 times), and at most 500 times (220, where a disturbed ReLU took another branch).
    /// </summary>
    private const double Least = 0.5, Most = 500;

    [Theory]
    [MemberData(nameof(TrainedNetwork.All), MemberType = typeof(TrainedNetwork))]
    public void The_floor_is_of_the_order_of_the_error_against_double(TrainedNetwork network)
    {
        ReferenceFile reference = ReferenceFile.Require($"gradients/inner-gradients-{network.Reference}");
        using Model model = network.Load();
        Tensor input = network.Open()["input"];
        string first = reference.Texts["inner1"], second = reference.Texts["inner2"];
        int channel = int.Parse(reference.Texts["channel_mean"].Split(' ')[^1]);
        (string Name, Target Target)[] targets =
            [("channel_mean", Target.Channel(second, channel)), ("half_squared_norm", Target.HalfSquaredNorm(first))];
        Assert.All(targets, each =>
        {
            GradientMap map = Saliency.Compute(model, input, each.Target, new SaliencyOptions { Reduction = ChannelReduction.Sum });
            Tensor exact = reference[$"input_gradient.{each.Name}"];
            double[] errors = new double[map.Height * map.Width];
            for (int i = 0; i < exact.Count; i++)
                errors[i % errors.Length] += (double)map.Values.AsSpan()[i] - exact.AsSpan()[i];
            double error = errors.Select(Math.Abs).Order().ElementAt((int)Math.Ceiling(0.99 * errors.Length) - 1);
            double expected = map.Heatmap.RoundingFloor / 4;
            string text = $"{each.Name}: the error is {error:g3}, expected is {expected:g3}, "
                + $"the largest value {map.Heatmap.Values.ToArray().Max(Math.Abs):g3}";
            Assert.True(expected > Least * error && expected < Most * error, text);
            Assert.False(map.IsWithinRounding, text);
        });
    }
}
