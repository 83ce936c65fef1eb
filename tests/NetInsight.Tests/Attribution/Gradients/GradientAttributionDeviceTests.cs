using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Attribution.Gradients;

/// <summary>Gradient attributions on GPUs, of networks that take one image at a time, and of any number of threads.</summary>
public sealed class GradientAttributionDeviceTests
{
    private static readonly Tensor Input = HashFill.Uniform("attribution.devices", new Shape(1, 3, 8, 8), -2, 2);

    public static TheoryData<string> Kinds => Gpus.All;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Maps_are_those_of_the_CPU(string kind)
    {
        using Model model = SmallNetworks.Color(8, 8);
        using Model moved = model.On(Gpus.Device(kind));
        foreach ((AttributionMap expected, AttributionMap actual) in Maps(model).Zip(Maps(moved)))
        {
            Assert.Equal(expected.Target.Target, actual.Target.Target);
            Near.Relative(expected.Values, actual.Values, Tolerances.Device);
        }
    }

    [Fact]
    public void A_network_that_takes_one_image_at_a_time_runs_its_samples_one_by_one()
    {
        using Model open = SmallNetworks.Color(8, 8), single = SmallNetworks.Color(8, 8, batch: 1);
        foreach ((AttributionMap expected, AttributionMap actual) in Maps(open).Zip(Maps(single)))
            Near.Relative(expected.Values, actual.Values, Tolerances.SmallNetwork);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        using Model one = SmallNetworks.Color(8, 8, parallelism: 1), three = SmallNetworks.Color(8, 8, parallelism: 3);
        foreach ((AttributionMap expected, AttributionMap actual) in Maps(one).Zip(Maps(three)))
            Near.Relative(expected.Values, actual.Values, 0);
    }

    private static AttributionMap[] Maps(Model model) =>
    [
        Saliency.Compute(model, Input),
        SmoothGrad.Compute(model, Input, null, new SmoothGradOptions { Samples = 5 }),
        IntegratedGradients.Compute(
            model, Input, null, new IntegratedGradientsOptions { Steps = 7, Baselines = [Fill.InputValue(0), Fill.Blur(2)] }),
        ExpectedGradients.Compute(
            model, Input, new Tensor(new Shape(2, 3, 8, 8)), null, new ExpectedGradientsOptions { Samples = 9 }),
    ];
}
