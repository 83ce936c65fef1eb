using System.Collections.Immutable;
using NetInsight.Imaging;
using NetInsight.Inspection.Patches;

namespace NetInsight;

/// <summary>
/// The strongest units of each channel over many images, and the patches in their receptive fields: the result of
/// <see cref="MaximallyActivatingPatches"/> and <see cref="MostActivatingImages"/>. Immutable.
/// </summary>
public sealed partial class PatchTable
{
    private const int MostListed = 12;

    private readonly ImmutableArray<ImmutableArray<ActivatingPatch>> _rows;

    internal PatchTable(
        PatchSettings settings,
        ImmutableArray<string> imageIds,
        ImmutableArray<int> channels,
        ImmutableArray<ImmutableArray<ActivatingPatch>> rows)
    {
        Settings = settings;
        ImageIds = imageIds;
        Channels = channels;
        _rows = rows;
    }

    /// <summary>The layer.</summary>
    public string Layer => Settings.Layer;

    /// <summary>The receptive field of the layer's units; null where whole images are shown.</summary>
    public ReceptiveField? Field => Settings.Field;

    /// <summary>The channels, or the units of a fully connected layer, in the requested order.</summary>
    public ImmutableArray<int> Channels { get; }

    /// <summary>The names of all images that were searched, in ordinal order.</summary>
    public ImmutableArray<string> ImageIds { get; }

    internal PatchSettings Settings { get; }

    /// <summary>The patches of one channel, best first: as many as requested, or as there are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The channel was not searched.</exception>
    public ImmutableArray<ActivatingPatch> Of(int channel)
    {
        int index = Channels.IndexOf(channel);
        return index >= 0
            ? _rows[index]
            : throw new ArgumentOutOfRangeException(
                nameof(channel), channel, $"Channel {channel} was not searched; {Listed(Channels)} were.");
    }

    /// <summary>The result of one search over the images of both tables.</summary>
    /// <param name="other">A table of the same network, layer, channels and options over other images.</param>
    /// <exception cref="ArgumentException">
    /// The tables differ in these (the network's weights or preprocessing among them), or both searched the same image.
    /// </exception>
    public PatchTable Merge(PatchTable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other.CheckFits(Settings, Channels, nameof(other));
        HashSet<string> ids = new(ImageIds, StringComparer.Ordinal);
        if (other.ImageIds.FirstOrDefault(ids.Contains) is { } twice)
            throw new ArgumentException($"Image '{Printable.Escape(twice)}' was searched for both tables.", nameof(other));
        return new PatchTable(
            Settings,
            [.. ImageIds.Concat(other.ImageIds).Order(StringComparer.Ordinal)],
            Channels,
            [.. _rows.Zip(other._rows, (row, otherRow) => Merge(row, otherRow, Settings.Count))]);
    }

    /// <summary>Layer, number of channels and number of images.</summary>
    public override string ToString() => $"{Layer}: {Channels.Length} channels, {ImageIds.Length} images";

    /// <summary>Checks that this table can be merged with the result of a search with these settings and channels.</summary>
    internal void CheckFits(PatchSettings settings, ImmutableArray<int> channels, string parameter)
    {
        if (Settings.Network != settings.Network)
        {
            throw new ArgumentException(
                $"The tables were made with different networks: as far as layer '{Printable.Escape(Layer)}', {PatchSettings.Differing}.",
                parameter);
        }

        if (Settings != settings)
        {
            throw new ArgumentException(
                $"The tables differ: {Printable.Escape(Settings.ToString())} here, {Printable.Escape(settings.ToString())} there.",
                parameter);
        }

        if (!Channels.SequenceEqual(channels))
        {
            throw new ArgumentException(
                $"The tables differ in their channels: {Listed(Channels)} here, {Listed(channels)} there.", parameter);
        }
    }

    /// <summary>The best of two rows, each best first.</summary>
    private static ImmutableArray<ActivatingPatch> Merge(ImmutableArray<ActivatingPatch> a, ImmutableArray<ActivatingPatch> b, int count)
    {
        int length = Math.Min(count, a.Length + b.Length);
        ImmutableArray<ActivatingPatch>.Builder merged = ImmutableArray.CreateBuilder<ActivatingPatch>(length);
        for (int i = 0, j = 0; merged.Count < length;)
            merged.Add(j == b.Length || (i < a.Length && a[i].IsBefore(b[j])) ? a[i++] : b[j++]);
        return merged.MoveToImmutable();
    }

    private static string Listed(ImmutableArray<int> channels) => channels.Length <= MostListed
        ? string.Join(", ", channels)
        : $"{string.Join(", ", channels.Take(MostListed))} and {channels.Length - MostListed} more";
}
