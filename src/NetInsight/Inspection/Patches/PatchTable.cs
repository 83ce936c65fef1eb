using System.Collections.Immutable;
using NetInsight.Inspection.Patches;

namespace NetInsight;

/// <summary>
/// The strongest units of each channel over many pictures, and what they see: made by <see cref="MaximallyActivatingPatches"/> and
/// <see cref="MostActivatingImages"/>. Immutable.
/// </summary>
public sealed partial class PatchTable
{
    private readonly ImmutableArray<ImmutableArray<ActivatingPatch>> _rows;

    internal PatchTable(
        PatchSettings settings,
        ImmutableArray<string> pictureIds,
        ImmutableArray<int> channels,
        ImmutableArray<ImmutableArray<ActivatingPatch>> rows)
    {
        Settings = settings;
        ImageIds = pictureIds;
        Channels = channels;
        _rows = rows;
    }

    /// <summary>The layer.</summary>
    public string Layer => Settings.Layer;

    /// <summary>What one unit sees of the input; null where whole pictures are shown.</summary>
    public ReceptiveField? Field => Settings.Field;

    /// <summary>The channels, or the units of a fully connected layer, in the order that was asked for.</summary>
    public ImmutableArray<int> Channels { get; }

    /// <summary>The names of all pictures that were searched, in ordinal order.</summary>
    public ImmutableArray<string> ImageIds { get; }

    internal PatchSettings Settings { get; }

    /// <summary>The patches of one channel, best first: as many as were asked for, or as there are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The channel was not searched.</exception>
    public ImmutableArray<ActivatingPatch> Of(int channel)
    {
        int index = Channels.IndexOf(channel);
        return index >= 0 ? _rows[index] : throw new ArgumentOutOfRangeException(nameof(channel), channel, $"Channel {channel} was not searched; {Listed(Channels)} were.");
    }

    /// <summary>What both tables found, as if one search had seen the pictures of both.</summary>
    /// <param name="other">A table of the same network, layer, channels and options over other pictures.</param>
    /// <exception cref="ArgumentException">
    /// The tables differ in these (the network's weights or preprocessing among them), or both searched the same picture.
    /// </exception>
    public PatchTable Merge(PatchTable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other.CheckFits(Settings, Channels, nameof(other));
        HashSet<string> ids = new(ImageIds, StringComparer.Ordinal);
        if (other.ImageIds.FirstOrDefault(ids.Contains) is { } twice)
            throw new ArgumentException($"Picture '{Printable.Escape(twice)}' was searched for both tables.", nameof(other));
        return new PatchTable(
            Settings, [.. ImageIds.Concat(other.ImageIds).Order(StringComparer.Ordinal)], Channels, [.. _rows.Zip(other._rows, (mine, theirs) => Merge(mine, theirs, Settings.Count))]);
    }

    /// <summary>Layer, channels and pictures.</summary>
    public override string ToString() => $"{Layer}: {Channels.Length} channels, {ImageIds.Length} pictures";

    /// <summary>Whether a search with these settings would find the same kind of thing.</summary>
    internal void CheckFits(PatchSettings settings, ImmutableArray<int> channels, string parameter)
    {
        if (Settings.Network != settings.Network)
            throw new ArgumentException($"The tables were made with different networks: as far as layer '{Printable.Escape(Layer)}', weights or preprocessing differ.", parameter);
        if (Settings != settings)
            throw new ArgumentException($"The tables differ: {Printable.Escape(Settings.ToString())} here, {Printable.Escape(settings.ToString())} there.", parameter);
        if (!Channels.SequenceEqual(channels))
            throw new ArgumentException($"The tables differ in their channels: {Listed(Channels)} here, {Listed(channels)} there.", parameter);
    }

    private static ImmutableArray<ActivatingPatch> Merge(ImmutableArray<ActivatingPatch> a, ImmutableArray<ActivatingPatch> b, int count)
    {
        ImmutableArray<ActivatingPatch>.Builder merged = ImmutableArray.CreateBuilder<ActivatingPatch>(Math.Min(count, a.Length + b.Length));
        for (int i = 0, j = 0; merged.Count < merged.Capacity;)
            merged.Add(j == b.Length || (i < a.Length && a[i].IsBefore(b[j])) ? a[i++] : b[j++]);
        return merged.MoveToImmutable();
    }

    private static string Listed(ImmutableArray<int> channels) => channels.Length <= 12 ? string.Join(", ", channels) : $"{string.Join(", ", channels.Take(12))} and {channels.Length - 12} more";
}
