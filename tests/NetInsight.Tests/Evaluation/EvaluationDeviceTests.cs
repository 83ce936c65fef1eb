using NetInsight.Tests.Attribution;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Evaluation;

/// <summary>Scores on GPUs, of networks that take one image at a time, and with any number of threads.</summary>
public sealed class EvaluationDeviceTests
{
    private static readonly Tensor Input = HashFill.Uniform("evaluation.devices", new Shape(1, 3, 8, 8), -2, 2);

    private static readonly Heatmap Map = new(8, 8, HashFill.Uniform("evaluation.map", new Shape(64), -1, 1).AsSpan());

    private static readonly AttributionFunction Gradient =
        (model, input, target, token) => Saliency.Compute(model, input, target, cancellationToken: token);

    public static TheoryData<string> Kinds => Gpus.All;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Scores_are_those_of_the_CPU(string kind)
    {
        using Model model = SmallNetworks.Color(8, 8);
        using Model moved = model.On(Gpus.Device(kind));
        Near.Relative(Quick(model), Quick(moved), Tolerances.Device);

        // A graph with other weights is another network on the device.
        static Tensor Quick(Model model)
        {
            double[] scores =
            [
                .. Deletion.Compute(model, Input, Map, options: new DeletionOptions { Steps = 3 }).Scores,
                .. WeightRandomization.Compute(model, Input, Gradient, options: new WeightRandomizationOptions { Stages = 1 })
                    .Stages.Select(stage => stage.Score),
            ];
            return new Tensor(new Shape(scores.Length), [.. scores.Select(score => (float)score)]);
        }
    }

    [Fact]
    public void A_network_that_takes_one_image_at_a_time_runs_its_copies_one_by_one()
    {
        using Model open = SmallNetworks.Color(8, 8), single = SmallNetworks.Color(8, 8, batch: 1);
        Near.Relative(Scores(open), Scores(single), Tolerances.SmallNetwork);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        using Model one = SmallNetworks.Color(8, 8, parallelism: 1), three = SmallNetworks.Color(8, 8, parallelism: 3);
        Near.Relative(Scores(one), Scores(three), Tolerances.Exact);
    }

    /// <summary>The networks' own values: no ranks, which near ties would change.</summary>
    private static Tensor Scores(Model model)
    {
        double[] scores =
        [
            .. Deletion.Compute(model, Input, Map, options: new DeletionOptions { Steps = 7 }).Scores,
            .. Insertion.Compute(model, Input, Map, options: new InsertionOptions { Steps = 7, Fill = Fill.InputValue(0) }).Scores,
            .. Road.Compute(model, Input, Map).Scores,
            .. MuFidelity.Compute(model, Input, Map, options: new MuFidelityOptions { Grid = 4, Samples = 5 }).Drops,
            AverageDrop.Compute(model, Input, Map).Images[0].MaskedProbability,
            .. WeightRandomization.Compute(model, Input, Gradient).Stages.Select(stage => stage.Score),
            SensitivityMax.Compute(model, Input, Gradient, options: new SensitivityMaxOptions { Samples = 2 }).Map.Target.Score,
        ];
        return new Tensor(new Shape(scores.Length), [.. scores.Select(score => (float)score)]);
    }
}
