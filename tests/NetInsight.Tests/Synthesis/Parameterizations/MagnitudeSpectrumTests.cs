using NetInsight.Synthesis.Parameterizations;
using NetInsight.Tests.Imaging;

namespace NetInsight.Tests.Synthesis.Parameterizations;

public sealed class MagnitudeSpectrumTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_spectrum_of_one_image_is_its_transform()
    {
        RgbImage image = TestImages.Noise(16, 16);
        Tensor values = MagnitudeSpectrum.Compute(
            [new NamedImage("noise", image)], new MagnitudeSpectrumOptions { Size = 16 }, cancellationToken: Token).Values;
        Assert.Equal(new Shape(3, 16, 9), values.Shape);
        double[] plane = new double[256], real = new double[16 * 9], imaginary = new double[16 * 9];
        for (int channel = 0; channel < 3; channel++)
        {
            for (int i = 0; i < 256; i++)
            {
                plane[i] = Enumerable.Range(0, 3).Sum(
                    color => ColorDecorrelation.Inverse[3 * channel + color] * (image.Pixels[3 * i + color] / 255.0 - 0.5));
            }

            new RealFourier(16, 16).Forward(plane, real, imaginary);
            for (int i = 0; i < 16 * 9; i++)
            {
                double expected = Math.Sqrt(real[i] * real[i] + imaginary[i] * imaginary[i]);
                Assert.Equal(expected, values.AsSpan()[channel * 16 * 9 + i], 1e-6 * Math.Max(1, expected));      // rounded to floats
            }
        }
    }

    [Fact]
    public void Several_images_give_their_mean_and_a_shift_changes_nothing()
    {
        MagnitudeSpectrumOptions options = new() { Size = 16 };
        RgbImage first = TestImages.Noise(16, 16), second = TestImages.Gradient(16, 16);
        MagnitudeSpectrum one = Of(first), two = Of(second);
        MagnitudeSpectrum both = MagnitudeSpectrum.Compute([new("a", first), new("b", second)], options, cancellationToken: Token);
        Assert.Equal(2, both.ImageCount);
        for (int i = 0; i < 3 * 16 * 9; i++)
        {
            Assert.Equal(
                (one.Values.AsSpan()[i] + (double)two.Values.AsSpan()[i]) / 2, both.Values.AsSpan()[i],
                Tolerances.FewRoundings * Math.Max(1, both.Values.AsSpan()[i]));
        }

        byte[] shifted = new byte[768];
        for (int i = 0; i < 256; i++)
            first.Pixels.Slice(3 * ((i / 16 + 5) % 16 * 16 + (i % 16 + 3) % 16), 3).CopyTo(shifted.AsSpan(3 * i));
        MagnitudeSpectrum moved = Of(RgbImage.FromPixels(shifted, 16, 16, PixelLayout.Rgb24));
        Assert.False(first.Pixels.SequenceEqual(shifted));
        for (int i = 0; i < 3 * 16 * 9; i++)
            Assert.Equal(one.Values.AsSpan()[i], moved.Values.AsSpan()[i], 1e-5 * Math.Max(1, one.Values.AsSpan()[i]));

        MagnitudeSpectrum Of(RgbImage image) => MagnitudeSpectrum.Compute([new("image", image)], options, cancellationToken: Token);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1.5)]
    public void A_power_law_has_its_slope_and_that_at_any_size(double decay)
    {
        MagnitudeSpectrum law = MagnitudeSpectrum.PowerLaw(decay);
        Assert.Equal(-decay, law.Slope, 0.02);              // rings of frequencies, whose mean is not that of their middle
        Assert.Equal(0, law.ImageCount);
        double[] sampled = law.For(1, 48, 65), expected = FourierParameters.ScaleOf(48, 65, decay);
        double ratio = sampled[5] / expected[5];
        for (int row = 8; row < 40; row++)
            Assert.Equal(ratio, sampled[row * 33 + 9] / expected[row * 33 + 9], 0.02 * ratio);      // interpolated between frequencies
        Assert.Equal(law.Values.AsSpan().Slice(256 * 129, 129).ToArray().Select(x => (double)x), law.For(1, 256, 256).Take(129), Close);

        static bool Close(double a, double b) => Math.Abs(a - b) <= 1e-6 * Math.Abs(a);
    }

    [Fact]
    public void The_demos_drawings_are_about_natural()
    {
        NamedImage[] images = [.. Segmentation.DemoMasks.Names.Select(name => new NamedImage(name, Segmentation.DemoMasks.Image(name)))];
        MagnitudeSpectrumOptions options = new() { Size = 128 };
        MagnitudeSpectrum natural = MagnitudeSpectrum.Compute(images, options, cancellationToken: Token);
        Assert.InRange(natural.Slope, -2, -0.8);
        Assert.Contains("24 images", natural.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_gives_the_same_spectrum()
    {
        string folder = Directory.CreateTempSubdirectory("spectrum").FullName, path = Path.Combine(folder, "spectrum.npy");
        MagnitudeSpectrum written = MagnitudeSpectrum.Compute(
            [new("noise", TestImages.Noise(40, 50))], new MagnitudeSpectrumOptions { Size = 32 }, cancellationToken: Token);
        written.Save(path);
        MagnitudeSpectrum read = MagnitudeSpectrum.Load(path);
        Assert.Equal(written.Values.AsSpan(), read.Values.AsSpan());
        Assert.Equal((32, 32, 0), (read.Height, read.Width, read.ImageCount));
        byte[] bytes = File.ReadAllBytes(path);
        Assert.Equal(128 + 4 * 3 * 32 * 17, bytes.Length);
        string header = System.Text.Encoding.ASCII.GetString(bytes, 10, 118);
        Assert.Equal("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 32, 17, ), }".PadRight(117) + "\n", header);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void What_is_no_spectrum_is_refused()
    {
        string folder = Directory.CreateTempSubdirectory("spectrum").FullName, path = Path.Combine(folder, "other.npy");
        NetInsight.Formats.Npy.NpyWriter.Write(path, new Tensor(new Shape(2, 8, 5)));
        Assert.Throws<ModelFormatException>(() => MagnitudeSpectrum.Load(path));
        NetInsight.Formats.Npy.NpyWriter.Write(path, new Tensor(new Shape(3, 8, 5)));
        Assert.Throws<ModelFormatException>(() => MagnitudeSpectrum.Load(path));
        float[] negative = new float[120];
        negative[7] = -1;
        NetInsight.Formats.Npy.NpyWriter.Write(path, new Tensor(new Shape(3, 8, 5), negative));
        ModelFormatException refusal = Assert.Throws<ModelFormatException>(() => MagnitudeSpectrum.Load(path));
        Assert.Contains("-1 at element 7", refusal.Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
        Assert.Throws<ArgumentException>(() => MagnitudeSpectrum.Compute([]));
        Assert.Throws<ArgumentException>(() => MagnitudeSpectrum.Compute([null!]));
        Assert.Throws<ArgumentNullException>(() => MagnitudeSpectrum.Compute(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MagnitudeSpectrumOptions { Size = 9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => MagnitudeSpectrum.PowerLaw(-1));
        Assert.Throws<OperationCanceledException>(() => MagnitudeSpectrum.Compute(
            [new("noise", TestImages.Noise(8, 8))], cancellationToken: new CancellationToken(canceled: true)));
    }
}
