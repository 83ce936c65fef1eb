using NetInsight.Evaluation.Faithfulness;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Tests.Attribution;

namespace NetInsight.Tests.Evaluation.Faithfulness;

public sealed class RoadTests
{
    [Theory]
    [InlineData(5, 7, 0.3)]
    [InlineData(6, 4, 0.9)]
    [InlineData(1, 9, 0.5)]
    public void Imputation_solves_the_equations_of_the_paper(int height, int width, double share)
    {
        int positions = height * width;
        float[] values = HashFill.Uniform("road.values", new Shape(2 * positions), -3, 3).AsSpan().ToArray(), filled = [.. values];
        float[] draw = HashFill.Uniform($"road.{share}", new Shape(positions), 0, 1).AsSpan().ToArray();
        int[] missing = [.. Enumerable.Range(0, positions).OrderBy(i => draw[i]).Take((int)(share * positions))];
        new LinearImputation(height, width, new CpuDevice(2), CancellationToken.None).Fill(filled, missing);
        for (int channel = 0; channel < 2; channel++)
        {
            float[] expected = Eliminated(values[(channel * positions)..((channel + 1) * positions)], height, width, missing);
            Near.Absolute(expected, filled.AsSpan(channel * positions, positions), Tolerances.SmallNetwork);
        }
    }

    [Fact]
    public void A_plane_is_filled_as_a_plane_far_from_the_edges()
    {
        // Linear functions solve the equations wherever all eight neighbours exist.
        float[] plane = [.. Enumerable.Range(0, 81).Select(i => 2f * (i / 9) - 3f * (i % 9))], filled = [.. plane];
        int[] missing = [.. from row in Enumerable.Range(2, 5) from column in Enumerable.Range(1, 7) select row * 9 + column];
        foreach (int position in missing)
            filled[position] = 0;
        new LinearImputation(9, 9, new CpuDevice(1), CancellationToken.None).Fill(filled, missing);
        Near.Absolute(plane, filled, Tolerances.SmallNetwork);
    }

    [Fact]
    public void Curves_of_both_orders_end_at_the_same_fractions()
    {
        using Model model = SmallNetworks.Color(16, 16);
        Tensor input = HashFill.Image("road", 1, 16);
        IntegratedGradientsMap map = IntegratedGradients.Compute(model, input);
        RoadCurve most = Road.Compute(model, input, map);
        RoadCurve again = Road.Compute(model, input, map, options: new RoadOptions { BatchSize = 2 });
        RoadCurve least = Road.Compute(model, input, map, options: new RoadOptions { Order = RoadOrder.LeastRelevantFirst });
        Assert.Equal((RoadOrder.MostRelevantFirst, RoadOrder.LeastRelevantFirst), (most.Order, least.Order));
        Assert.Equal(9, most.Scores.Length);
        Assert.Equal(25 / 256.0, most.Fractions[0]);
        Assert.Equal(most.Scores, again.Scores);
        Assert.True(least.Area > most.Area, $"{least.Area} against {most.Area}");
        Assert.NotEqual(most.Scores, Road.Compute(model, input, map, options: new RoadOptions { Seed = 2 }).Scores);
    }

    [Fact]
    public void Options_are_checked_and_cancellation_obeyed()
    {
        Assert.Throws<ArgumentException>(() => new RoadOptions { Fractions = [] });
        Assert.Throws<ArgumentException>(() => new RoadOptions { Fractions = [0.5, 0.5] });
        Assert.Throws<ArgumentException>(() => new RoadOptions { Fractions = [0.5, 1] });
        Assert.Equal(new RoadOptions { Fractions = [0.5] }, new RoadOptions { Fractions = [0.5] });
        using Model model = SmallNetworks.Color(16, 16);
        Tensor input = HashFill.Image("road", 1, 16);
        using CancellationTokenSource source = new();
        Assert.ThrowsAny<OperationCanceledException>(() => Road.Compute(
            model, input, new Heatmap(16, 16, new float[256]), null, new RoadOptions { BatchSize = 1 }, new Cancel(source), source.Token));
        RoadCurve one = Road.Compute(
            model, input, new Heatmap(16, 16, new float[256]), options: new RoadOptions { Fractions = [0.25], Noise = 0 });
        Assert.Equal(one.Scores[0], one.Area);
        Assert.Equal((200, 300), (one.ToImage().Height, one.ToImage().Width));
    }

    /// <summary>The equations by Gauss's elimination, in double.</summary>
    private static float[] Eliminated(float[] values, int height, int width, int[] missing)
    {
        int n = missing.Length;
        double[,] a = new double[n, n + 1];
        for (int i = 0; i < n; i++)
        {
            for (int v = -1; v <= 1; v++)
            {
                for (int u = -1; u <= 1; u++)
                {
                    int row = missing[i] / width + v, column = missing[i] % width + u;
                    if ((v == 0 && u == 0) || row < 0 || row >= height || column < 0 || column >= width)
                        continue;
                    double weight = v == 0 || u == 0 ? 1 / 6.0 : 1 / 12.0;
                    a[i, i] += weight;
                    int other = Array.IndexOf(missing, row * width + column);
                    if (other >= 0)
                        a[i, other] -= weight;
                    else
                        a[i, n] += weight * values[row * width + column];
                }
            }
        }

        for (int pivot = 0; pivot < n; pivot++)
        {
            for (int i = 0; i < n; i++)
            {
                double factor = i == pivot ? 0 : a[i, pivot] / a[pivot, pivot];
                for (int j = pivot; j <= n && factor != 0; j++)
                    a[i, j] -= factor * a[pivot, j];
            }
        }

        float[] result = [.. values];
        for (int i = 0; i < n; i++)
            result[missing[i]] = (float)(a[i, n] / a[i, i]);
        return result;
    }
}
