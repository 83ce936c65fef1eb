using CsCheck;

namespace NetInsight.Tests.Imaging.Resampling;

public sealed class GaussianBlurTests
{
    [Fact]
    public void Equals_the_definition_in_doubles() => Gen.Select(TestImages.Random(12), Gen.Double[0.3, 4]).Sample(
        (image, sigma) =>
        {
            RgbImage blurred = image.GaussianBlur(sigma);
            double[] weights = Weights(sigma);
            for (int y = 0; y < image.Height; y++)
            {
                for (int x = 0; x < image.Width; x++)
                    Assert.Equal(Slow(image, y, x, weights), blurred[y, x].G, 0.502);          // half a level, and rounding of floats
            }
        },
        iter: 40);

    [Fact]
    public void One_colour_stays_and_sigma_0_changes_nothing()
    {
        RgbImage solid = RgbImage.Solid(5, 9, new RgbColor(7, 200, 255));
        TestImages.AssertSame(solid, solid.GaussianBlur(30));
        TestImages.AssertSame(TestImages.Noise(5, 5), TestImages.Noise(5, 5).GaussianBlur(0));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1001)]
    [InlineData(double.NaN)]
    public void Sigma_is_checked(double sigma) =>
        Assert.Equal("sigma", Assert.Throws<ArgumentOutOfRangeException>(() => TestImages.Noise(2, 2).GaussianBlur(sigma)).ParamName);

    private static double[] Weights(double sigma)
    {
        int radius = (int)(4 * sigma + 0.5);
        double[] weights = [.. Enumerable.Range(-radius, 2 * radius + 1).Select(d => Math.Exp(-d * d / (2 * sigma * sigma)))];
        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    private static double Slow(RgbImage image, int y, int x, double[] weights)
    {
        int radius = weights.Length / 2;
        double sum = 0;
        for (int v = -radius; v <= radius; v++)
        {
            for (int u = -radius; u <= radius; u++)
                sum += weights[v + radius] * weights[u + radius] * image[Mirror(y + v, image.Height), Mirror(x + u, image.Width)].G;
        }

        return sum;

        static int Mirror(int i, int size)
        {
            while (i < 0 || i >= size)
                i = i < 0 ? -1 - i : 2 * size - 1 - i;
            return i;
        }
    }
}
