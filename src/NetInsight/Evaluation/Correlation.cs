namespace NetInsight.Evaluation;

/// <summary>Correlations of two series, in double. Pairs of which one is not finite are left out; NaN where a series is constant.</summary>
internal static class Correlation
{
    /// <summary>Pearson's: that of the values.</summary>
    public static double Pearson(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        (double[] x, double[] y) = Finite(a, b);
        return OfFinite(x, y);
    }

    /// <summary>Spearman's: that of the ranks, where equal values share the mean of their ranks.</summary>
    public static double Spearman(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        (double[] x, double[] y) = Finite(a, b);
        return OfFinite(Ranking.Ranks(x), Ranking.Ranks(y));
    }

    /// <summary>A map's distances from its neutral value, whose ranks are correlated where signs do not count.</summary>
    public static double[] Magnitudes(Heatmap map)
    {
        double neutral = map.Neutral;
        return [.. map.Values.ToArray().Select(value => Math.Abs(value - neutral))];
    }

    private static double OfFinite(double[] x, double[] y)
    {
        double meanX = x.Length == 0 ? 0 : x.Average(), meanY = y.Length == 0 ? 0 : y.Average(), xx = 0, yy = 0, xy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double dx = x[i] - meanX, dy = y[i] - meanY;
            (xx, yy, xy) = (xx + dx * dx, yy + dy * dy, xy + dx * dy);
        }

        return xx > 0 && yy > 0 ? Math.Clamp(xy / Math.Sqrt(xx) / Math.Sqrt(yy), -1, 1) : double.NaN;
    }

    private static (double[] X, double[] Y) Finite(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        List<double> x = [], y = [];
        for (int i = 0; i < a.Count; i++)
        {
            if (!double.IsFinite(a[i]) || !double.IsFinite(b[i]))
                continue;
            x.Add(a[i]);
            y.Add(b[i]);
        }

        return ([.. x], [.. y]);
    }
}
