using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>Arguments of the kernel of <see cref="RowNormalization"/>.</summary>
/// <param name="X">[rows, count].</param>
/// <param name="Scale">The factors.</param>
/// <param name="Shift">The offsets; anything where there are none.</param>
/// <param name="HasShift">1 where there are offsets.</param>
/// <param name="Y">The result, [rows, count].</param>
/// <param name="Count">Elements of a row.</param>
/// <param name="Epsilon">Added to the variance.</param>
internal readonly record struct RowNormalizationArguments(
    ArrayView<float> X, RowParameter Scale, RowParameter Shift, int HasShift, ArrayView<float> Y, int Count, float Epsilon);

/// <summary>A parameter of the elements of rows: element i of a row takes Values[row mod Rows * PerRow + i / Run].</summary>
/// <param name="Values">The parameter's elements.</param>
/// <param name="Rows">Rows after which the parameter repeats.</param>
/// <param name="PerRow">Parameter elements from one row to the next.</param>
/// <param name="Run">Neighbouring elements of a row that share a parameter element.</param>
internal readonly record struct RowParameter(ArrayView<float> Values, int Rows, int PerRow, int Run)
{
    /// <summary>The parameter of element <paramref name="i"/> of a row.</summary>
    public float Of(int row, int i) => Values[row % Rows * PerRow + i / Run];
}

/// <summary>
/// Normalises rows on the GPU: y = (x - mean) / sqrt(variance + epsilon) * scale + shift, mean and variance of the row. Group,
/// instance and layer normalisation are this.
/// </summary>
/// <remarks>
/// <code>
///   a group of 128 threads normalises one row
///   mean:     the sum of the elements: a first mean
///   variance: the sums of the deviations from it and of their squares: the mean's error and the variance
///             (Chan, Golub and LeVeque 1983, the corrected two-pass algorithm)
///   store:    the results
/// </code>
/// Sums are reduced in one order on every GPU, by a tree in shared memory: the group reductions of ILGPU.Algorithms use atomics, whose
/// order varies. The mean is kept as two floats, so that a large mean costs small deviations none of their digits.
/// </remarks>
internal static class RowNormalization
{
    private const int Threads = 128;

    /// <summary>Queues the normalisation.</summary>
    public static void Run(GpuDevice device, RowNormalizationArguments arguments)
    {
        if (arguments.Count > 0)
            device.ForGroups(RowNormKernel, new Index3D((int)(arguments.Y.Length / arguments.Count), 1, 1), Threads, arguments);
    }

    private static void RowNormKernel(RowNormalizationArguments a)
    {
        ArrayView<float> sums = SharedMemory.Allocate<float>(Threads), squares = SharedMemory.Allocate<float>(Threads);
        int t = Group.IdxX, row = Grid.IdxX, start = row * a.Count;

        // Mean.
        float sum = 0;
        for (int i = t; i < a.Count; i += Threads)
            sum += a.X[start + i];
        float mean = Total(sums, t, sum) / a.Count;

        // Variance.
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

        // Store.
        for (int i = t; i < a.Count; i += Threads)
        {
            float value = (a.X[start + i] - mean - error) / deviation * a.Scale.Of(row, i);
            a.Y[start + i] = a.HasShift != 0 ? value + a.Shift.Of(row, i) : value;
        }
    }

    /// <summary>The sum over the threads of a group, returned to every thread: a tree in shared memory.</summary>
    private static float Total(ArrayView<float> parts, int thread, float part)
    {
        Group.Barrier();                        // all threads have read an earlier total
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
