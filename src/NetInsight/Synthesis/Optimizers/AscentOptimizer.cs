namespace NetInsight.Synthesis.Optimizers;

/// <summary>Gradient ascent with normalised steps, or with momentum.</summary>
internal sealed record AscentOptimizer(double Rate, StepNormalization Normalization, double Inertia) : Optimizer
{
    /// <inheritdoc/>
    internal override OptimizerState Open(int count) => new State(this, count);

    /// <inheritdoc/>
    public override string ToString()
    {
        string normalization = Normalization switch
        {
            StepNormalization.Norm => " / norm",
            StepNormalization.MeanMagnitude => " / mean magnitude",
            StepNormalization.Sign => ", signs",
            _ => "",
        };
        string momentum = Inertia > 0 ? FormattableString.Invariant($", momentum {Inertia:G4}") : "";
        return FormattableString.Invariant($"gradient ascent, rate {Rate:G4}{normalization}{momentum}");
    }

    /// <summary>Its velocity.</summary>
    private sealed class State(AscentOptimizer options, int count) : OptimizerState
    {
        private readonly float[] _velocity = options.Inertia > 0 ? new float[count] : [];

        /// <inheritdoc/>
        public override void Step(Span<float> parameters, ReadOnlySpan<float> gradient, int step)
        {
            double rate = options.Rate * options.FactorAt(step), divisor = DivisorOf(gradient);
            if (divisor == 0)
                return;
            for (int i = 0; i < parameters.Length; i++)
            {
                double move = options.Normalization == StepNormalization.Sign ? Math.Sign(gradient[i]) : gradient[i] / divisor;
                if (options.Inertia > 0)
                    move = _velocity[i] = (float)(options.Inertia * _velocity[i] + move);
                parameters[i] = (float)(parameters[i] + rate * move);
            }
        }

        private double DivisorOf(ReadOnlySpan<float> gradient)
        {
            double sum = 0;
            switch (options.Normalization)
            {
                case StepNormalization.Norm:
                    foreach (float value in gradient)
                        sum += (double)value * value;
                    return Math.Sqrt(sum);
                case StepNormalization.MeanMagnitude:
                    foreach (float value in gradient)
                        sum += Math.Abs(value);
                    return sum / gradient.Length;
                default:
                    return 1;
            }
        }
    }
}
