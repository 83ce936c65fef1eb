using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;

namespace NetInsight.Attribution.Cam;

/// <summary>The maps of one layer, from its activations [1, C, H, W] and their gradient; sums in double.</summary>
internal static class CamArithmetic
{
    /// <summary>The signed map [H, W], and a weight for each channel; none where each element has its own.</summary>
    /// <param name="options">The weighting and its variants.</param>
    /// <param name="activations">A.</param>
    /// <param name="gradients">G, of the same shape; null for EigenCam.</param>
    /// <param name="cancellation">Stops the decomposition of EigenCam.</param>
    public static (double[] Map, double[] Weights) Of(
        GradCamOptions options, Tensor activations, Tensor? gradients, CancellationToken cancellation)
    {
        int channels = activations.Shape[1], positions = activations.Count / channels;
        ReadOnlySpan<float> a = activations.AsSpan();
        if (options.Weighting == CamWeighting.EigenCam)
            return Eigen(a, channels, positions, options.Centers, new CpuDevice(1, cancellation: cancellation));
        ReadOnlySpan<float> g = gradients!.AsSpan();
        if (options.Weighting is CamWeighting.HiRes or CamWeighting.LayerCam)
            return (Products(a, g, positions, options.Weighting == CamWeighting.LayerCam), []);
        double[] weights = new double[channels];
        for (int channel = 0; channel < channels; channel++)
        {
            ReadOnlySpan<float> values = a.Slice(channel * positions, positions), slopes = g.Slice(channel * positions, positions);
            weights[channel] = options.Weighting switch
            {
                CamWeighting.GradCam => Sum(slopes) / positions,
                CamWeighting.XGrad => Relative(values, slopes),
                _ => PlusPlus(values, slopes, options.Epsilon),
            };
        }

        return (Combine(a, weights), weights);
    }

    /// <summary>The sum over channels of w_k A_k.</summary>
    public static double[] Combine(ReadOnlySpan<float> activations, double[] weights)
    {
        int positions = activations.Length / weights.Length;
        double[] map = new double[positions];
        for (int channel = 0; channel < weights.Length; channel++)
        {
            ReadOnlySpan<float> values = activations.Slice(channel * positions, positions);
            for (int i = 0; i < positions; i++)
                map[i] += weights[channel] * values[i];
        }

        return map;
    }

    private static double[] Products(ReadOnlySpan<float> activations, ReadOnlySpan<float> gradients, int positions, bool onlyPositive)
    {
        double[] map = new double[positions];
        for (int i = 0; i < activations.Length; i++)
        {
            double slope = onlyPositive ? Math.Max(gradients[i], 0) : gradients[i];
            map[i % positions] += slope * activations[i];
        }

        return map;
    }

    private static double Relative(ReadOnlySpan<float> values, ReadOnlySpan<float> slopes)
    {
        double products = 0;
        for (int i = 0; i < values.Length; i++)
            products += (double)values[i] * slopes[i];
        double sum = Sum(values);
        return sum == 0 ? 0 : products / sum;
    }

    /// <summary>
    /// With P = exp(target) the second and third derivatives of the paper are those powers of G (its equation 19), and G^2 cancels; 0 where
    /// G or the divisor is.
    /// </summary>
    private static double PlusPlus(ReadOnlySpan<float> values, ReadOnlySpan<float> slopes, double epsilon)
    {
        double sum = Sum(values), weight = 0;
        foreach (float slope in slopes)
        {
            double g = slope, square = g * g, divisor = 2 * square + sum * square * g + epsilon;
            weight += g > 0 && divisor != 0 ? g * square / divisor : 0;
        }

        return weight;
    }

    private static double Sum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += value;
        return sum;
    }

    /// <summary>
    /// P v with P = A as positions x channels and v its first right singular vector: that of P' P, or P' u with u that of P P', whichever
    /// is smaller.
    /// </summary>
    private static (double[] Map, double[] Weights) Eigen(
        ReadOnlySpan<float> activations, int channels, int positions, bool centers, CpuDevice device)
    {
        double[] p = new double[channels * positions], mean = new double[positions];
        for (int channel = 0; channel < channels; channel++)
        {
            ReadOnlySpan<float> values = activations.Slice(channel * positions, positions);
            double offset = centers ? Sum(values) / positions : 0;
            for (int i = 0; i < positions; i++)
            {
                p[channel * positions + i] = values[i] - offset;
                mean[i] += values[i] / (double)channels;
            }
        }

        double[] direction = FirstVector(p, channels, positions, device), map = new double[positions];
        for (int channel = 0; channel < channels; channel++)
        {
            for (int i = 0; i < positions; i++)
                map[i] += direction[channel] * p[channel * positions + i];
        }

        double agreement = 0;
        for (int i = 0; i < positions; i++)
            agreement += map[i] * mean[i];
        return agreement >= 0 ? (map, direction) : ([.. map.Select(value => -value)], [.. direction.Select(value => -value)]);
    }

    /// <summary>The first left singular vector of a matrix [rows, columns].</summary>
    private static double[] FirstVector(double[] matrix, int rows, int columns, CpuDevice device)
    {
        bool overRows = rows <= columns;
        int size = Math.Min(rows, columns);
        double[] gram = new double[size * size], vectors = new double[size], values = new double[1];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = 0; k < (overRows ? columns : rows); k++)
                    sum += overRows ? matrix[i * columns + k] * matrix[j * columns + k] : matrix[k * columns + i] * matrix[k * columns + j];
                gram[i * size + j] = gram[j * size + i] = sum;
            }
        }

        SymmetricEigen.Compute(device, gram, size, 1, values, vectors);
        if (overRows)
            return vectors;
        double[] left = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            for (int k = 0; k < columns; k++)
                left[row] += matrix[row * columns + k] * vectors[k];
        }

        double length = Math.Sqrt(left.Sum(value => value * value));
        return length == 0 ? left : [.. left.Select(value => value / length)];
    }
}
