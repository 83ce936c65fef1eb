using System.Collections.Immutable;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>The output of one layer for one image, drawn as gray tiles by <see cref="ToImage"/>. Immutable.</summary>
public sealed partial class ActivationMap
{
    private readonly ActivationsOptions _options;
    private readonly Tensor _values;
    private readonly string _note;
    private readonly int _tokensWithoutPosition;

    internal ActivationMap(string layer, Tensor values, ActivationsOptions options, string note, int tokensWithoutPosition = 0)
    {
        (Layer, _values, _options, _tokensWithoutPosition) = (layer, values, options, tokensWithoutPosition);
        _note = note.Length == 0 ? "" : $" {note}";
        Channels = [.. Enumerable.Range(0, ChannelCount).Select(channel => ChannelActivation.Of(channel, Values(channel)))];
        Order = [.. options.StrongestFirst
            ? Channels.OrderByDescending(channel => channel.Maximum).ThenBy(channel => channel.Channel).Select(channel => channel.Channel)
            : Enumerable.Range(0, ChannelCount)];
    }

    /// <summary>The layer.</summary>
    public string Layer { get; }

    /// <summary>
    /// The layer's output, channels x height x width; units x 1 x 1 for a fully connected layer; of a transformer's tokens those that
    /// have a position. A copy.
    /// </summary>
    public Tensor Output => _values.Clone();

    /// <summary>The number of channels, or of units.</summary>
    public int ChannelCount => _values.Shape[0];

    /// <summary>Rows of a channel.</summary>
    public int Height => _values.Shape[1];

    /// <summary>Columns of a channel.</summary>
    public int Width => _values.Shape[2];

    /// <summary>Mean, maximum and share of zeros of each channel, in the network's order.</summary>
    public ImmutableArray<ChannelActivation> Channels { get; }

    /// <summary>The channels in the order in which they are drawn.</summary>
    public ImmutableArray<int> Order { get; }

    /// <summary>The output of one channel as a heatmap.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such channel.</exception>
    public Heatmap this[int channel]
    {
        get
        {
            string layer = Printable.Escape(Layer);
            if ((uint)channel >= (uint)ChannelCount)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(channel), channel, $"Layer '{layer}' has {ChannelCount} channels, 0 to {ChannelCount - 1}.");
            }

            string caption = $"Output of channel {channel} of layer '{layer}', in the layer's own units.{_note}";
            return new Heatmap(Height, Width, Values(channel), caption, Colormap.Gray, WithZero(Values(channel)));
        }
    }

    private ReadOnlySpan<float> Values(int channel) => _values.AsSpan().Slice(channel * Height * Width, Height * Width);

    private static ColorScale WithZero(ReadOnlySpan<float> values) => ColorScale.Of(values).Union(default);
}
