using NetInsight.Tests.Imaging;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Inspection;

/// <summary>Activations, features, patches and pictures of a model that was moved to a device are those of the processor.</summary>
public sealed class InspectionOnDevicesTests
{
    public static TheoryData<string> Kinds => Cards.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_found_there_is_what_the_processor_finds(string kind)
    {
        using Model model = PatchNetworks.Small();
        using Model moved = model.On(Cards.Device(kind));
        NamedImage[] pictures = [.. Enumerable.Range(0, 3).Select(i => new NamedImage($"{i}", TestImages.Noise(23 - 4 * i, 17 + 5 * i)))];
        RgbImage[] images = [.. pictures.Select(picture => picture.Image)];

        string[] layers = ["relu", "deep", "units"];
        foreach ((ActivationMap expected, ActivationMap map) in Activations.Compute(model, images[0], layers, cancellationToken: Token).Zip(Activations.Compute(moved, images[0], layers, cancellationToken: Token)))
        {
            Near.Relative(expected.Output, map.Output, Tolerances.Device);
            Assert.Equal(expected.Order, map.Order);
        }

        foreach (string layer in layers)
            Near.Relative(NetInsight.Features.Compute(model, images, layer, cancellationToken: Token).Values, NetInsight.Features.Compute(moved, images, layer, cancellationToken: Token).Values, Tolerances.Device);

        PatchesOptions options = new() { Count = 2, BatchSize = 2 };
        AssertSame(
            MaximallyActivatingPatches.Compute(model, pictures, "deep", [4, 1], options, cancellationToken: Token),
            MaximallyActivatingPatches.Compute(moved, pictures, "deep", [4, 1], options, cancellationToken: Token));
        AssertSame(
            MostActivatingImages.Compute(model, pictures, "units", [0, 3], options, cancellationToken: Token),
            MostActivatingImages.Compute(moved, pictures, "units", [0, 3], options, cancellationToken: Token));
    }

    /// <summary>The same units, cut out alike; activations within the tolerance of devices.</summary>
    private static void AssertSame(PatchTable expected, PatchTable actual)
    {
        foreach (int channel in expected.Channels)
        {
            Assert.Equal(2, expected.Of(channel).Length);
            Assert.Equal(expected.Of(channel).Select(Unit), actual.Of(channel).Select(Unit));
            foreach ((ActivatingPatch one, ActivatingPatch other) in expected.Of(channel).Zip(actual.Of(channel)))
            {
                Assert.InRange(other.Score, one.Score - Tolerances.Device * Math.Abs(one.Score), one.Score + Tolerances.Device * Math.Abs(one.Score));
                TestImages.AssertSame(one.Image, other.Image);
            }
        }
    }

    private static (string, int, int, PixelRectangle, PixelRectangle) Unit(ActivatingPatch patch) => (patch.ImageId, patch.Row, patch.Column, patch.Input, patch.Original);
}
