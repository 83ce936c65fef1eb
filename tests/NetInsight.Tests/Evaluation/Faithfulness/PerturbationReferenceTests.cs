using NetInsight.Attribution;
using NetInsight.Evaluation;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Evaluation.Faithfulness;

/// <summary>Deletion and insertion by the maps and baselines of the reference (torch-cam's definition), on trained networks.</summary>
public sealed class PerturbationReferenceTests
{
    public static TheoryData<TrainedNetwork, string, string> Curves { get; } = [.. AllCurves()];

    [Theory]
    [MemberData(nameof(Curves))]
    public void Curves_and_areas_equal_PyTorch(TrainedNetwork network, string map, string baseline)
    {
        ReferenceFile maps = network.Open(), curves = ReferenceFile.Require($"gradients/insertion-deletion-{network.Reference}");
        if (!curves.Names.Contains($"auc.{map}.{baseline}"))
            Assert.Skip($"The reference has no curve of {map} against {baseline}.");
        using Model model = network.Load();
        AttributedInput input = AttributedInput.Of(model, maps["input"]);
        Tensor replacement = baseline == "zero" ? new Tensor(input.Tensor.Shape) : curves["baseline.blurred"];
        EvaluatedMap evaluated = EvaluatedMap.Of(input, MapOf(maps, map, input));
        Target target = Target.Class(curves.Metadata("target"));
        int steps = curves.Metadata("steps");

        DeletionCurve deletion = Deletion.Compute(
            evaluated, replacement, baseline, target, new DeletionOptions { Steps = steps }, null, CancellationToken.None);
        InsertionCurve insertion = Insertion.Compute(
            evaluated, replacement, baseline, target, new InsertionOptions { Steps = steps }, null, CancellationToken.None);

        float[] areas = curves[$"auc.{map}.{baseline}"].AsSpan().ToArray();
        Equal(curves, $"deletion.{map}.{baseline}", deletion, areas[0]);
        Equal(curves, $"insertion.{map}.{baseline}", insertion, areas[1]);
    }

    private static void Equal(ReferenceFile curves, string name, PerturbationCurve curve, double area)
    {
        Near.Absolute(
            curves["fractions"].AsSpan(), [.. curve.Fractions.Select(fraction => (float)fraction)], Tolerances.OneRounding);
        Near.Absolute(
            curves[name].AsSpan(), [.. curve.Probabilities.Select(probability => (float)probability)], Tolerances.Probability);
        Assert.Equal(area, curve.ProbabilityArea!.Value, Tolerances.Probability);
        Assert.Equal(curve.Scores, curve.Logits);
        Assert.Equal(curve.Area, curve.LogitArea);
    }

    private static Heatmap MapOf(ReferenceFile reference, string map, AttributedInput input)
    {
        if (map == "saliency")
            return new Heatmap(
                input.Height, input.Width, ReducedChannels.Reduce(reference["gradient"], ChannelReduction.MaximumMagnitude));

        // PyTorch's nearest neighbour: output row i is input row floor(i in / out).
        Tensor cam = reference["grad_cam"];
        int height = cam.Shape[2], width = cam.Shape[3];
        float[] values = new float[input.Height * input.Width];
        for (int i = 0; i < values.Length; i++)
            values[i] = cam[0, 0, i / input.Width * height / input.Height, i % input.Width * width / input.Width];
        return new Heatmap(input.Height, input.Width, values);
    }

    private static IEnumerable<TheoryDataRow<TrainedNetwork, string, string>> AllCurves() =>
        from network in TrainedNetwork.All
        from map in new[] { "saliency", "grad_cam_nearest" }
        from baseline in new[] { "zero", "blurred" }
        where !(network.Data.File == "googlenet.onnx" && baseline == "blurred")
        select new TheoryDataRow<TrainedNetwork, string, string>(network.Data, map, baseline);
}
