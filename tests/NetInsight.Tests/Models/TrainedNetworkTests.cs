namespace NetInsight.Tests.Models;

public sealed class TrainedNetworkTests
{
    [Theory]
    [MemberData(nameof(TrainedNetwork.All), MemberType = typeof(TrainedNetwork))]
    public void Logits_and_an_inner_layer_equal_PyTorch(TrainedNetwork network)
    {
        ReferenceFile reference = network.Open();
        using Model model = network.Load();
        Near.Relative(reference["logits"], model.Logits(reference["input"]), Tolerances.Forward);
        Trace trace = model.Run(reference["input"], [network.Layer]);
        Near.Relative(reference[$"activation.{network.ReferenceLayer}"], trace[network.Layer], Tolerances.Forward);
    }

    [Theory]
    [MemberData(nameof(TrainedNetwork.All), MemberType = typeof(TrainedNetwork))]
    public void Occlusion_equals_Captum(TrainedNetwork network)
    {
        ReferenceFile reference = network.Open();
        using Model model = network.Load();
        OcclusionMap map = Occlusion.Compute(model, reference["input"], Target.TopClass(ClassScore.Probability), CaptumOptions(reference));
        Assert.Equal(reference.Metadata("target"), map.Target.ClassIndex);
        Near.Absolute(reference["occlusion"].AsSpan(), map.Drop().Values, Tolerances.Probability);
        Near.Absolute(reference["occlusion_probabilities"].AsSpan(), WholePositions(map), Tolerances.Probability);
    }

    [Theory]
    [MemberData(nameof(TrainedNetwork.All), MemberType = typeof(TrainedNetwork))]
    public void A_photograph_gives_the_input_the_class_and_the_map_of_the_reference(TrainedNetwork network)
    {
        ReferenceFile reference = network.Open();
        using Model model = network.Load();
        RgbImage photo = network.Photo();
        Near.Absolute(reference["input"].AsSpan(), model.Prepare(photo).AsSpan(), Tolerances.Preprocessing);
        Assert.Equal(reference.Metadata("target"), model.Classify(photo, 1)[0].Class);
        Heatmap map = Occlusion.Compute(model, photo, Target.TopClass(ClassScore.Probability), CaptumOptions(reference)).Drop();
        Assert.True(Near.Correlation(reference["occlusion"].AsSpan(), map.Values) > 0.999);
    }

    internal static OcclusionOptions CaptumOptions(ReferenceFile reference) => new()
    {
        Window = new OcclusionWindow(reference.Metadata("occlusion_window"), reference.Metadata("occlusion_stride")),
        Fill = Fill.InputValue(0),
    };

    private static float[] WholePositions(OcclusionMap map)
    {
        OcclusionGrid grid = map.Grids[0];
        return [.. from row in Enumerable.Range(0, grid.WholeRows)
                   from column in Enumerable.Range(0, grid.WholeColumns)
                   select grid.Probability(row, column, map.Target.ClassIndex!.Value)];
    }
}
