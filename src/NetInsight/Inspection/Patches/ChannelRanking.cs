using System.Numerics.Tensors;

namespace NetInsight.Inspection.Patches;

/// <summary>The strongest units of one channel so far, best first; memory is bounded, whatever the number of images.</summary>
internal sealed class ChannelRanking(int channel, int count, int perImage)
{
    /// <summary>Units that are gathered beyond twice the result before the weaker ones are dropped.</summary>
    private const int Spare = 64;

    private readonly List<Candidate> _best = new(Math.Min(count, 64));
    private readonly List<(float Score, int Index)> _ofImage = [];

    /// <summary>The channel.</summary>
    public int Channel => channel;

    /// <summary>Continues with the result of an earlier search, best first.</summary>
    public void Begin(IEnumerable<ActivatingPatch> patches) =>
        _best.AddRange(patches.Select(patch => new Candidate(patch.ImageId, patch.Score, patch.Row, patch.Column, null) { Patch = patch }));

    /// <summary>Ranks all units of the channel in one image. Values that are not finite are left out.</summary>
    /// <param name="values">The channel's feature map, row by row.</param>
    /// <param name="columns">The feature map's width.</param>
    /// <param name="image">The image, held until <see cref="Cut"/>.</param>
    public void Offer(ReadOnlySpan<float> values, int columns, PatchCropper image)
    {
        if (_best.Count == count && TensorPrimitives.Max(values) < _best[^1].Score)
            return;                 // with a NaN among the values this is false: finite ones are searched below
        Gather(values);
        Merge([.. _ofImage.Select(unit => new Candidate(image.Id, unit.Score, unit.Index / columns, unit.Index % columns, image))]);
    }

    /// <summary>Cuts the patches of the best units, and releases the images.</summary>
    public void Cut(CancellationToken cancellation)
    {
        foreach (Candidate unit in _best)
        {
            cancellation.ThrowIfCancellationRequested();
            unit.Patch ??= unit.Source!.Cut(channel, unit.Score, unit.Row, unit.Column);
            unit.Source = null;
        }
    }

    /// <summary>The patches, best first.</summary>
    public IEnumerable<ActivatingPatch> Patches() => _best.Select(unit => unit.Patch!);

    /// <summary>The strongest units of one image, best first; of equal ones those that come first in the feature map.</summary>
    private void Gather(ReadOnlySpan<float> values)
    {
        _ofImage.Clear();
        int most = Math.Min(count, perImage);
        float least = _best.Count == count ? _best[^1].Score : float.NegativeInfinity;
        bool acceptsEqual = true;   // against the ranking a tie may win by its image's name; against this image's own units it comes later
        for (int index = 0; index < values.Length; index++)
        {
            float value = values[index];
            if (!(acceptsEqual ? value >= least : value > least) || !float.IsFinite(value))
                continue;
            _ofImage.Add((value, index));
            if (_ofImage.Count < 2 * most + Spare)
                continue;
            KeepBest(most);
            (least, acceptsEqual) = (_ofImage[^1].Score, false);
        }

        KeepBest(most);
    }

    private void KeepBest(int most)
    {
        _ofImage.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Index.CompareTo(b.Index));
        if (_ofImage.Count > most)
            _ofImage.RemoveRange(most, _ofImage.Count - most);
    }

    /// <summary>Merges one image's units, best first, into the ranking, best first.</summary>
    private void Merge(Candidate[] units)
    {
        if (units is not [Candidate first, ..] || (_best.Count == count && !first.IsBefore(_best[^1])))
            return;
        int from = _best.FindIndex(unit => !unit.IsBefore(first));
        Candidate[] behind = from < 0 ? [] : [.. _best.Skip(from)];
        _best.RemoveRange(_best.Count - behind.Length, behind.Length);
        for (int i = 0, j = 0; _best.Count < count && (i < behind.Length || j < units.Length);)
            _best.Add(j == units.Length || (i < behind.Length && behind[i].IsBefore(units[j])) ? behind[i++] : units[j++]);
    }

    private sealed class Candidate(string id, float score, int row, int column, PatchCropper? source)
    {
        public float Score => score;

        public int Row => row;

        public int Column => column;

        public PatchCropper? Source { get; set; } = source;

        public ActivatingPatch? Patch { get; set; }

        public bool IsBefore(Candidate other) =>
            UnitOrder.Compare(score, id, row, column, other.Score, other.Id, other.Row, other.Column) < 0;

        private string Id => id;
    }
}
