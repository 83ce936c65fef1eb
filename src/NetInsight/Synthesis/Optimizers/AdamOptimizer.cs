namespace NetInsight.Synthesis.Optimizers;

/// <summary>Adam, or with Nesterov's momentum NAdam.</summary>
internal sealed record AdamOptimizer(double Rate, double Beta1, double Beta2, double Epsilon, bool IsNesterov) : Optimizer
{
    /// <summary>PyTorch's <c>momentum_decay</c>: the momentum at step t is beta1 (1 - 0.96^(0.004 t) / 2).</summary>
    private const double MomentumDecay = 0.004;

    /// <inheritdoc/>
    internal override OptimizerState Open(int count) => new State(this, count);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{(IsNesterov ? "NAdam" : "Adam")}, rate {Rate:G4}");

    /// <summary>Means of gradients and of their squares.</summary>
    private sealed class State(AdamOptimizer options, int count) : OptimizerState
    {
        private readonly float[] _mean = new float[count];
        private readonly float[] _square = new float[count];
        private double _momenta = 1;

        /// <inheritdoc/>
        public override void Step(Span<float> parameters, ReadOnlySpan<float> gradient, int step)
        {
            int t = step + 1;
            double rate = options.Rate * options.FactorAt(step), correction = 1 - Math.Pow(options.Beta2, t);
            double ofMean = 1 / (1 - Math.Pow(options.Beta1, t)), ofGradient = 0;
            if (options.IsNesterov)
            {
                double now = MomentumAt(t), next = MomentumAt(t + 1);
                _momenta *= now;
                ofGradient = (1 - now) / (1 - _momenta);
                ofMean = next / (1 - _momenta * next);
            }

            for (int i = 0; i < parameters.Length; i++)
            {
                double g = gradient[i];
                _mean[i] = (float)(options.Beta1 * _mean[i] + (1 - options.Beta1) * g);
                _square[i] = (float)(options.Beta2 * _square[i] + (1 - options.Beta2) * g * g);
                double root = Math.Sqrt(_square[i] / correction) + options.Epsilon;
                parameters[i] = (float)(parameters[i] + rate * (ofGradient * g + ofMean * _mean[i]) / root);
            }
        }

        private double MomentumAt(int t) => options.Beta1 * (1 - 0.5 * Math.Pow(0.96, t * MomentumDecay));
    }
}
