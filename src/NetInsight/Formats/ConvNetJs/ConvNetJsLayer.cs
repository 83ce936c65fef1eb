using System.Text.Json;

namespace NetInsight.Formats.ConvNetJs;

/// <summary>One layer of a ConvNetJS file, whose fields are checked as they are read.</summary>
/// <param name="Json">The layer's object.</param>
/// <param name="Type">Its <c>layer_type</c>.</param>
/// <param name="Place">Where it is, for messages.</param>
/// <param name="Path">The file, for messages.</param>
internal sealed record ConvNetJsLayer(JsonElement Json, string Type, string Place, string Path)
{
    /// <summary>A whole number of at least <paramref name="least"/>; where it is absent, the default, if there is one.</summary>
    public int Whole(string field, int least, int? absent = null)
    {
        if (absent is { } standard && !Json.TryGetProperty(field, out _))
            return standard;
        double value = Number(field);
        return value >= least && value <= int.MaxValue && value == Math.Floor(value)
            ? (int)value
            : throw Fault($"{field} must be a whole number from {least}, but is {value}.");
    }

    /// <summary>A finite number.</summary>
    public double Number(string field)
    {
        JsonElement value = Field(field, JsonValueKind.Number);
        return value.TryGetDouble(out double number) && float.IsFinite((float)number) ? number : throw Fault($"{field} is no finite number.");
    }

    /// <summary>A field of a kind.</summary>
    public JsonElement Field(string field, JsonValueKind kind) => !Json.TryGetProperty(field, out JsonElement value)
        ? throw Fault($"{field} is missing.")
        : value.ValueKind == kind ? value : throw Fault($"{field} must be of kind {kind}, but is {value.ValueKind}.");

    /// <summary>Compares what the file says of a size, if it says anything, with what follows from the layers before.</summary>
    public void Check(string field, long expected)
    {
        if (Json.TryGetProperty(field, out _) && Whole(field, 0) is var found && found != expected)
            throw Fault($"{field} is {found}, but {expected} follows from the layers before and the layer's own sizes.");
    }

    /// <summary>What is wrong here.</summary>
    public ModelFormatException Fault(string rule) => new(Path, Place, rule);

    /// <summary>
    /// The sizes of filters and biases and how many numbers they hold, before any is read: filters must be as many and as large as expected.
    /// </summary>
    public ConvNetJsWeights Weights(int outputs, int height, int width, int depth, LoadLimits limits)
    {
        Int128 each = (Int128)width * height * depth;
        JsonElement filters = Field("filters", JsonValueKind.Array);
        if (filters.GetArrayLength() != outputs)
            throw Fault($"filters holds {filters.GetArrayLength()} filters, but out_depth is {outputs}.");
        int index = 0;
        foreach (JsonElement filter in filters.EnumerateArray())
            CheckVolume(filter, $"filters[{index++}]", height, width, depth);
        JsonElement biases = Field("biases", JsonValueKind.Object);
        CheckVolume(biases, "biases", 1, 1, outputs);
        if (each * outputs + outputs > limits.Elements)
            throw new ResourceLimitException($"{Printable.Escape(Path)}: {Place} has {each * outputs + outputs:N0} weights; the limit is {limits.Elements:N0}.");
        return new ConvNetJsWeights(this, filters, biases, height, width, depth);
    }

    private void CheckVolume(JsonElement volume, string what, int height, int width, int depth)
    {
        if (volume.ValueKind != JsonValueKind.Object)
            throw Fault($"{what} must be of kind Object, but is {volume.ValueKind}.");
        ConvNetJsLayer inner = this with { Json = volume, Place = $"{Place}, {what}" };
        (int Width, int Height, int Depth) found = (inner.Whole("sx", 1), inner.Whole("sy", 1), inner.Whole("depth", 1));
        if (found != (width, height, depth))
            throw inner.Fault($"is {found.Width} x {found.Height} x {found.Depth} (sx, sy, depth), but {width} x {height} x {depth} is expected.");
        if (!volume.TryGetProperty("w", out JsonElement numbers) || numbers.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
            throw inner.Fault("w must hold the weights, as an array or as an object of numbered fields.");
        long count = numbers.ValueKind == JsonValueKind.Array ? numbers.GetArrayLength() : numbers.GetPropertyCount();
        if (count != (Int128)width * height * depth)
            throw inner.Fault($"w holds {count} numbers, but {width} x {height} x {depth} are expected.");
    }
}
