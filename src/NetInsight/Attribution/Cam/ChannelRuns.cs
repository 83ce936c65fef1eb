using NetInsight.Models;

namespace NetInsight.Attribution.Cam;

/// <summary>The target's value for many changes of one value of a network, in batches that fit a memory budget.</summary>
/// <param name="model">The network.</param>
/// <param name="run">The part of the network behind the value.</param>
/// <param name="target">The target, not the top class.</param>
internal sealed class ChannelRuns(Model model, InnerRun run, Target target)
{
    /// <summary>Writes one change: the value for the unchanged input stands in the span.</summary>
    public delegate void Change(int index, Span<float> value);

    /// <summary>The target's value for each change.</summary>
    /// <param name="count">The number of changes.</param>
    /// <param name="change">Writes one.</param>
    /// <param name="requested">The caller's batch size; null for as many as fit.</param>
    /// <param name="report">Counts the changes.</param>
    /// <param name="cancellation">Stops between changes; the runs have it already.</param>
    public double[] Scores(int count, Change change, int? requested, ProgressReport report, CancellationToken cancellation)
    {
        double[] scores = new double[count];
        TargetScores values = new(model, target);
        int size = Math.Min(run.BatchSizeFor(requested), count), single = run.Value.Count, images = run.Value.Shape[0];
        for (int start = 0; start < count; start += size)
        {
            int current = Math.Min(size, count - start);
            Tensor batch = Tensor.Uninitialized(run.Value.Shape.With(0, current * images));
            for (int n = 0; n < current; n++)
            {
                cancellation.ThrowIfCancellationRequested();
                Span<float> changed = batch.AsSpan().Slice(n * single, single);
                run.Value.AsSpan().CopyTo(changed);
                for (int image = 0; image < images; image++)        // copies of one image, where the file fixes a batch
                    change(start + n, changed.Slice(image * (single / images), single / images));
            }

            values.Of(model.FirstImageOf(run.Run(batch))).CopyTo(scores.AsSpan(start));
            report.Add(current);
        }

        return scores;
    }
}
