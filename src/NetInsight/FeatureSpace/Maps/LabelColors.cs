using NetInsight.Imaging.Heatmaps;

namespace NetInsight.FeatureSpace.Maps;

/// <summary>A colour for each label, in the order in which labels first appear.</summary>
internal sealed class LabelColors
{
    private readonly Dictionary<string, int> _indexOf = new(StringComparer.Ordinal);
    private readonly List<int> _counts = [];

    /// <summary>Counts the labels.</summary>
    public LabelColors(IEnumerable<string> labels)
    {
        foreach (string label in labels)
        {
            if (!_indexOf.TryGetValue(label, out int index))
            {
                _indexOf[label] = index = _indexOf.Count;
                _counts.Add(0);
            }

            _counts[index]++;
        }
    }

    /// <summary>The entries of a legend, in the order of first appearance.</summary>
    public IEnumerable<LegendEntry> Legend => _indexOf
        .OrderBy(pair => pair.Value)
        .Select(pair => new LegendEntry(pair.Key, CategoryColors.At(pair.Value), _counts[pair.Value]));

    /// <summary>The colour of a label.</summary>
    public RgbColor Of(string label) => CategoryColors.At(_indexOf[label]);
}
