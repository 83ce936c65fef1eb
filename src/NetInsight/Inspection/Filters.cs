using System.Collections.Immutable;
using NetInsight.Imaging;
using NetInsight.Inspection;

namespace NetInsight;

/// <summary>
/// The weights of a convolution as a figure. Those of a first layer show directly the patterns it detects (Krizhevsky et al. 2012,
/// figure 3); in deeper layers smooth weights are a sign of converged training, noisy ones of unfinished training.
/// </summary>
public static class Filters
{
    /// <summary>Takes the filters of a layer.</summary>
    /// <param name="model">The network.</param>
    /// <param name="layer">A convolution, as <see cref="Model.Layers"/> lists it.</param>
    /// <param name="options">Which filters and channels, the scale, and the units.</param>
    /// <returns>
    /// Outputs x channels x height x width weights, drawn as colour tiles where the layer takes the image (64 x 3 x 11 x 11: 64 tiles),
    /// else as a row of gray tiles for each filter, one for each input channel (20 x 16 x 7 x 7: 20 rows of 16).
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There is no such layer, or it is no convolution: the message lists the layers with filters. Or a filter or channel does not exist.
    /// </exception>
    public static FilterGrid Compute(Model model, string layer, FiltersOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(layer);
        options ??= FiltersOptions.Default;
        FilterSource source = FilterSource.Of(model, layer);
        Tensor weights = options.Weights == FilterWeights.Effective ? source.Effective() : source.Stored;
        Check(options, options.Filters, weights.Shape[0], "filters", layer);
        Check(options, options.Channels, weights.Shape[1], "channels", layer);
        return new FilterGrid(source, options, Taken(weights, options));
    }

    private static void Check(FiltersOptions options, ImmutableArray<int> chosen, int count, string what, string layer)
    {
        foreach (int index in chosen)
        {
            if (index < count)
                continue;
            throw new ArgumentOutOfRangeException(
                nameof(options),
                index,
                $"Layer '{Printable.Escape(layer)}' has {count} {what}, 0 to {count - 1}; there is none of index {index}.");
        }
    }

    private static Tensor Taken(Tensor weights, FiltersOptions options)
    {
        Shape shape = weights.Shape;
        int[] filters = options.Filters is [] ? [.. Enumerable.Range(0, shape[0])] : [.. options.Filters];
        int[] channels = options.Channels is [] ? [.. Enumerable.Range(0, shape[1])] : [.. options.Channels];
        int taps = shape[2] * shape[3];
        Tensor taken = Tensor.Uninitialized(new Shape(filters.Length, channels.Length, shape[2], shape[3]));
        for (int m = 0; m < filters.Length; m++)
        {
            for (int c = 0; c < channels.Length; c++)
            {
                ReadOnlySpan<float> kernel = weights.AsSpan().Slice((filters[m] * shape[1] + channels[c]) * taps, taps);
                kernel.CopyTo(taken.AsSpan()[((m * channels.Length + c) * taps)..]);
            }
        }

        return taken;
    }
}
