using System.Collections.Immutable;
using NetInsight.Inspection;

namespace NetInsight;

/// <summary>The filters of a convolution: numbers that draw themselves. Immutable.</summary>
public sealed partial class FilterGrid
{
    private readonly FiltersOptions _options;
    private readonly FilterSource _source;
    private readonly Tensor _values;

    internal FilterGrid(FilterSource source, FiltersOptions options, Tensor values)
    {
        (_source, _options, _values) = (source, options, values);
        IsColor = source.ReadsPicture && values.Shape[1] == 3 && options.Channels is [];
    }

    /// <summary>The convolution's name.</summary>
    public string Layer => _source.Node.Name;

    /// <summary>
    /// The chosen weights, filters x channels x height x width, in the units of <see cref="Weights"/>. With groups a filter has the channels of
    /// its group only. A copy.
    /// </summary>
    public Tensor Values => _values.Clone();

    /// <summary>Whether these are the numbers of the file, or what they do to the picture.</summary>
    public FilterWeights Weights => _options.Weights;

    /// <summary>Which weights share one scale.</summary>
    public FilterScaling Scaling => _options.Scaling;

    /// <summary>The number of filters.</summary>
    public int Count => _values.Shape[0];

    /// <summary>The input channels of each filter.</summary>
    public int ChannelCount => _values.Shape[1];

    /// <summary>Rows of a filter.</summary>
    public int Height => _values.Shape[2];

    /// <summary>Columns of a filter.</summary>
    public int Width => _values.Shape[3];

    /// <summary>Whether filters are drawn in colours: they read all three channels of the picture.</summary>
    public bool IsColor { get; }

    /// <summary>One channel of one filter as a map, zero in the middle of its colours.</summary>
    /// <param name="filter">Which of the chosen filters, from 0.</param>
    /// <param name="channel">Which of the chosen channels, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such filter or channel.</exception>
    public Heatmap this[int filter, int channel]
    {
        get
        {
            if ((uint)filter >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(filter), filter, $"There are {Count} filters, 0 to {Count - 1}.");
            if ((uint)channel >= (uint)ChannelCount)
                throw new ArgumentOutOfRangeException(nameof(channel), channel, $"There are {ChannelCount} channels, 0 to {ChannelCount - 1}.");
            ReadOnlySpan<float> values = Slice(filter, channel);
            string caption = $"Weights of filter {IndexOf(_options.Filters, filter)}, channel {IndexOf(_options.Channels, channel)} of layer '{Printable.Escape(Layer)}'{Units}.";
            return new Heatmap(Height, Width, values, caption, Colormap.RedBlue, ColorScale.Symmetric(values));
        }
    }

    private string Units => Weights == FilterWeights.Effective ? _source.DescribeEffective() : ", as the file holds them";

    private ReadOnlySpan<float> Slice(int filter, int channel) => _values.AsSpan().Slice((filter * ChannelCount + channel) * Height * Width, Height * Width);

    private ReadOnlySpan<float> Filter(int filter) => _values.AsSpan().Slice(filter * ChannelCount * Height * Width, ChannelCount * Height * Width);

    private static int IndexOf(ImmutableArray<int> chosen, int at) => chosen is [] ? at : chosen[at];
}
