using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>What the kernel of <see cref="RowNormalization"/> is handed.</summary>
/// <param name="X">Lines of numbers, one behind the other.</param>
/// <param name="Scale">Factors.</param>
/// <param name="Shift">Offsets; anything where there are none.</param>
/// <param name="Y">The result.</param>
/// <param name="Count">Numbers of a line.</param>
/// <param name="ScaleOf">Which factor a number takes.</param>
/// <param name="ShiftOf">Which offset it takes.</param>
/// <param name="HasShift">1 where there are offsets.</param>
/// <param name="Epsilon">What is added to the variance.</param>
internal readonly record struct RowNormalizationArguments(
    ArrayView<float> X,
    ArrayView<float> Scale,
    ArrayView<float> Shift,
    ArrayView<float> Y,
    int Count,
    RowParameter ScaleOf,
    RowParameter ShiftOf,
    int HasShift,
    float Epsilon);

/// <summary>Which parameter a number of a line takes: every so many lines begin anew, each line has its own, each for a run of numbers.</summary>
internal readonly record struct RowParameter(int Lines, int PerLine, int Run)
{
    /// <summary>The parameter of number <paramref name="i"/> of a line.</summary>
    public int Of(int line, int i) => line % Lines * PerLine + i / Run;
}

/// <summary>
/// Normalises lines of numbers on a graphics card: y = (x - mean) / sqrt(variance + epsilon) * scale + shift, mean and variance of the line. Group,
/// instance and layer normalisation are this.
/// </summary>
/// <remarks>
/// <code>
///   a group of 128 threads makes one line
///     it adds up the numbers: a first mean
///     it adds up how far they lie from it, and the squares: the mean's error and the variance (Chan, Golub and LeVeque 1983, the corrected two-pass algorithm)
///     it writes the results
/// </code>
/// Sums are made in one order whatever the card. The mean is kept as two floats, so that a large mean costs small deviations none of their digits.
/// </remarks>
internal static class RowNormalization
{
    private const int Threads = 128;

    /// <summary>Queues the normalisation.</summary>
    public static void Run(GpuDevice device, RowNormalizationArguments arguments)
    {
        if (arguments.Count > 0)
            device.ForGroups(LineNormKernel, (int)(arguments.Y.Length / arguments.Count), 1, Threads, arguments);
    }

    private static void LineNormKernel(RowNormalizationArguments a)
    {
        ArrayView<float> sums = SharedMemory.Allocate<float>(Threads), squares = SharedMemory.Allocate<float>(Threads);
        int t = Group.IdxX, line = Grid.IdxX, start = line * a.Count;
        float sum = 0;
        for (int i = t; i < a.Count; i += Threads)
            sum += a.X[start + i];
        float mean = Total(sums, t, sum) / a.Count;

        float error = 0, square = 0;
        for (int i = t; i < a.Count; i += Threads)
        {
            float distance = a.X[start + i] - mean;
            error += distance;
            square += distance * distance;
        }

        error = Total(sums, t, error) / a.Count;
        float variance = Total(squares, t, square) / a.Count - error * error;
        float deviation = MathF.Sqrt(MathF.Max(variance, 0) + a.Epsilon);
        for (int i = t; i < a.Count; i += Threads)
        {
            float value = (a.X[start + i] - mean - error) / deviation * a.Scale[a.ScaleOf.Of(line, i)];
            a.Y[start + i] = a.HasShift != 0 ? value + a.Shift[a.ShiftOf.Of(line, i)] : value;
        }
    }

    /// <summary>The sum of what all threads of a group bring; every thread gets it.</summary>
    private static float Total(ArrayView<float> parts, int thread, float part)
    {
        Group.Barrier();                        // whoever still reads an earlier total has done so
        parts[thread] = part;
        for (int half = Threads / 2; half > 0; half /= 2)
        {
            Group.Barrier();
            if (thread < half)
                parts[thread] += parts[thread + half];
        }

        Group.Barrier();
        return parts[0];
    }
}
