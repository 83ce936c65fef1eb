using System.Collections.Immutable;
using System.Text.Json;
using NetInsight.Imaging;

namespace NetInsight.Inspection.Patches;

/// <summary>
/// Reads files that <see cref="PatchTableWriter"/> wrote. Nothing is trusted: every value is checked where it is read, and refused with its
/// location.
/// </summary>
internal sealed class PatchTableReader(string path, LoadLimits limits)
{
    private const int LargestExtent = 1 << 20, LargestCoordinate = 1 << 28;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    private long _values;

    /// <summary>The table of a file.</summary>
    public PatchTable Read(byte[] bytes)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes, Strict);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new ModelFormatException(path, "", $"is no readable JSON: {e.Message}", e);
        }
    }

    private PatchTable Read(JsonElement root)
    {
        bool isTable = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("format", out JsonElement format)
            && format.ValueKind == JsonValueKind.String && format.ValueEquals(PatchTableWriter.Format);
        if (!isTable)
            throw new ModelFormatException(path, "format", $"must be '{PatchTableWriter.Format}': this is no table of patches.");
        int version = Integer(root, "version", "", 1, int.MaxValue);
        if (version != PatchTableWriter.Version)
            throw new ModelFormatException(path, "version", $"is {version}; this library reads version {PatchTableWriter.Version}.");

        PatchSettings settings = Settings(root);
        ImmutableArray<string> ids = Ids(List(root, "pictures", "", int.MaxValue));
        JsonElement list = List(root, "patches", "", int.MaxValue);
        RgbImage[] patches = [.. list.EnumerateArray().Select((patch, i) => Patch(patch, $"patches[{i}]", settings.PatchSize))];
        HashSet<int> distinct = [];
        ImmutableArray<int>.Builder channels = ImmutableArray.CreateBuilder<int>();
        ImmutableArray<ImmutableArray<ActivatingPatch>>.Builder rows = ImmutableArray.CreateBuilder<ImmutableArray<ActivatingPatch>>();
        foreach (JsonElement row in List(root, "channels", "", int.MaxValue).EnumerateArray())
        {
            string location = $"channels[{channels.Count}]";
            int channel = Integer(row, "channel", location, 0, int.MaxValue);
            if (!distinct.Add(channel))
                throw new ModelFormatException(path, $"{location}.channel", $"{channel} is there twice.");
            channels.Add(channel);
            rows.Add(Row(List(row, "units", location, settings.Count), channel, $"{location}.units", settings, ids, patches));
        }

        return new PatchTable(settings, ids, channels.ToImmutable(), rows.ToImmutable());
    }

    private PatchSettings Settings(JsonElement root)
    {
        int[] input = Integers(root, "input", "", 2, 1, LargestExtent);
        ReceptiveField? field = null;
        if (root.TryGetProperty("field", out _))
        {
            int[] parts = Integers(root, "field", "", 6, -LargestCoordinate, LargestCoordinate);
            if (parts is [< 1, ..] or [_, < 1, ..] or [_, _, < 0, ..] or [_, _, _, < 0, ..])
            {
                throw new ModelFormatException(
                    path, "field", "must begin with height and width, at least 1, and the strides down and to the right, at least 0.");
            }

            field = new ReceptiveField(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
        }

        int size = Integer(root, "patchSize", "", 1, int.MaxValue);
        if (!PatchesOptions.IsPatchSize(size))
            throw new ModelFormatException(path, "patchSize", $"is {size}, which is no size of patches.");
        string network = Text(Property(root, "network", ""), "network");
        if (network.Length != 64 || !network.All(char.IsAsciiHexDigitLower))
            throw new ModelFormatException(path, "network", "must be 64 hexadecimal digits.");
        string layer = Text(Property(root, "layer", ""), "layer");
        int count = Integer(root, "count", "", 1, 10_000), perImage = Integer(root, "perPicture", "", 1, int.MaxValue);
        return new PatchSettings(layer, network, input[0], input[1], field, count, perImage, size);
    }

    private ImmutableArray<string> Ids(JsonElement texts)
    {
        ImmutableArray<string> ids = [.. texts.EnumerateArray().Select((text, i) => Text(text, $"pictures[{i}]"))];
        for (int i = 1; i < ids.Length; i++)
        {
            if (string.CompareOrdinal(ids[i - 1], ids[i]) >= 0)
            {
                throw new ModelFormatException(
                    path, $"pictures[{i}]", "must come after the one before in ordinal order, and differ from it.");
            }
        }

        return ids;
    }

    private RgbImage Patch(JsonElement patch, string location, int largest)
    {
        if (patch.ValueKind != JsonValueKind.Array || patch.GetArrayLength() != 3)
            throw new ModelFormatException(path, location, "must be a list of width, height and bytes in base64.");
        int width = Integer(patch[0], location, 1, largest), height = Integer(patch[1], location, 1, largest);
        _values += 3L * width * height;
        if (_values > limits.Elements)
        {
            throw new ResourceLimitException(
                $"{Printable.Escape(path)}: {location}: the patches hold more values than {limits.Elements:N0} "
                + $"({nameof(LoadLimits)}.{nameof(LoadLimits.Elements)}).");
        }

        bool isText = patch[2].ValueKind == JsonValueKind.String;
        if (!isText || !patch[2].TryGetBytesFromBase64(out byte[]? pixels) || pixels.Length != 3 * width * height)
        {
            throw new ModelFormatException(
                path, location, $"must hold {3 * width * height:N0} bytes in base64, three for each of {width} x {height} pixels.");
        }

        return RgbImage.FromPixels(pixels, height, width, PixelLayout.Rgb24);
    }

    private ImmutableArray<ActivatingPatch> Row(
        JsonElement units, int channel, string location, PatchSettings settings, ImmutableArray<string> ids, RgbImage[] patches)
    {
        ImmutableArray<ActivatingPatch>.Builder row = ImmutableArray.CreateBuilder<ActivatingPatch>(units.GetArrayLength());
        Dictionary<string, int> unitsOf = new(StringComparer.Ordinal);
        foreach (JsonElement each in units.EnumerateArray())
        {
            string at = $"{location}[{row.Count}]";
            ActivatingPatch unit = Unit(each, channel, at, settings, ids, patches);
            if (row.Count > 0 && !row[^1].IsBefore(unit))
            {
                throw new ModelFormatException(
                    path, at, "must come after the one before: score descending, then image, row and column ascending.");
            }

            int nth = unitsOf[unit.ImageId] = unitsOf.GetValueOrDefault(unit.ImageId) + 1;
            if (nth > settings.PerImage)
                throw new ModelFormatException(path, at, $"is unit {nth} of its image; at most {settings.PerImage} may be there.");
            row.Add(unit);
        }

        return row.MoveToImmutable();
    }

    private ActivatingPatch Unit(
        JsonElement unit, int channel, string location, PatchSettings settings, ImmutableArray<string> ids, RgbImage[] patches)
    {
        string id = ids[Integer(unit, "picture", location, 0, ids.Length - 1)];
        int row = Integer(unit, "row", location, 0, LargestExtent - 1), column = Integer(unit, "column", location, 0, LargestExtent - 1);
        int[] original = Integers(unit, "original", location, 4, -LargestCoordinate, LargestCoordinate);
        if (original[2] < 0 || original[3] < 0)
            throw new ModelFormatException(path, $"{location}.original", "must end with width and height, which are not negative.");
        float score = Score(unit, location);
        PixelRectangle input = RectangleOf(settings, row, column, location);
        PixelRectangle inOriginal = new(original[1], original[0], original[3], original[2]);
        RgbImage image = patches[Integer(unit, "patch", location, 0, patches.Length - 1)];
        return new ActivatingPatch(id, channel, score, row, column, input, inOriginal, image);
    }

    private PixelRectangle RectangleOf(PatchSettings settings, int row, int column, string location)
    {
        try
        {
            return settings.RectangleOf(row, column);
        }
        catch (OverflowException e)
        {
            throw new ModelFormatException(path, location, "has a receptive field whose coordinates do not fit 32 bits.", e);
        }
    }

    private float Score(JsonElement unit, string location)
    {
        JsonElement value = Property(unit, "score", location);
        return value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out float score) && float.IsFinite(score)
            ? score
            : throw new ModelFormatException(path, $"{location}.score", "must be a finite number.");
    }

    private JsonElement Property(JsonElement element, string name, string location) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
            ? value
            : throw new ModelFormatException(path, Join(location, name), "is missing.");

    private string Text(JsonElement value, string location)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw new ModelFormatException(path, location, "must be a text.");
        string text = value.GetString()!;
        return text.Length <= limits.NameLength ? text : throw new ResourceLimitException(
            $"{Printable.Escape(path)}: {location}: the text has {text.Length:N0} characters; the limit is {limits.NameLength:N0} "
            + $"({nameof(LoadLimits)}.{nameof(LoadLimits.NameLength)}).");
    }

    private JsonElement List(JsonElement element, string name, string location, int most)
    {
        JsonElement list = Property(element, name, location);
        if (list.ValueKind != JsonValueKind.Array)
            throw new ModelFormatException(path, Join(location, name), "must be a list.");
        int count = list.GetArrayLength();
        return count <= most
            ? list
            : throw new ModelFormatException(path, Join(location, name), $"has {count:N0} entries; at most {most:N0} are expected.");
    }

    private int[] Integers(JsonElement element, string name, string location, int count, int least, int most)
    {
        JsonElement list = List(element, name, location, count);
        return list.GetArrayLength() == count
            ? [.. list.EnumerateArray().Select(value => Integer(value, Join(location, name), least, most))]
            : throw new ModelFormatException(path, Join(location, name), $"must be {count} numbers.");
    }

    private int Integer(JsonElement element, string name, string location, int least, int most) =>
        Integer(Property(element, name, location), Join(location, name), least, most);

    private int Integer(JsonElement value, string location, int least, int most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int integer) && integer >= least && integer <= most
            ? integer
            : throw new ModelFormatException(path, location, $"must be a whole number from {least} to {most}.");

    private static string Join(string location, string name) => location.Length == 0 ? name : $"{location}.{name}";
}
