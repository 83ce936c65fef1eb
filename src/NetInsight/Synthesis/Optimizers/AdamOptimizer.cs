using System.Numerics;

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

            double ofSquare = 1 / correction;
            int at = 0, lanes = Vector<float>.Count;
            for (; at <= parameters.Length - lanes; at += lanes)
            {
                // A vector of floats is two of doubles; they are rounded where the scalar form below rounds.
                Vector.Widen(new Vector<float>(gradient[at..]), out Vector<double> g0, out Vector<double> g1);
                Vector.Widen(new Vector<float>(_mean, at), out Vector<double> m0, out Vector<double> m1);
                Vector.Widen(new Vector<float>(_square, at), out Vector<double> s0, out Vector<double> s1);
                Vector<float> mean = Vector.Narrow(
                    options.Beta1 * m0 + (1 - options.Beta1) * g0, options.Beta1 * m1 + (1 - options.Beta1) * g1);
                Vector<float> square = Vector.Narrow(
                    options.Beta2 * s0 + (1 - options.Beta2) * g0 * g0, options.Beta2 * s1 + (1 - options.Beta2) * g1 * g1);
                mean.CopyTo(_mean, at);
                square.CopyTo(_square, at);
                Vector.Widen(mean, out m0, out m1);
                Vector.Widen(square, out s0, out s1);
                Vector.Widen(new Vector<float>(parameters[at..]), out Vector<double> x0, out Vector<double> x1);
                Vector.Narrow(Moved(x0, g0, m0, s0), Moved(x1, g1, m1, s1)).CopyTo(parameters[at..]);
            }

            for (; at < parameters.Length; at++)
            {
                double g = gradient[at];
                _mean[at] = (float)(options.Beta1 * _mean[at] + (1 - options.Beta1) * g);
                _square[at] = (float)(options.Beta2 * _square[at] + (1 - options.Beta2) * g * g);
                double root = Math.Sqrt(_square[at] * ofSquare) + options.Epsilon;
                parameters[at] = (float)(parameters[at] + rate * (ofGradient * g + ofMean * _mean[at]) / root);
            }

            Vector<double> Moved(Vector<double> x, Vector<double> g, Vector<double> m, Vector<double> s) =>
                x + rate * (ofGradient * g + ofMean * m) / (Vector.SquareRoot(s * ofSquare) + new Vector<double>(options.Epsilon));
        }

        private double MomentumAt(int t) => options.Beta1 * (1 - 0.5 * Math.Pow(0.96, t * MomentumDecay));
    }
}
