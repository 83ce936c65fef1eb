using System.Numerics;
using NetInsight.Synthesis.Parameterizations;

namespace NetInsight.Tests.Synthesis.Parameterizations;

/// <summary>The FFT against its definition, for sizes with all kinds of factors.</summary>
public sealed class RealFourierTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(8, 16)]
    [InlineData(15, 14)]
    [InlineData(11, 22)]
    [InlineData(36, 25)]
    [InlineData(47, 6)]
    [InlineData(3, 82)]
    public void Both_ways_equal_the_definition(int height, int width)
    {
        double[] image = [.. HashFill.Uniform("fft", new Shape(height * width), -1, 1).AsSpan().ToArray().Select(x => (double)x)];
        int columns = width / 2 + 1;
        double[] real = new double[height * columns], imaginary = new double[height * columns], back = new double[image.Length];
        RealFourier fourier = new(height, width);
        fourier.Forward(image, real, imaginary);
        for (int v = 0; v < height; v++)
        {
            for (int u = 0; u < columns; u++)
            {
                Complex sum = 0;
                for (int i = 0; i < image.Length; i++)
                {
                    double turns = (double)v * (i / width) / height + (double)u * (i % width) / width;
                    sum += image[i] * Complex.Exp(new Complex(0, -2 * Math.PI * turns));
                }

                Assert.Equal(sum.Real, real[v * columns + u], 1e-10);
                Assert.Equal(sum.Imaginary, imaginary[v * columns + u], 1e-10);
            }
        }

        fourier.Inverse(real, imaginary, back);
        for (int i = 0; i < image.Length; i++)
            Assert.Equal(image[i] * image.Length, back[i], 1e-10);
    }
}
