using NetInsight.Tests.Imaging;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Inspection;

/// <summary>Activations, features, patches and images of a model on a device equal those of the CPU.</summary>
public sealed class InspectionOnDevicesTests
{
    public static TheoryData<string> Kinds => Gpus.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Results_equal_those_of_the_CPU(string kind)
    {
        using Model model = PatchNetworks.Small();
        using Model moved = model.On(Gpus.Device(kind));
        NamedImage[] images = [.. Enumerable.Range(0, 3).Select(i => new NamedImage($"{i}", TestImages.Noise(23 - 4 * i, 17 + 5 * i)))];
        RgbImage[] pixels = [.. images.Select(image => image.Image)];

        string[] layers = ["relu", "deep", "units"];
        IReadOnlyList<ActivationMap> expectedMaps = Activations.Compute(model, pixels[0], layers, cancellationToken: Token);
        foreach ((ActivationMap expected, ActivationMap map) in
            expectedMaps.Zip(Activations.Compute(moved, pixels[0], layers, cancellationToken: Token)))
        {
            Near.Relative(expected.Output, map.Output, Tolerances.Device);
            Assert.Equal(expected.Order, map.Order);
        }

        foreach (string layer in layers)
        {
            Near.Relative(
                NetInsight.Features.Compute(model, pixels, layer, cancellationToken: Token).Values,
                NetInsight.Features.Compute(moved, pixels, layer, cancellationToken: Token).Values,
                Tolerances.Device);
        }

        PatchesOptions options = new() { Count = 2, BatchSize = 2 };
        AssertSame(
            MaximallyActivatingPatches.Compute(model, images, "deep", [4, 1], options, cancellationToken: Token),
            MaximallyActivatingPatches.Compute(moved, images, "deep", [4, 1], options, cancellationToken: Token));
        AssertSame(
            MostActivatingImages.Compute(model, images, "units", [0, 3], options, cancellationToken: Token),
            MostActivatingImages.Compute(moved, images, "units", [0, 3], options, cancellationToken: Token));
    }

    /// <summary>The same units and patches; activations within the tolerance of devices.</summary>
    private static void AssertSame(PatchTable expected, PatchTable actual)
    {
        foreach (int channel in expected.Channels)
        {
            Assert.Equal(2, expected.Of(channel).Length);
            Assert.Equal(expected.Of(channel).Select(Unit), actual.Of(channel).Select(Unit));
            foreach ((ActivatingPatch one, ActivatingPatch other) in expected.Of(channel).Zip(actual.Of(channel)))
            {
                Assert.InRange(
                    other.Score, one.Score - Tolerances.Device * Math.Abs(one.Score), one.Score + Tolerances.Device * Math.Abs(one.Score));
                TestImages.AssertSame(one.Image, other.Image);
            }
        }
    }

    private static (string, int, int, PixelRectangle, PixelRectangle) Unit(ActivatingPatch patch) =>
        (patch.ImageId, patch.Row, patch.Column, patch.Input, patch.Original);
}
