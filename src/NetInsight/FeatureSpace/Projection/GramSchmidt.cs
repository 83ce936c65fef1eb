using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;

namespace NetInsight.FeatureSpace.Projection;

/// <summary>Orthonormalizes rows one after the other (Gram and Schmidt, with reorthogonalization: Giraud et al. 2005).</summary>
internal static class GramSchmidt
{
    /// <summary>Remaining fraction of a row's length below which it counts as dependent on the rows before it.</summary>
    private const double Dependent = 1e-10;

    /// <summary>Orthonormalizes in place. A row that depends on those before it is replaced by a direction that does not.</summary>
    /// <param name="device">The device whose cancellation stops between rows.</param>
    /// <param name="rows">[count, width], count at most width.</param>
    /// <param name="width">Columns.</param>
    public static void Orthonormalize(CpuDevice device, double[] rows, int width)
    {
        int unit = 0;
        for (int start = 0; start < rows.Length; start += width)
        {
            device.ThrowIfCancelled();
            Span<double> row = rows.AsSpan(start, width);
            double before = Math.Sqrt(DoubleAccumulation.Dot(row, row));
            while (!TryOrthonormalize(rows, start, row, before))
            {
                row.Clear();
                row[unit++] = 1;                    // the next axis: at most as many fail as there are rows before this one
                before = 1;
            }
        }
    }

    /// <summary>Subtracts the projections on the rows before it, twice, and normalises; false if too little is left.</summary>
    private static bool TryOrthonormalize(double[] rows, int start, Span<double> row, double before)
    {
        if (!(before > 0))
            return false;
        for (int pass = 0; pass < 2; pass++)
        {
            for (int other = 0; other < start; other += row.Length)
                Subtract(row, rows.AsSpan(other, row.Length), DoubleAccumulation.Dot(rows.AsSpan(other, row.Length), row));
        }

        double length = Math.Sqrt(DoubleAccumulation.Dot(row, row));
        if (length <= Dependent * before)
            return false;
        foreach (ref double value in row)
            value /= length;
        return true;
    }

    private static void Subtract(Span<double> row, ReadOnlySpan<double> other, double factor)
    {
        for (int i = 0; i < row.Length; i++)
            row[i] -= factor * other[i];
    }
}
