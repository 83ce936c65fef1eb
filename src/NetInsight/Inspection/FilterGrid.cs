using System.Collections.Immutable;
using NetInsight.Imaging;
using NetInsight.Inspection;

namespace NetInsight;

/// <summary>The filters of a convolution, drawn as tiles by <see cref="ToImage"/>. Immutable.</summary>
public sealed partial class FilterGrid
{
    private readonly FiltersOptions _options;
    private readonly FilterSource _source;
    private readonly Tensor _values;

    internal FilterGrid(FilterSource source, FiltersOptions options, Tensor values)
    {
        (_source, _options, _values) = (source, options, values);
        IsColor = source.ReadsImage && values.Shape[1] == 3 && options.Channels is [];
    }

    /// <summary>The convolution's name.</summary>
    public string Layer => _source.Node.Name;

    /// <summary>
    /// The chosen weights, filters x channels x height x width, in the units of <see cref="Weights"/>. In a grouped convolution a filter
    /// has the channels of its group only. A copy.
    /// </summary>
    public Tensor Values => _values.Clone();

    /// <summary>Whether these are the file's weights, or effective weights in units of the image.</summary>
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

    /// <summary>Whether filters are drawn in colours: where they take all three channels of the image.</summary>
    public bool IsColor { get; }

    /// <summary>One channel of one filter as a heatmap, its scale symmetric about 0.</summary>
    /// <param name="filter">The index among the chosen filters, from 0.</param>
    /// <param name="channel">The index among the chosen channels, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such filter or channel.</exception>
    public Heatmap this[int filter, int channel]
    {
        get
        {
            if ((uint)filter >= (uint)Count)
                throw Outside(nameof(filter), filter, Count, "filters");
            if ((uint)channel >= (uint)ChannelCount)
                throw Outside(nameof(channel), channel, ChannelCount, "channels");
            ReadOnlySpan<float> values = Slice(filter, channel);
            string which = $"filter {IndexOf(_options.Filters, filter)}, channel {IndexOf(_options.Channels, channel)}";
            string caption = $"Weights of {which} of layer '{Printable.Escape(Layer)}'{Units}.";
            return new Heatmap(Height, Width, values, caption, Colormap.RedBlue, ColorScale.Symmetric(values));
        }
    }

    private string Units => Weights == FilterWeights.Effective ? _source.DescribeEffective() : ", as the file holds them";

    private ReadOnlySpan<float> Slice(int filter, int channel) =>
        _values.AsSpan().Slice((filter * ChannelCount + channel) * Height * Width, Height * Width);

    private ReadOnlySpan<float> Filter(int filter) =>
        _values.AsSpan().Slice(filter * ChannelCount * Height * Width, ChannelCount * Height * Width);

    private static ArgumentOutOfRangeException Outside(string parameter, int index, int count, string what) =>
        new(parameter, index, $"There are {count} {what}, 0 to {count - 1}.");

    private static int IndexOf(ImmutableArray<int> chosen, int at) => chosen is [] ? at : chosen[at];
}
