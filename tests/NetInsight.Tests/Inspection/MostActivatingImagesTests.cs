using NetInsight.Tests.Imaging;

namespace NetInsight.Tests.Inspection;

public sealed class MostActivatingImagesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Units_show_the_images_that_activate_them_most()
    {
        using Model model = PatchNetworks.Small();
        NamedImage[] images = [.. Enumerable.Range(0, 9).Select(i => new NamedImage($"{i}", TestImages.Noise(24, 30 + i)))];
        PatchTable table = MostActivatingImages.Compute(model, images, "units", [3, 1], new() { Count = 4 }, cancellationToken: Token);
        Assert.Equal([3, 1], table.Channels);
        foreach (int unit in table.Channels)
        {
            Dictionary<string, float> scores = images.ToDictionary(
                image => image.Id, image => model.Run(model.Prepare(image.Image), ["units"], cancellationToken: Token)["units"][0, unit]);
            string[] best =
            [
                .. scores.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                    .Take(4).Select(pair => pair.Key),
            ];
            Assert.Equal(best, table.Of(unit).Select(patch => patch.ImageId));
            foreach (ActivatingPatch patch in table.Of(unit))
            {
                Assert.Equal(scores[patch.ImageId], patch.Score, Math.Abs(scores[patch.ImageId]) * Tolerances.FewRoundings);
                NamedImage image = images.Single(each => each.Id == patch.ImageId);
                Assert.Equal(new PixelRectangle(0, 0, 16, 20), patch.Input);
                TestImages.AssertSame(
                    image.Image.Crop(patch.Original.Top, patch.Original.Left, patch.Original.Height, patch.Original.Width), patch.Image);
            }
        }

        Assert.Null(table.Field);
        Assert.Contains("the whole input", table.Caption);
    }

    [Fact]
    public void Feature_maps_are_represented_by_their_strongest_unit()
    {
        using Model model = PatchNetworks.Small();
        NamedImage[] images = [.. Enumerable.Range(0, 4).Select(i => new NamedImage($"{i}", TestImages.Noise(24, 30 + i)))];
        PatchTable whole = MostActivatingImages.Compute(model, images, "deep", cancellationToken: Token);
        PatchTable patches = MaximallyActivatingPatches.Compute(model, images, "deep", cancellationToken: Token);
        foreach (int channel in whole.Channels)
            Assert.Equal(
                patches.Of(channel).Select(patch => (patch.ImageId, patch.Score)),
                whole.Of(channel).Select(patch => (patch.ImageId, patch.Score)));
        Assert.Contains(
            "0 to 4",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => MostActivatingImages.Compute(model, images, "units", [5], cancellationToken: Token)).Message);
    }
}
