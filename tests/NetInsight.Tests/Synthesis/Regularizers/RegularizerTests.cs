namespace NetInsight.Tests.Synthesis.Regularizers;

/// <summary>Penalties and their gradients against PyTorch, changes against their definitions.</summary>
public sealed class RegularizerTests
{
    public static TheoryData<string> Names => [.. Penalties.Keys];

    private static Dictionary<string, Func<double, Regularizer>> Penalties => new()
    {
        ["tv.isotropic.beta2"] = weight => Regularizer.TotalVariation(weight),
        ["tv.isotropic.beta3"] = weight => Regularizer.TotalVariation(weight, 3),
        ["tv.isotropic.beta1"] = weight => Regularizer.TotalVariation(weight, 1),
        ["tv.squares"] = Regularizer.SquaredDifferences,
        ["tv.absolute"] = Regularizer.AbsoluteDifferences,
        ["alpha_norm.6"] = weight => Regularizer.AlphaNorm(weight),
        ["l2"] = Regularizer.L2,
        ["l1"] = weight => Regularizer.AlphaNorm(weight, 1),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_and_gradients_equal_PyTorch(string name)
    {
        ReferenceFile reference = ReferenceFile.Require("gradients/regularizers");
        Tensor image = reference["image"], gradient = new(image.Shape), half = new(image.Shape);
        double value = Penalties[name](1).Penalty(image.AsSpan(), image.Shape[2], image.Shape[3], gradient.AsSpan());
        float expected = reference[$"value.{name}"].AsSpan()[0];
        Assert.Equal(expected, value, Tolerances.FewRoundings * Math.Abs(expected));
        Near.Relative(reference[$"gradient.{name}"], gradient, Tolerances.FewRoundings);
        Assert.Equal(
            value / 2, Penalties[name](0.5).Penalty(image.AsSpan(), image.Shape[2], image.Shape[3], half.AsSpan()), 1e-9 * Math.Abs(value));
        Near.Relative(new Tensor(image.Shape, [.. gradient.AsSpan().ToArray().Select(x => x / 2)]), half, Tolerances.FewRoundings);
    }

    [Fact]
    public void A_distance_from_an_image_is_a_sum_of_squares()
    {
        Tensor near = new(new Shape(1, 1, 2, 2), [1, 2, 3, 4]);
        float[] gradient = [10, 0, 0, 0];
        Assert.Equal(0.5 * (4 + 9), Regularizer.SquaredDistance(0.5, near).Penalty([3, 2, 0, 4], 2, 2, gradient));
        Assert.Equal([12, 0, -3, 0], gradient);
        Assert.Throws<ArgumentException>(() => Regularizer.SquaredDistance(0.5, near).Penalty([3, 2], 1, 2, new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Regularizer.SquaredDistance(-1, near));
        Assert.Throws<ArgumentException>(() => Regularizer.SquaredDistance(1, new Tensor(new Shape(2, 1, 2, 2))));
        Assert.Throws<ArgumentException>(() => Regularizer.SquaredDistance(1, new Tensor(new Shape(1, 1, 1, 1), [float.NaN])));
        Assert.Throws<ArgumentNullException>(() => Regularizer.SquaredDistance(1, null!));
    }

    [Fact]
    public void A_blur_keeps_constants_and_spreads_a_point_as_a_Gaussian()
    {
        float[] image = new float[2 * 31 * 33];
        image.AsSpan(0, 31 * 33).Fill(3);
        image[31 * 33 + 15 * 33 + 16] = 1;
        Regularizer blur = Regularizer.Blur(2, 4);
        float[] same = [.. image];
        blur.Change(same, 31, 33, [], 3);
        Assert.Equal(image, same);
        blur.Change(image, 31, 33, [], 4);
        Assert.All(image[..(31 * 33)], value => Assert.Equal(3, value, Tolerances.FewRoundings * 3));
        float[] point = image[(31 * 33)..];
        Assert.Equal(1, point.Sum(), 1e-5);
        Assert.Equal(Math.Exp(-(9 + 4) / 8.0) / (2 * Math.PI * 4), point[(15 + 3) * 33 + 16 + 2], 1e-5);
    }

    [Fact]
    public void Pixels_of_small_norm_or_contribution_become_0()
    {
        float[] image = [1, -4, 2, 3, 1, 1, 1, 1];                  // two channels of 2 x 2; squared norms 2, 17, 5, 10
        Regularizer.ClipSmallNorm(50).Change(image, 2, 2, new float[8], 1);
        Assert.Equal([0, -4, 0, 3, 0, 1, 0, 1], image);
        image = [1, -4, 2, 3, 1, 1, 1, 1];
        Regularizer.ClipSmallContribution(75).Change(image, 2, 2, [5, 1, 0, 0, 5, 1, 0, 0], 1);      // |10|, |-3|, 0, 0
        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0], image);
        image = [2, 4];
        Regularizer.Decay(0.25).Change(image, 1, 2, [], 1);
        Assert.Equal([1.5f, 3], image);
    }

    [Fact]
    public void What_is_out_of_range_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Regularizer.L2(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Regularizer.AlphaNorm(1, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Regularizer.TotalVariation(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Regularizer.Decay(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Regularizer.Blur(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Regularizer.Blur(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Regularizer.ClipSmallNorm(101));
        Assert.Throws<ArgumentOutOfRangeException>(() => Regularizer.ClipSmallContribution(-1));
    }
}
