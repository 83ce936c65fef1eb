using System.Diagnostics;
using NetInsight.FeatureSpace;
using NetInsight.FeatureSpace.Projection;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;

namespace NetInsight;

/// <summary>
/// t-SNE: a map of points in the plane on which those that are near each other in feature space lie together (van der Maaten and Hinton 2008,
/// "Visualizing data using t-SNE").
/// </summary>
/// <remarks>
/// Minimises the Kullback-Leibler divergence sum of p_ij ln(p_ij / q_ij) between how points belong together in feature space and on the map. Distances between
/// clusters and sizes of clusters mean little: only nearness does. Features longer than about 50 numbers are better shortened by
/// <see cref="PrincipalComponents"/> first (2008, section 4.2). The same input, options and seed give the same map, with any number of threads.
/// </remarks>
public static class TSne
{
    private const double StartDeviation = 1e-4;
    private const double Jitter = 0.01;             // of the start's deviation: points that are equal could never part
    private const int ReportEvery = 50;
    private const int MostExact = 20_000;

    /// <summary>Computes a map.</summary>
    /// <param name="points">Points x numbers.</param>
    /// <param name="options">Perplexity, steps, seed and threads.</param>
    /// <param name="progress">Is told steps and divergence after every fiftieth step and the last.</param>
    /// <param name="cancellationToken">Stops within 200 ms.</param>
    /// <exception cref="ArgumentException">The matrix is none, holds numbers that are not finite, or has too few rows for the perplexity.</exception>
    public static TSneMap Compute(
        Tensor points, TSneOptions? options = null, IProgress<TSneProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        PointMatrix.Check(points, nameof(points), 4);
        options ??= TSneOptions.Default;
        Stopwatch clock = Stopwatch.StartNew();
        CpuDevice device = new(options.Parallelism, cancellation: cancellationToken);
        int count = points.Shape[0];
        SparseAttraction attraction = Affinities.Compute(device, points, options.Perplexity, cancellationToken);
        bool isExact = options.Repulsion == TSneRepulsion.Exact || (options.Repulsion == TSneRepulsion.Automatic && count <= MostExact);
        IRepulsion repulsion = isExact ? new ExactRepulsion(count) : new InterpolatedRepulsion(count);
        TSneDescent descent = new(device, attraction, repulsion, Start(points, options, cancellationToken));

        double rate = options.LearningRate ?? Math.Max(count / options.EarlyExaggeration / 4, 50);
        double divergence = double.NaN;
        for (int step = 1; step <= options.Iterations; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool isEarly = step <= options.EarlyExaggerationIterations;
            if (step == options.EarlyExaggerationIterations + 1)
                descent.Rest();
            descent.Step(isEarly ? options.EarlyExaggeration : 1, isEarly ? options.InitialMomentum : options.FinalMomentum, rate);
            if (step % ReportEvery != 0 && step != options.Iterations)
                continue;
            descent.Center();
            if (progress is null && step != options.Iterations)
                continue;
            divergence = descent.Divergence();
            progress?.Report(new TSneProgress(step, options.Iterations, clock.Elapsed, divergence));
        }

        return new TSneMap(descent.Result(), divergence, options);
    }

    private static Tensor Start(Tensor points, TSneOptions options, CancellationToken cancellation)
    {
        int count = points.Shape[0];
        Pcg32 random = new(options.Seed);
        if (options.Start == TSneInitialization.PrincipalComponents && points.Shape[1] >= 2)
        {
            PrincipalComponentBasis basis = PrincipalComponents.Compute(points, 2, new PrincipalComponentsOptions { Parallelism = options.Parallelism, Seed = options.Seed }, null, cancellation);
            if (basis.ExplainedVariance[0] > 0)
            {
                Tensor start = basis.Transform(points);
                double factor = StartDeviation / Math.Sqrt(basis.ExplainedVariance[0] * (count - 1) / count);
                foreach (ref float value in start.AsSpan())
                    value = (float)(value * factor + Jitter * StartDeviation * random.NextNormal());
                return start;
            }
        }

        Tensor anywhere = Tensor.Uninitialized(new Shape(count, 2));
        foreach (ref float value in anywhere.AsSpan())
            value = (float)(StartDeviation * random.NextNormal());
        return anywhere;
    }
}
