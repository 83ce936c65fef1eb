using System.Collections.Immutable;
using System.Text.Json;

namespace NetInsight.Inspection.Patches;

/// <summary>
/// Reads what <see cref="PatchTableWriter"/> wrote, believing nothing: every number is checked where it stands, and refused with its place.
/// </summary>
internal sealed class PatchTableReader(string path, LoadLimits limits)
{
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
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out JsonElement format) || format.ValueKind != JsonValueKind.String || !format.ValueEquals(PatchTableWriter.Format))
            throw new ModelFormatException(path, "format", $"must be '{PatchTableWriter.Format}': this is no table of patches.");
        int version = Number(root, "version", "", 1, int.MaxValue);
        if (version != PatchTableWriter.Version)
            throw new ModelFormatException(path, "version", $"is {version}; this library reads version {PatchTableWriter.Version}.");

        PatchSettings settings = Settings(root);
        ImmutableArray<string> ids = Ids(List(root, "pictures", "", int.MaxValue));
        RgbImage[] patches = [.. List(root, "patches", "", int.MaxValue).EnumerateArray().Select((patch, i) => Patch(patch, $"patches[{i}]", settings.PatchSize))];
        HashSet<int> numbers = [];
        ImmutableArray<int>.Builder order = ImmutableArray.CreateBuilder<int>();
        ImmutableArray<ImmutableArray<ActivatingPatch>>.Builder rows = ImmutableArray.CreateBuilder<ImmutableArray<ActivatingPatch>>();
        foreach (JsonElement row in List(root, "channels", "", int.MaxValue).EnumerateArray())
        {
            string place = $"channels[{order.Count}]";
            int channel = Number(row, "channel", place, 0, int.MaxValue);
            if (!numbers.Add(channel))
                throw new ModelFormatException(path, $"{place}.channel", $"{channel} is there twice.");
            order.Add(channel);
            rows.Add(Row(List(row, "units", place, settings.Count), channel, $"{place}.units", settings, ids, patches));
        }

        return new PatchTable(settings, ids, order.ToImmutable(), rows.ToImmutable());
    }

    private PatchSettings Settings(JsonElement root)
    {
        int[] input = Numbers(root, "input", "", 2, 1, 1 << 20);
        ReceptiveField? field = null;
        if (root.TryGetProperty("field", out _))
        {
            int[] seen = Numbers(root, "field", "", 6, -(1 << 28), 1 << 28);
            if (seen is [< 1, ..] or [_, < 1, ..] or [_, _, < 0, ..] or [_, _, _, < 0, ..])
                throw new ModelFormatException(path, "field", "must begin with height and width, at least 1, and the strides down and to the right, at least 0.");
            field = new ReceptiveField(seen[0], seen[1], seen[2], seen[3], seen[4], seen[5]);
        }

        int size = Number(root, "patchSize", "", 1, int.MaxValue);
        if (!PatchesOptions.IsPatchSize(size))
            throw new ModelFormatException(path, "patchSize", $"is {size}, which is no size of patches.");
        string network = Text(Property(root, "network", ""), "network");
        if (network.Length != 64 || !network.All(char.IsAsciiHexDigitLower))
            throw new ModelFormatException(path, "network", "must be 64 hexadecimal digits.");
        return new PatchSettings(Text(Property(root, "layer", ""), "layer"), network, input[0], input[1], field, Number(root, "count", "", 1, 10_000), Number(root, "perPicture", "", 1, int.MaxValue), size);
    }

    private ImmutableArray<string> Ids(JsonElement texts)
    {
        ImmutableArray<string> ids = [.. texts.EnumerateArray().Select((text, i) => Text(text, $"pictures[{i}]"))];
        for (int i = 1; i < ids.Length; i++)
        {
            if (string.CompareOrdinal(ids[i - 1], ids[i]) >= 0)
                throw new ModelFormatException(path, $"pictures[{i}]", "must stand after the one before in ordinal order, and differ from it.");
        }

        return ids;
    }

    private RgbImage Patch(JsonElement patch, string place, int largest)
    {
        if (patch.ValueKind != JsonValueKind.Array || patch.GetArrayLength() != 3)
            throw new ModelFormatException(path, place, "must be a list of width, height and bytes in base64.");
        int width = Number(patch[0], place, 1, largest), height = Number(patch[1], place, 1, largest);
        _values += 3L * width * height;
        if (_values > limits.Elements)
            throw new ResourceLimitException($"{Printable.Escape(path)}: {place}: the patches hold more values than {limits.Elements:N0} ({nameof(LoadLimits)}.{nameof(LoadLimits.Elements)}).");
        if (patch[2].ValueKind != JsonValueKind.String || !patch[2].TryGetBytesFromBase64(out byte[]? pixels) || pixels.Length != 3 * width * height)
            throw new ModelFormatException(path, place, $"must hold {3 * width * height:N0} bytes in base64, three for each of {width} x {height} pixels.");
        return RgbImage.FromPixels(pixels, height, width, PixelLayout.Rgb24);
    }

    private ImmutableArray<ActivatingPatch> Row(
        JsonElement units, int channel, string place, PatchSettings settings, ImmutableArray<string> ids, RgbImage[] patches)
    {
        ImmutableArray<ActivatingPatch>.Builder row = ImmutableArray.CreateBuilder<ActivatingPatch>(units.GetArrayLength());
        Dictionary<string, int> ofPicture = new(StringComparer.Ordinal);
        foreach (JsonElement each in units.EnumerateArray())
        {
            string at = $"{place}[{row.Count}]";
            string id = ids[Number(each, "picture", at, 0, ids.Length - 1)];
            int line = Number(each, "row", at, 0, (1 << 20) - 1), column = Number(each, "column", at, 0, (1 << 20) - 1);
            int[] original = Numbers(each, "original", at, 4, -(1 << 28), 1 << 28);
            if (original[2] < 0 || original[3] < 0)
                throw new ModelFormatException(path, $"{at}.original", "must end with width and height, which are not negative.");
            ActivatingPatch unit = new(
                id, channel, Score(each, at), line, column, Seen(settings, line, column, at), new PixelRectangle(original[1], original[0], original[3], original[2]),
                patches[Number(each, "patch", at, 0, patches.Length - 1)]);
            if (row.Count > 0 && !row[^1].IsBefore(unit))
                throw new ModelFormatException(path, at, "must stand after the one before: score descending, then picture, row and column ascending.");
            ofPicture[id] = ofPicture.GetValueOrDefault(id) + 1;
            if (ofPicture[id] > settings.PerPicture)
                throw new ModelFormatException(path, at, $"is unit {ofPicture[id]} of its picture; at most {settings.PerPicture} may be there.");
            row.Add(unit);
        }

        return row.MoveToImmutable();
    }

    private PixelRectangle Seen(PatchSettings settings, int row, int column, string place)
    {
        try
        {
            return settings.SeenBy(row, column);
        }
        catch (OverflowException e)
        {
            throw new ModelFormatException(path, place, "sees nothing that a number could say.", e);
        }
    }

    private float Score(JsonElement unit, string place)
    {
        JsonElement value = Property(unit, "score", place);
        return value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out float score) && float.IsFinite(score)
            ? score
            : throw new ModelFormatException(path, $"{place}.score", "must be a finite number.");
    }

    private JsonElement Property(
        JsonElement element,
        string name,
        string place) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
        ? value
        : throw new ModelFormatException(path, Join(place, name), "is missing.");

    private string Text(JsonElement value, string place)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw new ModelFormatException(path, place, "must be a text.");
        string text = value.GetString()!;
        return text.Length <= limits.NameLength ? text : throw new ResourceLimitException(
            $"{Printable.Escape(path)}: {place}: the text has {text.Length:N0} characters; the limit is {limits.NameLength:N0} ({nameof(LoadLimits)}.{nameof(LoadLimits.NameLength)}).");
    }

    private JsonElement List(JsonElement element, string name, string place, int most)
    {
        JsonElement list = Property(element, name, place);
        if (list.ValueKind != JsonValueKind.Array)
            throw new ModelFormatException(path, Join(place, name), "must be a list.");
        return list.GetArrayLength() <= most ? list : throw new ModelFormatException(path, Join(place, name), $"has {list.GetArrayLength():N0} entries; at most {most:N0} are expected.");
    }

    private int[] Numbers(JsonElement element, string name, string place, int count, int least, int most)
    {
        JsonElement list = List(element, name, place, count);
        return list.GetArrayLength() == count ? [.. list.EnumerateArray().Select(number => Number(number, Join(place, name), least, most))] : throw new ModelFormatException(path, Join(place, name), $"must be {count} numbers.");
    }

    private int Number(JsonElement element, string name, string place, int least, int most) => Number(Property(element, name, place), Join(place, name), least, most);

    private int Number(JsonElement value, string place, int least, int most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least && number <= most
            ? number
            : throw new ModelFormatException(path, place, $"must be a whole number from {least} to {most}.");

    private static string Join(string place, string name) => place.Length == 0 ? name : $"{place}.{name}";
}
