using NetInsight.Tests.Models;

namespace NetInsight.Tests.Attribution;

/// <summary>Techniques that run an image many times take a list of images: each result is that of the image alone.</summary>
public sealed class ImageListTests
{
    private static readonly RgbImage[] Photos =
    [
        Preprocessing.Cifar.ToImage(HashFill.Image("list.first", 1, 16)), RgbImage.Solid(24, 18, new RgbColor(10, 160, 20)),
    ];

    public static TheoryData<string> Techniques { get; } =
        ["SmoothGrad", "IntegratedGradients", "ExpectedGradients", "ScoreCam", "AblationCam", "GuidedGradCam"];

    [Theory]
    [MemberData(nameof(Techniques))]
    public void A_list_has_the_results_of_its_images(string technique)
    {
        using Model model = SmallNetworks.Color(8, 8);
        IReadOnlyList<AttributionMap> maps = List(technique, model, Photos);
        Assert.Equal(2, maps.Count);
        for (int index = 0; index < 2; index++)
        {
            AttributionMap alone = One(technique, model, Photos[index]);
            Assert.Equal(alone.Target.ClassIndex, maps[index].Target.ClassIndex);
            Assert.Equal(alone.Values.AsSpan(), maps[index].Values.AsSpan());
            Assert.Equal(alone.Caption, maps[index].Caption);
        }

        Assert.Empty(List(technique, model, []));
        Assert.Throws<ArgumentNullException>("images", () => List(technique, model, null!));
        Assert.Throws<ArgumentNullException>("model", () => List(technique, null!, Photos));
        Assert.Throws<ArgumentNullException>("image", () => List(technique, model, [null!]));
    }

    private static AttributionMap One(string technique, Model model, RgbImage photo) => technique switch
    {
        "SmoothGrad" => SmoothGrad.Compute(model, photo, options: new SmoothGradOptions { Samples = 3 }),
        "IntegratedGradients" => IntegratedGradients.Compute(model, photo),
        "ExpectedGradients" => ExpectedGradients.Compute(model, photo, Photos, options: new ExpectedGradientsOptions { Samples = 5 }),
        "ScoreCam" => ScoreCam.Compute(model, photo),
        "AblationCam" => AblationCam.Compute(model, photo),
        _ => GuidedGradCam.Compute(model, photo),
    };

    private static IReadOnlyList<AttributionMap> List(string technique, Model model, IEnumerable<RgbImage> photos) => technique switch
    {
        "SmoothGrad" => SmoothGrad.Compute(model, photos, options: new SmoothGradOptions { Samples = 3 }),
        "IntegratedGradients" => IntegratedGradients.Compute(model, photos),
        "ExpectedGradients" => ExpectedGradients.Compute(model, photos, Photos, options: new ExpectedGradientsOptions { Samples = 5 }),
        "ScoreCam" => ScoreCam.Compute(model, photos),
        "AblationCam" => AblationCam.Compute(model, photos),
        _ => GuidedGradCam.Compute(model, photos),
    };
}
