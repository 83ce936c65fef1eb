namespace NetInsight.Synthesis.Optimizers;

/// <summary>L-BFGS without a line search.</summary>
internal sealed record LBfgsOptimizer(double Rate, int Memory) : Optimizer
{
    /// <inheritdoc/>
    internal override bool IsDeterministic => true;

    /// <inheritdoc/>
    internal override OptimizerState Open(int count) => new State(this);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"L-BFGS, rate {Rate:G4}, memory {Memory}");

    /// <summary>Pairs of steps s and differences of gradients y, the oldest first; gradients are those of what falls, -g.</summary>
    private sealed class State(LBfgsOptimizer options) : OptimizerState
    {
        private const double LeastCurvature = 1e-10, LeastSlope = 1e-9;

        private readonly List<(float[] S, float[] Y, double Rho)> _pairs = [];
        private float[] _direction = [];
        private float[] _last = [];
        private double _length;
        private double _scale = 1;

        /// <inheritdoc/>
        public override void Step(Span<float> parameters, ReadOnlySpan<float> gradient, int step)
        {
            float[] falls = new float[gradient.Length];
            for (int i = 0; i < falls.Length; i++)
                falls[i] = -gradient[i];
            bool isFirst = _last.Length == 0;
            if (!isFirst)
                Remember(falls);
            _direction = Direction(falls);
            _last = falls;
            double rate = options.Rate * options.FactorAt(step), slope = LaneSums.Dot(falls, _direction);
            _length = isFirst ? rate * Math.Min(1, 1 / SumOfMagnitudes(falls)) : rate;
            if (!(slope <= -LeastSlope))
            {
                _length = 0;                        // no way down that is worth a step
                return;
            }

            for (int i = 0; i < parameters.Length; i++)
                parameters[i] = (float)(parameters[i] + _length * _direction[i]);
        }

        private void Remember(float[] falls)
        {
            float[] s = new float[falls.Length], y = new float[falls.Length];
            for (int i = 0; i < s.Length; i++)
                (s[i], y[i]) = ((float)(_length * _direction[i]), falls[i] - _last[i]);
            double curvature = LaneSums.Dot(y, s);
            if (curvature <= LeastCurvature)
                return;
            if (_pairs.Count == options.Memory)
                _pairs.RemoveAt(0);
            _pairs.Add((s, y, 1 / curvature));
            _scale = curvature / LaneSums.Dot(y, y);
        }

        /// <summary>The two loops over the pairs: minus the inverse Hessian's estimate times the gradient.</summary>
        private float[] Direction(float[] falls)
        {
            double[] q = [.. falls.Select(value => -(double)value)], shares = new double[_pairs.Count];
            for (int pair = _pairs.Count - 1; pair >= 0; pair--)
            {
                (float[] s, float[] y, double rho) = _pairs[pair];
                shares[pair] = rho * LaneSums.Dot(s, q);
                LaneSums.AddScaled(q, y, -shares[pair]);
            }

            for (int i = 0; i < q.Length; i++)
                q[i] *= _scale;
            for (int pair = 0; pair < _pairs.Count; pair++)
            {
                (float[] s, float[] y, double rho) = _pairs[pair];
                LaneSums.AddScaled(q, s, shares[pair] - rho * LaneSums.Dot(y, q));
            }

            return [.. q.Select(value => (float)value)];
        }

        private static double SumOfMagnitudes(float[] vector)
        {
            double sum = 0;
            foreach (float value in vector)
                sum += Math.Abs(value);
            return sum > 0 ? sum : 1;
        }
    }
}
