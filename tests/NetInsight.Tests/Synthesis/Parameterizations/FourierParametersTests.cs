using NetInsight.Kernels.Embedding;
using NetInsight.Synthesis.Parameterizations;

namespace NetInsight.Tests.Synthesis.Parameterizations;

/// <summary>The Fourier parameterization and its adjoint against PyTorch, and its inverse.</summary>
public sealed class FourierParametersTests
{
    public static TheoryData<int, int> Sizes => new() { { 64, 64 }, { 48, 65 }, { 65, 48 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Images_equal_PyTorch(int height, int width)
    {
        ReferenceFile reference = ReferenceFile.Require($"gradients/fourier-{height}x{width}");
        Shape image = new(1, 3, height, width), spectrum = new(1, 3, height, width / 2 + 1, 2);
        float[] parameters = HashFill.Uniform($"fourier.{height}x{width}.spectrum", spectrum, -0.05f, 0.05f).AsSpan().ToArray();
        double[] scale = FourierParameters.ScaleOf(height, width, 1);
        Near.Relative(
            reference["scale"], new Tensor(new Shape(height, width / 2 + 1), [.. scale.Select(x => (float)x)]), Tolerances.FewRoundings);
        foreach (string name in new[] { "plain", "decorrelated" })
        {
            FourierParameters made = Make(height, width, name != "plain");
            Near.Relative(
                reference[name],
                new Tensor(image, [.. made.Colors(parameters).SelectMany(plane => plane).Select(x => (float)x)]),
                Tolerances.Transcendental);
        }

        Tensor sigmoid = new(image);
        Make(height, width, true).Image(parameters, sigmoid.AsSpan());
        Near.Relative(reference["sigmoid"], sigmoid, Tolerances.Transcendental);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Adjoints_equal_PyTorch(int height, int width)
    {
        ReferenceFile reference = ReferenceFile.Require($"gradients/fourier-{height}x{width}");
        Shape spectrum = new(1, 3, height, width / 2 + 1, 2);
        float[] parameters = HashFill.Uniform($"fourier.{height}x{width}.spectrum", spectrum, -0.05f, 0.05f).AsSpan().ToArray();
        Tensor dimage = HashFill.Uniform($"fourier.{height}x{width}.dimage", new Shape(1, 3, height, width), -1, 1);
        foreach (bool isColor in new[] { false, true })
        {
            FourierParameters made = Make(height, width, isColor);
            Tensor linear = new(spectrum), whole = new(spectrum), image = new(dimage.Shape);
            made.Image(parameters, image.AsSpan());
            made.Adjoint(Planes(dimage), linear.AsSpan());
            Near.Relative(reference[isColor ? "adjoint.decorrelated" : "adjoint.plain"], linear, Tolerances.FewRoundings);
            made.Gradient(parameters, image.AsSpan(), dimage.AsSpan(), whole.AsSpan());
            Near.Relative(reference[isColor ? "adjoint.sigmoid" : "adjoint.sigmoid_plain"], whole, Tolerances.Transcendental);
        }
    }

    [Theory]
    [InlineData(7, 12)]
    [InlineData(16, 9)]
    [InlineData(1, 5)]
    [InlineData(5, 1)]
    public void The_adjoint_is_the_transposed_matrix(int height, int width)
    {
        FourierParameters made = Make(height, width, true);
        float[] x = [.. HashFill.Uniform("fourier.x", new Shape(made.Count), -1, 1).AsSpan()], back = new float[made.Count];
        Tensor y = HashFill.Uniform("fourier.y", new Shape(1, 3, height, width), -1, 1);
        double forward = made.Colors(x).SelectMany(plane => plane).Zip(y.AsSpan().ToArray(), (a, b) => a * b).Sum();
        made.Adjoint(Planes(y), back);
        double backward = x.Zip(back, (a, b) => (double)a * b).Sum();
        Assert.Equal(forward, backward, Tolerances.FewRoundings * Math.Max(1, Math.Abs(forward)));
    }

    [Theory]
    [InlineData(12, 15)]
    [InlineData(13, 8)]
    public void An_image_is_found_again_in_its_parameters(int height, int width)
    {
        PixelRange range = new(Preprocessing.Caffe, 3);
        FourierParameters made = new(height, width, range, new FourierParameterization(1, true, 0.01), isBgr: true);
        Tensor image = new(new Shape(1, 3, height, width)), again = new(image.Shape);
        float[] levels = [.. HashFill.Uniform("fourier.image", image.Shape, 0.05f, 0.95f).AsSpan()], parameters = new float[made.Count];
        for (int i = 0; i < image.Count; i++)
            image.AsSpan()[i] = range.At(i / (height * width), levels[i]);
        made.Encode(image.AsSpan(), parameters);
        made.Image(parameters, again.AsSpan());
        Near.Relative(image, again, Tolerances.SmallNetwork);
    }

    [Fact]
    public void A_start_is_nearly_gray_and_depends_on_the_seed()
    {
        FourierParameters made = Make(32, 32, true);
        float[] first = Start(1), again = Start(1), other = Start(2);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Equal(0.01, Math.Sqrt(first.Average(x => (double)x * x)), 0.001);

        float[] Start(ulong seed)
        {
            Pcg32 random = new(seed);
            float[] parameters = new float[made.Count];
            made.Start(parameters, ref random);
            return parameters;
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Parameterization.Fourier(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Parameterization.Fourier(deviation: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Parameterization.Pixels(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Parameterization.Pixels(level: 2));
        Assert.Throws<ArgumentException>(() => Parameterization.Fourier().For(2, 8, 8, Preprocessing.ImageNet));
    }

    private static FourierParameters Make(int height, int width, bool isColor) => new(
        height, width, new PixelRange(Preprocessing.UnitRange, 3), new FourierParameterization(1, isColor, 0.01), isBgr: false);

    private static double[][] Planes(Tensor image)
    {
        int positions = image.Count / 3;
        return [.. Enumerable.Range(0, 3).Select(channel =>
            image.AsSpan().Slice(channel * positions, positions).ToArray().Select(x => (double)x).ToArray())];
    }
}
