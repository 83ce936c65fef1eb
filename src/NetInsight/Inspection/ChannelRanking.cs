using System.Numerics.Tensors;

namespace NetInsight;

/// <summary>The strongest units of one channel so far, best first: bounded, whatever the number of pictures.</summary>
internal sealed class ChannelRanking(int channel, int count, int perPicture)
{
    private readonly List<Place> _best = new(Math.Min(count, 64));
    private readonly List<(float Score, int Index)> _ofPicture = [];

    /// <summary>The channel.</summary>
    public int Channel => channel;

    /// <summary>Takes over what an earlier search found, best first.</summary>
    public void Begin(IEnumerable<ActivatingPatch> patches) =>
        _best.AddRange(patches.Select(patch => new Place(patch.PictureId, patch.Score, patch.Row, patch.Column, null) { Patch = patch }));

    /// <summary>All units of the channel in one picture compete. What is not finite is left out.</summary>
    /// <param name="values">The map, row by row.</param>
    /// <param name="columns">The map's width.</param>
    /// <param name="picture">The picture, held until <see cref="Cut"/>.</param>
    public void Offer(ReadOnlySpan<float> values, int columns, PictureCut picture)
    {
        if (_best.Count == count && TensorPrimitives.Max(values) < _best[^1].Score)
            return;                 // a NaN in the map compares as false and is looked for below
        Gather(values);
        foreach ((float score, int index) in _ofPicture)
        {
            Place place = new(picture.Id, score, index / columns, index % columns, picture);
            int at = _best.Count;
            while (at > 0 && place.IsBefore(_best[at - 1]))
                at--;
            if (at == count)
                break;
            _best.Insert(at, place);
            if (_best.Count > count)
                _best.RemoveAt(count);
        }
    }

    /// <summary>Cuts the patches of those that are among the best, and lets the pictures go.</summary>
    public void Cut()
    {
        foreach (Place place in _best)
        {
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
        float least = float.NegativeInfinity;
        for (int index = 0; index < values.Length; index++)
        {
            float value = values[index];
            if (!(value > least) || !float.IsFinite(value))
                continue;
            int at = _ofPicture.Count;
            while (at > 0 && _ofPicture[at - 1].Score < value)
                at--;
            _ofPicture.Insert(at, (value, index));
            if (_ofPicture.Count > most)
                _ofPicture.RemoveAt(most);
            if (_ofPicture.Count == most)
                least = _ofPicture[^1].Score;
        }
    }

    private sealed class Place(string id, float score, int row, int column, PictureCut? source)
    {
        public float Score => score;

        public int Row => row;

        public int Column => column;

        public PictureCut? Source { get; set; } = source;

        public ActivatingPatch? Patch { get; set; }

        public bool IsBefore(Place other) => UnitOrder.Compare(score, id, row, column, other.Score, other.Id, other.Row, other.Column) < 0;

        private string Id => id;
    }
}
