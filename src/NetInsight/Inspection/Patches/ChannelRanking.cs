using System.Numerics.Tensors;

namespace NetInsight.Inspection.Patches;

/// <summary>The strongest units of one channel so far, best first: bounded, whatever the number of pictures.</summary>
internal sealed class ChannelRanking(int channel, int count, int perPicture)
{
    /// <summary>Units that gather before the weaker ones are sorted out.</summary>
    private const int Spare = 64;

    private readonly List<Place> _best = new(Math.Min(count, 64));
    private readonly List<(float Score, int Index)> _ofPicture = [];

    /// <summary>The channel.</summary>
    public int Channel => channel;

    /// <summary>Takes over what an earlier search found, best first.</summary>
    public void Begin(IEnumerable<ActivatingPatch> patches) =>
        _best.AddRange(patches.Select(patch => new Place(patch.ImageId, patch.Score, patch.Row, patch.Column, null) { Patch = patch }));

    /// <summary>All units of the channel in one picture compete. What is not finite is left out.</summary>
    /// <param name="values">The map, row by row.</param>
    /// <param name="columns">The map's width.</param>
    /// <param name="picture">The picture, held until <see cref="Cut"/>.</param>
    public void Offer(ReadOnlySpan<float> values, int columns, PatchCropper picture)
    {
        if (_best.Count == count && TensorPrimitives.Max(values) < _best[^1].Score)
            return;                 // a NaN in the map compares as false and is looked for below
        Gather(values);
        Merge([.. _ofPicture.Select(unit => new Place(picture.Id, unit.Score, unit.Index / columns, unit.Index % columns, picture))]);
    }

    /// <summary>Cuts the patches of those that are among the best, and lets the pictures go.</summary>
    public void Cut(CancellationToken cancellation)
    {
        foreach (Place place in _best)
        {
            cancellation.ThrowIfCancellationRequested();
            place.Patch ??= place.Source!.Cut(channel, place.Score, place.Row, place.Column);
            place.Source = null;
        }
    }

    /// <summary>The patches, best first.</summary>
    public IEnumerable<ActivatingPatch> Patches() => _best.Select(place => place.Patch!);

    /// <summary>The strongest of one picture, best first; of equal ones those that come first in the map.</summary>
    private void Gather(ReadOnlySpan<float> values)
    {
        _ofPicture.Clear();
        int most = Math.Min(count, perPicture);
        float least = _best.Count == count ? _best[^1].Score : float.NegativeInfinity;
        bool mayBeEqual = true;             // the last of the others may have a later name; one of the same picture has an earlier place
        for (int index = 0; index < values.Length; index++)
        {
            float value = values[index];
            if (!(mayBeEqual ? value >= least : value > least) || !float.IsFinite(value))
                continue;
            _ofPicture.Add((value, index));
            if (_ofPicture.Count < 2 * most + Spare)
                continue;
            KeepBest(most);
            (least, mayBeEqual) = (_ofPicture[^1].Score, false);
        }

        KeepBest(most);
    }

    private void KeepBest(int most)
    {
        _ofPicture.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Index.CompareTo(b.Index));
        if (_ofPicture.Count > most)
            _ofPicture.RemoveRange(most, _ofPicture.Count - most);
    }

    /// <summary>Takes places in, best first, among those that are there, best first.</summary>
    private void Merge(Place[] places)
    {
        if (places is not [Place first, ..] || (_best.Count == count && !first.IsBefore(_best[^1])))
            return;
        int from = _best.FindIndex(place => !place.IsBefore(first));
        Place[] behind = from < 0 ? [] : [.. _best.Skip(from)];
        _best.RemoveRange(_best.Count - behind.Length, behind.Length);
        for (int i = 0, j = 0; _best.Count < count && (i < behind.Length || j < places.Length);)
            _best.Add(j == places.Length || (i < behind.Length && behind[i].IsBefore(places[j])) ? behind[i++] : places[j++]);
    }

    private sealed class Place(string id, float score, int row, int column, PatchCropper? source)
    {
        public float Score => score;

        public int Row => row;

        public int Column => column;

        public PatchCropper? Source { get; set; } = source;

        public ActivatingPatch? Patch { get; set; }

        public bool IsBefore(Place other) => UnitOrder.Compare(score, id, row, column, other.Score, other.Id, other.Row, other.Column) < 0;

        private string Id => id;
    }
}
