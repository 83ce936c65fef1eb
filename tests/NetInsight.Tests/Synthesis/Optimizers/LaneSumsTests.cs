using NetInsight.Synthesis.Optimizers;

namespace NetInsight.Tests.Synthesis.Optimizers;

/// <summary>Sums over eight lanes against sums one by one, with every remainder.</summary>
public sealed class LaneSumsTests
{
    [Fact]
    public void Sums_are_those_of_products_one_by_one()
    {
        foreach (int count in Enumerable.Range(1, 40).Append(1003))
        {
            float[] a = HashFill.Uniform("lanes.a", new Shape(count), -2, 2).AsSpan().ToArray(),
                b = HashFill.Uniform("lanes.b", new Shape(count), -2, 2).AsSpan().ToArray();
            double[] wide = [.. b.Select(value => value / 3.0)], sum = [.. wide];
            double expected = a.Zip(b, (x, y) => (double)x * y).Sum();
            Assert.Equal(expected, LaneSums.Dot(a, b), 1e-12 * count);
            Assert.Equal(a.Zip(wide, (x, y) => x * y).Sum(), LaneSums.Dot(a, wide), 1e-12 * count);
            LaneSums.AddScaled(sum, a, 0.7);
            for (int i = 0; i < count; i++)
                Assert.Equal(wide[i] + a[i] * 0.7, sum[i], 1e-15);
        }
    }
}
