namespace NetInsight;

/// <summary>A colour for each label: labels in the order in which they first appear, ten colours, then the same darker, then lighter, then from the first again.</summary>
internal sealed class LabelColors
{
    private const int Named = 10;

    private readonly Dictionary<string, int> _order = new(StringComparer.Ordinal);
    private readonly List<int> _counts = [];

    /// <summary>Counts the labels.</summary>
    public LabelColors(IEnumerable<string> labels)
    {
        foreach (string label in labels)
        {
            if (!_order.TryGetValue(label, out int index))
            {
                _order[label] = index = _order.Count;
                _counts.Add(0);
            }

            _counts[index]++;
        }
    }

    /// <summary>The entries of a legend, in the order of first appearance.</summary>
    public IEnumerable<LegendEntry> Legend => _order.OrderBy(pair => pair.Value).Select(pair => new LegendEntry(pair.Key, At(pair.Value), _counts[pair.Value]));

    /// <summary>The colour of a label.</summary>
    public RgbColor Of(string label) => At(_order[label]);

    /// <summary>The n-th colour; thirty differ.</summary>
    public static RgbColor At(int index)
    {
        RgbColor color = Palette(index % Named);
        return (index / Named % 3) switch
        {
            1 => new RgbColor((byte)(color.R * 5 / 9), (byte)(color.G * 5 / 9), (byte)(color.B * 5 / 9)),
            2 => new RgbColor((byte)((color.R + 255) / 2), (byte)((color.G + 255) / 2), (byte)((color.B + 255) / 2)),
            _ => color,
        };
    }

    private static RgbColor Palette(int index)
    {
        ReadOnlySpan<int> colors = [0x4E79A7, 0xF28E2B, 0xE15759, 0x76B7B2, 0x59A14F, 0xEDC948, 0xB07AA1, 0xFF9DA7, 0x9C755F, 0x6B6ECF];
        int rgb = colors[index];
        return new RgbColor((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
    }
}
