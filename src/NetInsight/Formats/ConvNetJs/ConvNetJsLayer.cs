using System.Text.Json;
using NetInsight.Imaging;

namespace NetInsight.Formats.ConvNetJs;

/// <summary>One layer of a ConvNetJS file; its fields are checked as they are read.</summary>
/// <param name="Json">The layer's JSON object.</param>
/// <param name="Type">Its <c>layer_type</c>.</param>
/// <param name="Location">The layer's index and name, for messages.</param>
/// <param name="Path">The file, for messages.</param>
internal sealed record ConvNetJsLayer(JsonElement Json, string Type, string Location, string Path)
{
    /// <summary>
    /// An integer of at least <paramref name="least"/>; <paramref name="absent"/> where the field is missing, if that is given.
    /// </summary>
    public int Integer(string field, int least, int? absent = null)
    {
        if (absent is { } standard && !Json.TryGetProperty(field, out _))
            return standard;
        double value = Number(field);
        return value >= least && value <= int.MaxValue && value == Math.Floor(value)
            ? (int)value
            : throw Fault($"{field} must be an integer from {least}, but is {value}.");
    }

    /// <summary>A finite number.</summary>
    public double Number(string field)
    {
        JsonElement value = Field(field, JsonValueKind.Number);
        return value.TryGetDouble(out double number) && float.IsFinite((float)number)
            ? number
            : throw Fault($"{field} is not a finite number.");
    }

    /// <summary>A field, which must be of a JSON kind.</summary>
    public JsonElement Field(string field, JsonValueKind kind) => !Json.TryGetProperty(field, out JsonElement value)
        ? throw Fault($"{field} is missing.")
        : value.ValueKind == kind ? value : throw Fault($"{field} must be of kind {kind}, but is {value.ValueKind}.");

    /// <summary>Compares a size that the file states, if it does, with the one that follows from the layers before.</summary>
    public void Check(string field, long expected)
    {
        if (Json.TryGetProperty(field, out _) && Integer(field, 0) is var found && found != expected)
            throw Fault($"{field} is {found}, but {expected} follows from the layers before and the layer's own sizes.");
    }

    /// <summary>The exception for a broken rule of this layer.</summary>
    public ModelFormatException Fault(string rule) => new(Path, Location, rule);

    /// <summary>
    /// Filters and biases, unread: only their number, sizes and number of elements are checked against what is expected.
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
        {
            throw new ResourceLimitException(
                $"{Printable.Escape(Path)}: {Location} has {each * outputs + outputs:N0} weights; the limit is {limits.Elements:N0}.");
        }

        return new ConvNetJsWeights(this, filters, biases, height, width, depth);
    }

    private void CheckVolume(JsonElement volume, string what, int height, int width, int depth)
    {
        if (volume.ValueKind != JsonValueKind.Object)
            throw Fault($"{what} must be of kind Object, but is {volume.ValueKind}.");
        ConvNetJsLayer inner = this with { Json = volume, Location = $"{Location}, {what}" };
        (int Width, int Height, int Depth) found = (inner.Integer("sx", 1), inner.Integer("sy", 1), inner.Integer("depth", 1));
        if (found != (width, height, depth))
        {
            throw inner.Fault($"is {found.Width} x {found.Height} x {found.Depth} (sx, sy, depth), "
                + $"but {width} x {height} x {depth} is expected.");
        }

        if (!volume.TryGetProperty("w", out JsonElement values) || values.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
            throw inner.Fault("w must hold the weights, as an array or as an object of numbered fields.");
        long count = values.ValueKind == JsonValueKind.Array ? values.GetArrayLength() : values.GetPropertyCount();
        if (count != (Int128)width * height * depth)
            throw inner.Fault($"w holds {count} values, but {width} x {height} x {depth} are expected.");
    }
}
