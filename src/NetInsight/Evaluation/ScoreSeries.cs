using System.Collections.Immutable;

namespace NetInsight.Evaluation;

/// <summary>Scores of perturbed inputs.</summary>
/// <param name="Scores">The target's values.</param>
/// <param name="Logits">The logits of the class that is the target; empty where it is no single class.</param>
/// <param name="Probabilities">Its probabilities; empty likewise.</param>
internal sealed record ScoreSeries(
    ImmutableArray<double> Scores, ImmutableArray<double> Logits, ImmutableArray<double> Probabilities)
{
    /// <summary>Collects scores batch by batch.</summary>
    internal sealed class Builder(int count, bool isClass)
    {
        private readonly List<double> _scores = new(count), _logits = new(isClass ? count : 0), _probabilities = new(isClass ? count : 0);

        /// <summary>Adds a batch.</summary>
        public void Add(double[] scores, double[]? logits, double[]? probabilities)
        {
            _scores.AddRange(scores);
            _logits.AddRange(logits ?? []);
            _probabilities.AddRange(probabilities ?? []);
        }

        /// <summary>All of them.</summary>
        public ScoreSeries ToSeries() => new([.. _scores], [.. _logits], [.. _probabilities]);
    }
}
