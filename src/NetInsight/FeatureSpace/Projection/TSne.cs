using System.Diagnostics;
using NetInsight.FeatureSpace;
using NetInsight.FeatureSpace.Projection;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;

namespace NetInsight;

/// <summary>
/// t-SNE: a map of points in the plane on which neighbours in feature space lie together (van der Maaten and Hinton 2008, "Visualizing data
/// using t-SNE").
/// </summary>
/// <remarks>
/// Minimises the Kullback-Leibler divergence sum of p_ij ln(p_ij / q_ij) between the affinities of points in feature space and on the map.
/// Distances between clusters and sizes of clusters mean little; only neighbourhoods are preserved. Features of more than about 50
/// dimensions should be reduced by <see cref="PrincipalComponents"/> first (2008, section 4.2). The same input, options and seed give the
/// same map, with any number of threads.
/// </remarks>
public static class TSne
{
    private const double InitialDeviation = 1e-4;
    private const double Jitter = 0.01;             // relative to the deviation: without it equal points could never separate
    private const int ReportEvery = 50;
    private const int MaxExactPoints = 20_000;

    /// <summary>Computes a map.</summary>
    /// <param name="points">[points, features].</param>
    /// <param name="options">Perplexity, iterations, seed and threads.</param>
    /// <param name="progress">Reports the divergence after every fiftieth iteration and the last.</param>
    /// <param name="cancellationToken">Stops within 200 ms.</param>
    /// <exception cref="ArgumentException">
    /// It is no matrix, holds values that are not finite, or has too few rows for the perplexity.
    /// </exception>
    public static TSneMap Compute(
        Tensor points, TSneOptions? options = null, IProgress<TSneProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        PointMatrix.Check(points, nameof(points), 4);
        options ??= TSneOptions.Default;
        Stopwatch clock = Stopwatch.StartNew();
        CpuDevice device = new(options.Parallelism, cancellation: cancellationToken);
        int count = points.Shape[0];
        SparseAttraction attraction = Affinities.Compute(device, points, options.Perplexity, cancellationToken);
        bool isExact = options.Repulsion == TSneRepulsion.Exact
            || (options.Repulsion == TSneRepulsion.Automatic && count <= MaxExactPoints);
        IRepulsion repulsion = isExact ? new ExactRepulsion(count) : new InterpolatedRepulsion(count);
        TSneDescent descent = new(device, attraction, repulsion, Initial(points, options, cancellationToken));

        double rate = options.LearningRate ?? Math.Max(count / options.EarlyExaggeration / 4, 50);
        double divergence = double.NaN;
        for (int iteration = 1; iteration <= options.Iterations; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool isEarly = iteration <= options.EarlyExaggerationIterations;
            if (iteration == options.EarlyExaggerationIterations + 1)
                descent.Reset();
            descent.Step(isEarly ? options.EarlyExaggeration : 1, isEarly ? options.InitialMomentum : options.FinalMomentum, rate);
            if (iteration % ReportEvery != 0 && iteration != options.Iterations)
                continue;
            descent.Center();
            if (progress is null && iteration != options.Iterations)
                continue;
            divergence = descent.Divergence();
            progress?.Report(new TSneProgress(iteration, options.Iterations, clock.Elapsed, divergence));
        }

        return new TSneMap(descent.Result(), divergence, options);
    }

    /// <summary>Initial positions [points, 2].</summary>
    private static Tensor Initial(Tensor points, TSneOptions options, CancellationToken cancellation)
    {
        int count = points.Shape[0];
        Pcg32 random = new(options.Seed);
        if (options.Initialization == TSneInitialization.PrincipalComponents && points.Shape[1] >= 2)
        {
            PrincipalComponentsOptions components = new() { Parallelism = options.Parallelism, Seed = options.Seed };
            PrincipalComponentBasis basis = PrincipalComponents.Compute(points, 2, components, null, cancellation);
            if (basis.ExplainedVariance[0] > 0)
            {
                Tensor projected = basis.Transform(points);
                double factor = InitialDeviation / Math.Sqrt(basis.ExplainedVariance[0] * (count - 1) / count);
                foreach (ref float value in projected.AsSpan())
                    value = (float)(value * factor + Jitter * InitialDeviation * random.NextNormal());
                return projected;
            }
        }

        Tensor positions = Tensor.Uninitialized(new Shape(count, 2));
        foreach (ref float value in positions.AsSpan())
            value = (float)(InitialDeviation * random.NextNormal());
        return positions;
    }
}
