using NetInsight.Execution.Running;

namespace NetInsight.Tests.Reproducibility;

/// <summary>What docs/reproducibility.md says of batch sizes.</summary>
public sealed class BatchSizeTests
{
    private static readonly Tensor Batch = HashFill.Image("batches", 9, 32);

    [Theory]
    [InlineData(Precision.Exact)]
    [InlineData(Precision.Fast)]
    public void Logits_and_gradients_do_not_depend_on_the_batch_if_exact_and_only_by_rounding_if_fast(Precision precision)
    {
        using Model model = Of(precision);
        Tensor logits = model.Logits(Batch), gradients = model.Gradient(Batch, Target.Class(3));
        for (int image = 0; image < Batch.Shape[0]; image += 4)
        {
            Tensor alone = BatchSlices.Cut(Batch, image, 1);
            Compare(precision, model.Logits(alone), BatchSlices.Cut(logits, image, 1));
            Compare(precision, model.Gradient(alone, Target.Class(3)), BatchSlices.Cut(gradients, image, 1));
        }
    }

    [Theory]
    [InlineData(Precision.Exact)]
    [InlineData(Precision.Fast)]
    public void Occlusion_does_not_depend_on_its_batches_if_exact_and_only_by_rounding_if_fast(Precision precision)
    {
        using Model model = Of(precision);
        Tensor image = BatchSlices.Cut(Batch, 0, 1);
        OcclusionOptions options = new() { Window = new OcclusionWindow(8, 5) };
        OcclusionGrid expected = Occlusion.Compute(model, image, Target.Class(3), options).Grids[0];
        foreach (int size in (int[])[1, 3, 20])
        {
            OcclusionGrid grid = Occlusion.Compute(model, image, Target.Class(3), options with { BatchSize = size }).Grids[0];
            Compare(precision, ScoresOf(expected), ScoresOf(grid));
        }
    }

    private static Tensor ScoresOf(OcclusionGrid grid)
    {
        Tensor scores = new(new Shape(grid.Rows, grid.Columns));
        for (int row = 0; row < grid.Rows; row++)
        {
            for (int column = 0; column < grid.Columns; column++)
                scores[row, column] = grid.Logit(row, column, 3);
        }

        return scores;
    }

    private static void Compare(Precision precision, Tensor expected, Tensor actual)
    {
        if (precision == Precision.Exact)
            Assert.Equal(expected.AsSpan(), actual.AsSpan());
        else
            Near.Relative(expected, actual, Tolerances.Winograd);
    }

    private static Model Of(Precision precision) =>
        Architectures.CifarResNet(20, HashFill.Weights, new ModelOptions { Precision = precision });
}
