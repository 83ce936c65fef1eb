using System.Globalization;
using System.Text.Json;

namespace NetInsight.Formats.ConvNetJs;

/// <summary>Filters and biases of one layer, whose sizes have been checked; the numbers are still to be read.</summary>
/// <remarks>
/// ConvNetJS stores a volume with the depth innermost: place (x, y, d) is number (y * sx + x) * depth + d. Our weights have the places
/// innermost: d, then y, then x.
/// </remarks>
internal sealed class ConvNetJsWeights(ConvNetJsLayer layer, JsonElement filters, JsonElement biases, int height, int width, int depth)
{
    /// <summary>The weights of a convolution: outputs x depth x height x width.</summary>
    public Tensor Filters() => Filters(height, width, depth).Reshape(new Shape(filters.GetArrayLength(), depth, height, width));

    /// <summary>The weights of a fully connected layer, outputs x inputs, in the order in which a map of this size is flattened by us.</summary>
    public Tensor Matrix(int mapHeight, int mapWidth, int mapDepth) => Filters(mapHeight, mapWidth, mapDepth);

    /// <summary>The biases, one for each output.</summary>
    public Tensor Biases()
    {
        Tensor result = new(new Shape(filters.GetArrayLength()));
        Read(biases, "biases", result.AsSpan());
        return result;
    }

    private Tensor Filters(int rows, int columns, int channels)
    {
        int places = rows * columns, index = 0;
        Tensor result = new(new Shape(filters.GetArrayLength(), places * channels));
        float[] stored = new float[places * channels];
        foreach (JsonElement filter in filters.EnumerateArray())
        {
            Read(filter, $"filters[{index}]", stored);
            Span<float> own = result.AsSpan().Slice(index * stored.Length, stored.Length);
            for (int place = 0; place < places; place++)
            {
                for (int channel = 0; channel < channels; channel++)
                    own[channel * places + place] = stored[place * channels + channel];
            }

            index++;
        }

        return result;
    }

    private void Read(JsonElement volume, string what, Span<float> result)
    {
        JsonElement numbers = volume.GetProperty("w");
        int next = 0;
        if (numbers.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement number in numbers.EnumerateArray())
                result[next] = Finite(number, what, next++);
            return;
        }

        Span<byte> expected = stackalloc byte[16];
        foreach (JsonProperty property in numbers.EnumerateObject())        // as many as expected and no name twice: each number is set once
        {
            _ = next.TryFormat(expected, out int length, provider: CultureInfo.InvariantCulture);
            int index = property.NameEquals(expected[..length]) ? next : Index(property.Name, what, result.Length);
            result[index] = Finite(property.Value, what, index);
            next++;
        }
    }

    private int Index(string name, string what, int count) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < count && name == index.ToString(CultureInfo.InvariantCulture)
            ? index
            : throw layer.Fault($"{what}: w has a field '{Printable.Escape(name)}', but only 0 to {count - 1} are expected.");

    private float Finite(JsonElement number, string what, int index) =>
        number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out double value) && float.IsFinite((float)value)
            ? (float)value
            : throw layer.Fault($"{what}: number {index} of w is no finite number.");
}
