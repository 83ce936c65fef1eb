using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;

namespace NetInsight.FeatureSpace.Projection;

/// <summary>Brings rows to length 1 and at right angles to each other, one after the other (Gram and Schmidt, twice over: Giraud et al. 2005).</summary>
internal static class GramSchmidt
{
    private const double Lost = 1e-10;

    /// <summary>Changes rows in place. A row that depends on those before it becomes some direction that does not.</summary>
    /// <param name="device">Whose cancellation stops between rows.</param>
    /// <param name="rows">Count x width numbers, no more rows than columns.</param>
    /// <param name="width">Columns.</param>
    public static void Make(CpuDevice device, double[] rows, int width)
    {
        int unit = 0;
        for (int start = 0; start < rows.Length; start += width)
        {
            device.ThrowIfCancelled();
            Span<double> row = rows.AsSpan(start, width);
            double before = Math.Sqrt(DoubleAccumulation.Dot(row, row));
            while (!Clear(rows, start, row, before))
            {
                row.Clear();
                row[unit++] = 1;                    // the next axis: at most as many fail as there are rows before
                before = 1;
            }
        }
    }

    private static bool Clear(double[] rows, int start, Span<double> row, double before)
    {
        if (!(before > 0))
            return false;
        for (int pass = 0; pass < 2; pass++)
        {
            for (int other = 0; other < start; other += row.Length)
                Subtract(row, rows.AsSpan(other, row.Length), DoubleAccumulation.Dot(rows.AsSpan(other, row.Length), row));
        }

        double length = Math.Sqrt(DoubleAccumulation.Dot(row, row));
        if (length <= Lost * before)
            return false;
        foreach (ref double value in row)
            value /= length;
        return true;
    }

    private static void Subtract(Span<double> row, ReadOnlySpan<double> other, double times)
    {
        for (int i = 0; i < row.Length; i++)
            row[i] -= times * other[i];
    }
}
