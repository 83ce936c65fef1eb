using System.Collections.Immutable;

namespace NetInsight.Evaluation.Faithfulness;

/// <summary>Replaces the pixels of an input in an order, step by step, and scores what comes out.</summary>
/// <param name="Counts">How many pixels are replaced: 0, step, 2 step, ..., all of them.</param>
/// <param name="Step">Pixels of a step.</param>
internal sealed record PixelSteps(ImmutableArray<int> Counts, int Step)
{
    /// <summary>Steps of ceil(positions / steps) pixels, of which the last may be smaller.</summary>
    public static PixelSteps Of(int positions, int steps)
    {
        int step = 1 + (positions - 1) / steps;
        return new PixelSteps([.. Enumerable.Range(0, (positions + step - 1) / step).Select(i => i * step), positions], step);
    }

    /// <summary>The share of pixels that are replaced.</summary>
    public ImmutableArray<double> Fractions => [.. Counts.Select(count => (double)count / Counts[^1])];

    /// <summary>Scores an input while the pixels of another take the place of its own, all channels at once.</summary>
    /// <param name="runs">Scores inputs.</param>
    /// <param name="from">The first input, 1 x channels x height x width.</param>
    /// <param name="to">The last input, of the same shape.</param>
    /// <param name="order">The order in which positions are replaced.</param>
    /// <param name="progress">Receives the number of inputs done.</param>
    public ScoreSeries Run(PerturbedRuns runs, Tensor from, Tensor to, int[] order, IProgress<Progress>? progress)
    {
        float[] current = from.AsSpan().ToArray();
        int done = 0;
        return runs.Run(Counts.Length, Write, new ProgressReport(progress, Counts.Length));

        void Write(int index, Span<float> input)
        {
            ReadOnlySpan<float> replacement = to.AsSpan();
            for (; done < Counts[index]; done++)
            {
                for (int at = order[done]; at < current.Length; at += order.Length)
                    current[at] = replacement[at];
            }

            current.CopyTo(input);
        }
    }
}
