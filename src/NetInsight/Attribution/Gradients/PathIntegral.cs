namespace NetInsight.Attribution.Gradients;

/// <summary>The integral of the gradient over the line from a baseline to an input, element by element.</summary>
/// <param name="input">The input x, 1 x channels x height x width.</param>
/// <param name="baseline">The baseline x', of its shape.</param>
/// <param name="samples">Computes gradients.</param>
/// <param name="cancellation">Stops within a batch.</param>
internal sealed class PathIntegral(Tensor input, Tensor baseline, GradientSamples samples, CancellationToken cancellation)
{
    /// <summary>The most gradients that are held at once; a line of more steps is cut into segments.</summary>
    private const int MostHeld = 64;

    private readonly double[] _integral = new double[input.Count];

    /// <summary>The position nearest to the input at which a gradient was computed, and that gradient.</summary>
    public (double Position, float[] Gradient) Nearest { get; private set; } = (-1, []);

    /// <summary>The integral of dS/dx at x' + a (x - x') over a from 0 to 1.</summary>
    /// <param name="quadrature">How.</param>
    /// <param name="steps">The number of gradients.</param>
    public double[] Over(PathQuadrature quadrature, int steps)
    {
        if (quadrature == PathQuadrature.GaussLegendre)
        {
            (double[] nodes, double[] weights) = GaussLegendre.On01(steps);
            samples.Run(steps, (index, sample) => Write(nodes[index], sample), ReadWeighted, cancellation);
            return _integral;

            void ReadWeighted(int index, double score, ReadOnlySpan<float> gradient)
            {
                Note(nodes[index], gradient);
                Add(weights[index], gradient);
            }
        }

        int segments = (steps + MostHeld - 1) / MostHeld;
        for (int segment = 0; segment < segments; segment++)
        {
            AdaptiveMesh mesh = new((double)segment / segments, (segment + 1.0) / segments);
            AddSegment(mesh, steps * (segment + 1) / segments - steps * segment / segments);
        }

        return _integral;
    }

    /// <summary>A first mesh, then rounds of further nodes; the gradients are held until their weights are known.</summary>
    private void AddSegment(AdaptiveMesh mesh, int steps)
    {
        List<float[]> gradients = new(steps);
        Compute(mesh.First(Math.Clamp(2 * steps / 5, Math.Min(steps, 2), steps)));
        while (gradients.Count < steps)
            Compute(mesh.Next(Math.Min(Math.Max(steps / 5, 1), steps - gradients.Count)));
        foreach ((int index, double weight) in mesh.Weights().Index())
            Add(weight, gradients[index]);

        void Compute(double[] nodes) => samples.Run(nodes.Length, (index, sample) => Write(nodes[index], sample), Read, cancellation);

        void Read(int index, double score, ReadOnlySpan<float> gradient)
        {
            ReadOnlySpan<float> x = input.AsSpan(), from = baseline.AsSpan();
            double slope = 0;
            for (int i = 0; i < gradient.Length; i++)
                slope += ((double)x[i] - from[i]) * gradient[i];
            Note(mesh.Add(score, slope), gradient);
            gradients.Add(gradient.ToArray());
        }
    }

    /// <summary>Writes x' + a (x - x').</summary>
    public void Write(double node, Span<float> sample)
    {
        ReadOnlySpan<float> x = input.AsSpan(), from = baseline.AsSpan();
        for (int i = 0; i < sample.Length; i++)
            sample[i] = from[i] + (float)node * (x[i] - from[i]);
    }

    private void Note(double position, ReadOnlySpan<float> gradient)
    {
        if (position > Nearest.Position)
            Nearest = (position, gradient.ToArray());
    }

    private void Add(double weight, ReadOnlySpan<float> gradient)
    {
        for (int i = 0; i < gradient.Length; i++)
            _integral[i] += weight * gradient[i];
    }
}
