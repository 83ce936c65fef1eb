using NetInsight.Tests.Imaging;

namespace NetInsight.Tests.Inspection;

/// <summary>Compares all that tables of patches hold.</summary>
internal static class PatchTables
{
    public static void AssertEqual(PatchTable expected, PatchTable actual)
    {
        Assert.Equal(expected.Settings, actual.Settings);
        Assert.Equal(expected.ImageIds, actual.ImageIds);
        Assert.Equal(expected.Channels, actual.Channels);
        foreach (int channel in expected.Channels)
        {
            Assert.Equal(expected.Of(channel).Select(Values), actual.Of(channel).Select(Values));
            foreach ((ActivatingPatch one, ActivatingPatch other) in expected.Of(channel).Zip(actual.Of(channel)))
                TestImages.AssertSame(one.Image, other.Image);
        }
    }

    private static (string, int, float, int, int, PixelRectangle, PixelRectangle) Values(ActivatingPatch patch) =>
        (patch.ImageId, patch.Channel, patch.Score, patch.Row, patch.Column, patch.Input, patch.Original);
}
