using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Evaluation.Faithfulness;

/// <summary>
/// Fills missing pixels so that each is the weighted mean of its eight neighbours, 1/6 for those beside it and 1/12 for those at its
/// corners (Rong et al. 2022, arXiv:2202.00449). Beyond the edges there are no neighbours: the weights of the others are
/// scaled up.
/// </summary>
/// <remarks>
/// The equations sum over neighbours n of w_n (x_i - x_n) = 0 have a symmetric, positive definite matrix as long as one pixel is known:
/// they are solved by conjugate gradients, in double, in one order, so that threads do not change the bits.
/// </remarks>
/// <param name="height">Rows.</param>
/// <param name="width">Columns.</param>
/// <param name="device">Its threads share the channels.</param>
/// <param name="cancellation">Stops between iterations.</param>
internal sealed class LinearImputation(int height, int width, CpuDevice device, CancellationToken cancellation)
{
    /// <summary>The residual at which iterations end, as a share of the first one: far below the noise that is added.</summary>
    private const double Tolerance = 1e-6;

    private const double Beside = 1 / 6.0, Corner = 1 / 12.0;

    /// <summary>Fills the missing positions of all channels.</summary>
    /// <param name="values">channels x height x width; missing elements hold a first guess.</param>
    /// <param name="missing">The missing positions; not all of them.</param>
    public void Fill(float[] values, int[] missing)
    {
        int positions = height * width;
        int[] unknown = new int[positions];
        Array.Fill(unknown, -1);
        for (int i = 0; i < missing.Length; i++)
            unknown[missing[i]] = i;
        int channels = values.Length / positions;
        device.For(channels, 1000L * missing.Length, channel => Solve(values.AsMemory(channel * positions, positions), missing, unknown));
    }

    private void Solve(Memory<float> channel, int[] missing, int[] unknown)
    {
        Span<float> values = channel.Span;
        int n = missing.Length;
        double[] x = new double[n], residual = new double[n], direction = new double[n], product = new double[n];
        double norm = 0;
        for (int i = 0; i < n; i++)
            x[i] = values[missing[i]];

        // r = b - A x, where b holds what known neighbours contribute.
        Multiply(x, product, missing, unknown);
        for (int i = 0; i < n; i++)
        {
            direction[i] = residual[i] = Known(values, missing[i], unknown) - product[i];
            norm += residual[i] * residual[i];
        }

        double goal = Tolerance * Tolerance * norm;
        for (int iteration = 0; norm > goal && norm > 0 && iteration < 10 * n + 100; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            Multiply(direction, product, missing, unknown);
            double curvature = 0, next = 0;
            for (int i = 0; i < n; i++)
                curvature += direction[i] * product[i];
            if (!(curvature > 0))
                break;
            double step = norm / curvature;
            for (int i = 0; i < n; i++)
            {
                x[i] += step * direction[i];
                residual[i] -= step * product[i];
                next += residual[i] * residual[i];
            }

            double share = next / norm;
            for (int i = 0; i < n; i++)
                direction[i] = residual[i] + share * direction[i];
            norm = next;
        }

        for (int i = 0; i < n; i++)
            values[missing[i]] = (float)x[i];
    }

    /// <summary>y_i = sum over neighbours of w_n x_i, less w_n x_n where the neighbour is missing too.</summary>
    private void Multiply(double[] x, double[] y, int[] missing, int[] unknown)
    {
        for (int i = 0; i < missing.Length; i++)
        {
            double sum = 0;
            int row = missing[i] / width, column = missing[i] % width;
            for (int v = Math.Max(row - 1, 0); v <= Math.Min(row + 1, height - 1); v++)
            {
                for (int u = Math.Max(column - 1, 0); u <= Math.Min(column + 1, width - 1); u++)
                {
                    if (v == row && u == column)
                        continue;
                    int other = unknown[v * width + u];
                    sum += (v == row || u == column ? Beside : Corner) * (x[i] - (other < 0 ? 0 : x[other]));
                }
            }

            y[i] = sum;
        }
    }

    /// <summary>What the known neighbours of a position contribute.</summary>
    private double Known(ReadOnlySpan<float> values, int position, int[] unknown)
    {
        double sum = 0;
        int row = position / width, column = position % width;
        for (int v = Math.Max(row - 1, 0); v <= Math.Min(row + 1, height - 1); v++)
        {
            for (int u = Math.Max(column - 1, 0); u <= Math.Min(column + 1, width - 1); u++)
            {
                if (unknown[v * width + u] < 0)
                    sum += (v == row || u == column ? Beside : Corner) * values[v * width + u];
            }
        }

        return sum;
    }
}
