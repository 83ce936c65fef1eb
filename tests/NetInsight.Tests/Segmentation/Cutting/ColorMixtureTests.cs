using CsCheck;
using NetInsight.Segmentation.Cutting;

namespace NetInsight.Tests.Segmentation.Cutting;

public sealed class ColorMixtureTests
{
    private static readonly Gen<byte[]> Colors = Gen.Int[2, 40].SelectMany(count => Gen.Byte.Array[3 * count]);

    [Fact]
    public void The_cost_of_one_gaussian_is_its_definition() => Gen.Select(Colors, Gen.Byte.Array[3]).Sample(
        (pixels, color) =>
        {
            ColorMixture mixture = ColorMixture.Of(pixels, 1, 0, TestContext.Current.CancellationToken);
            double cost = mixture.CostOf(color[0], color[1], color[2], out int component);
            Assert.Equal(0, component);
            double expected = Defined(pixels, color);
            Assert.Equal(expected, cost, 1e-9 * Math.Max(1, Math.Abs(expected)));      // doubles, in another order
        },
        iter: 200, threads: 1);

    [Fact]
    public void Learning_again_never_costs_more() => Colors.Sample(
        pixels =>
        {
            double last = double.PositiveInfinity;
            for (int rounds = 0; rounds < 4; rounds++)
            {
                double cost = CostOf(ColorMixture.Of(pixels, 3, rounds, TestContext.Current.CancellationToken), pixels);
                Assert.True(cost <= last + 1e-9 * Math.Abs(last), $"{cost} after {last}");
                last = cost;
            }
        },
        iter: 200, threads: 1);

    [Fact]
    public void Separate_colours_get_components_of_their_own()
    {
        byte[][] groups = [[10, 10, 10], [200, 30, 30], [30, 200, 30], [30, 30, 200], [240, 240, 240]];
        byte[] pixels = [.. Enumerable.Range(0, 500).SelectMany(i => groups[i % 5].Select(level => (byte)(level + i / 5 % 3)))];
        ColorMixture mixture = ColorMixture.Of(pixels, 5, 5, TestContext.Current.CancellationToken);
        Assert.Equal(5, mixture.Count);
        Assert.Equal(5, groups.Select(color => ComponentOf(mixture, color)).Distinct().Count());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    public void There_are_no_more_components_than_colours(int colors, int expected)
    {
        byte[] pixels = [.. Enumerable.Range(0, 30).SelectMany(i => new byte[] { (byte)(50 * (i % colors)), 7, 9 })];
        ColorMixture mixture = ColorMixture.Of(pixels, 5, 5, TestContext.Current.CancellationToken);
        Assert.Equal(expected, mixture.Count);
        Assert.True(double.IsFinite(mixture.CostOf(255, 255, 255, out _)));
    }

    [Fact]
    public void The_principal_direction_is_that_of_a_line_of_colours()
    {
        ColorSums sums = default;
        for (int i = 0; i < 50; i++)
            sums.Add(10 + 2 * i, 20 + i, 200 - 2 * i);
        (ColorVector direction, double variance) = sums.Covariance.Principal();
        double sign = Math.Sign(direction.Red);
        Assert.Equal(2 / 3.0, sign * direction.Red, 1e-9);
        Assert.Equal(1 / 3.0, sign * direction.Green, 1e-9);
        Assert.Equal(-2 / 3.0, sign * direction.Blue, 1e-9);
        Assert.Equal(9 * (50 * 50 - 1) / 12.0, variance, 1e-6);         // of steps of length 3
    }

    private static int ComponentOf(ColorMixture mixture, byte[] color)
    {
        _ = mixture.CostOf(color[0], color[1], color[2], out int component);
        return component;
    }

    private static double CostOf(ColorMixture mixture, byte[] pixels) =>
        Enumerable.Range(0, pixels.Length / 3).Sum(i => mixture.CostOf(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2], out _));

    /// <summary>1/2 log det S + 1/2 d' S^-1 d + 1/2 trace(S^-1), S the covariance plus 1 on the diagonal; the weight is 1.</summary>
    private static double Defined(byte[] pixels, byte[] color)
    {
        int count = pixels.Length / 3;
        double[] mean = [.. Enumerable.Range(0, 3).Select(c => Enumerable.Range(0, count).Average(i => (double)pixels[3 * i + c]))];
        double[,] s = new double[3, 3];
        for (int a = 0; a < 3; a++)
        {
            for (int b = 0; b < 3; b++)
            {
                double covariance = Enumerable.Range(0, count).Average(i => (pixels[3 * i + a] - mean[a]) * (pixels[3 * i + b] - mean[b]));
                s[a, b] = covariance + (a == b ? 1 : 0);
            }
        }

        double determinant = s[0, 0] * Minor(s, 0, 0) - s[0, 1] * Minor(s, 0, 1) + s[0, 2] * Minor(s, 0, 2);
        double quadratic = 0, trace = 0;
        for (int a = 0; a < 3; a++)
        {
            for (int b = 0; b < 3; b++)
            {
                double inverse = ((a + b) % 2 == 0 ? 1 : -1) * Minor(s, b, a) / determinant;
                quadratic += (color[a] - mean[a]) * inverse * (color[b] - mean[b]);
                trace += a == b ? inverse : 0;
            }
        }

        return 0.5 * (Math.Log(determinant) + quadratic + trace);
    }

    private static double Minor(double[,] s, int row, int column)
    {
        int[] rows = [.. Enumerable.Range(0, 3).Where(i => i != row)], columns = [.. Enumerable.Range(0, 3).Where(i => i != column)];
        return s[rows[0], columns[0]] * s[rows[1], columns[1]] - s[rows[0], columns[1]] * s[rows[1], columns[0]];
    }
}
