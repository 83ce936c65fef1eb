namespace NetInsight.Tests;

public sealed class SkipSummaryTests
{
    [Fact]
    public void Reasons_are_counted_and_files_of_shared_are_one()
    {
        Assert.Null(SkipSummary.Text([]));
        Assert.Equal(
            "Skipped 5 tests: 3 x files of the folder shared beside the repository are absent; 1 x There is no CUDA device; 1 x a b.",
            SkipSummary.Text(
                ["shared/data/images is absent", "a\nb", "shared/x is absent", "There is no CUDA device.", "shared/x is absent"]));
    }
}
