using System.Numerics;
using NetInsight.Kernels.Embedding;
using NetInsight.Synthesis.Parameterizations;

namespace NetInsight.Tests.Synthesis.Parameterizations;

public sealed class PhaseParametersTests
{
    [Theory]
    [InlineData(6, 8)]
    [InlineData(5, 7)]
    [InlineData(1, 6)]
    public void Colours_are_the_definition(int height, int width)
    {
        MagnitudeSpectrum magnitude = MagnitudeSpectrum.PowerLaw(1, 16);
        double[] parameters = Parameters(height, width);
        double[][] colors = Make(height, width, magnitude).Colors(parameters);
        double[][] expected = Define(height, width, magnitude, parameters);
        for (int channel = 0; channel < 3; channel++)
        {
            foreach ((double made, double defined) in colors[channel].Zip(expected[channel]))
                Assert.Equal(defined, made, 1e-10);         // doubles, in another order
        }
    }

    [Theory]
    [InlineData(6, 8)]
    [InlineData(5, 7)]
    public void Gradients_are_central_differences(int height, int width)
    {
        PhaseParameters made = Make(height, width, MagnitudeSpectrum.PowerLaw());
        double[] parameters = Parameters(height, width);
        double[] weights = [.. HashFill.Uniform("phase.w", new Shape(3 * height * width), -1, 1).AsSpan().ToArray().Select(x => (double)x)];
        double[] gradient = made.Adjoint(parameters, [.. weights.Chunk(height * width)]);
        const double Step = 1e-5;
        for (int i = 0; i < parameters.Length; i++)
        {
            double slope = (Value(i, Step) - Value(i, -Step)) / (2 * Step);
            Assert.Equal(slope, gradient[i], 1e-7);         // the step's square, and rounding of doubles divided by it
        }

        double Value(int index, double change)
        {
            double[] changed = [.. parameters];
            changed[index] += change;
            return made.Colors(changed).SelectMany(plane => plane).Zip(weights, (a, b) => a * b).Sum();
        }
    }

    [Fact]
    public void Magnitudes_stay_whatever_the_phases()
    {
        PhaseParameters made = Make(16, 16, MagnitudeSpectrum.PowerLaw());
        double[] scale = MagnitudeSpectrum.PowerLaw().For(0, 16, 16);
        double[][] colors = made.Colors(Parameters(16, 16));
        double[] brightness = new double[256], real = new double[16 * 9], imaginary = new double[16 * 9];
        for (int i = 0; i < 256; i++)
            brightness[i] = Enumerable.Range(0, 3).Sum(channel => ColorDecorrelation.Inverse[channel] * colors[channel][i]);
        new RealFourier(16, 16).Forward(brightness, real, imaginary);
        double[] ratios =
        [
            .. from row in Enumerable.Range(1, 15)
               from column in Enumerable.Range(1, 7)         // columns 0 and 8 hold their own conjugates: their phases are bound
               let i = row * 9 + column
               select Math.Sqrt(real[i] * real[i] + imaginary[i] * imaginary[i]) / scale[i],
        ];
        Assert.All(ratios, ratio => Assert.Equal(ratios[0], ratio, 1e-9 * ratios[0]));
    }

    [Fact]
    public void A_channel_is_visualised_by_phases_alone()
    {
        using Model model = Segmentation.DemoMasks.LoadModel();
        ImageSynthesisOptions options = new()
        {
            Parameterization = Parameterization.Phase(),
            Optimizer = Optimizer.NAdam(),
            Transformations = [Transformation.CropBoxes(4, 0.4, 0.6), Transformation.Noise(0.08)],
            Steps = 24,
        };
        SynthesizedImages made = ImageSynthesis.Compute(
            model, Target.Class("star"), options, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(made.ValuesOf()[^1] > made.ValuesOf()[0], string.Join(' ', made.ValuesOf()));
        Assert.Contains("phase only", made.Caption, StringComparison.Ordinal);
        SynthesizedImages again = ImageSynthesis.Compute(
            model, Target.Class("star"), options, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(made.Inputs.AsSpan(), again.Inputs.AsSpan());
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Parameterization.Phase(deviation: 0));
        Assert.Throws<ArgumentException>(() => Parameterization.Phase().For(2, 8, 8, Preprocessing.ImageNet));
        Assert.Throws<ArgumentException>(() => Parameterization.Phase().For(3, 1, 1, Preprocessing.ImageNet));
        Assert.Throws<ArgumentException>(() => Make(4, 4, MagnitudeSpectrum.PowerLaw()).Encode(new float[48], new float[36]));
    }

    private static PhaseParameters Make(int height, int width, MagnitudeSpectrum magnitude) => new(
        height, width, new PixelRange(Preprocessing.UnitRange, 3), new PhaseParameterization(magnitude, 1), isBgr: false);

    private static double[] Parameters(int height, int width)
    {
        Pcg32 random = new(7);
        double[] values = new double[3 * height * (width / 2 + 1)];
        for (int i = 0; i < values.Length; i++)
            values[i] = 2 * random.NextNormal() + 0.3;
        return values;
    }

    /// <summary>Sums over all frequencies, their conjugates included.</summary>
    private static double[][] Define(int height, int width, MagnitudeSpectrum magnitude, double[] parameters)
    {
        int columns = width / 2 + 1;
        double[] phases = Standardised(parameters);
        List<double> planes = [];
        for (int channel = 0; channel < 3; channel++)
        {
            double[] scale = magnitude.For(channel, height, width);
            for (int i = 0; i < height * width; i++)
            {
                Complex sum = Complex.Zero;
                for (int at = 0; at < height * columns; at++)
                {
                    (int row, int column) = (at / columns, at % columns);
                    double turn = (double)row * (i / width) / height + (double)column * (i % width) / width;
                    Complex value = Complex.FromPolarCoordinates(
                        scale[at], phases[channel * height * columns + at] + 2 * Math.PI * turn);
                    sum += column == 0 || 2 * column == width ? value.Real : 2 * value.Real;
                }

                planes.Add(sum.Real);
            }
        }

        double[] image = Standardised([.. planes]);
        return [.. Enumerable.Range(0, 3).Select(row => Enumerable.Range(0, height * width).Select(i => Enumerable.Range(0, 3).Sum(
            channel => ColorDecorrelation.Matrix[3 * row + channel] * image[channel * height * width + i])).ToArray())];
    }

    private static double[] Standardised(double[] values)
    {
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return [.. values.Select(value => (value - mean) / deviation)];
    }
}
