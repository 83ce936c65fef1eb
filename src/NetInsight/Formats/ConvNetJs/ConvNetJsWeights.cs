using System.Globalization;
using System.Text.Json;
using NetInsight.Imaging;

namespace NetInsight.Formats.ConvNetJs;

/// <summary>Filters and biases of one layer: sizes checked, values not yet read.</summary>
/// <remarks>
/// ConvNetJS stores a volume as HWC: element (x, y, d) has index (y * sx + x) * depth + d. Our weights are CHW.
/// </remarks>
internal sealed class ConvNetJsWeights(ConvNetJsLayer layer, JsonElement filters, JsonElement biases, int height, int width, int depth)
{
    /// <summary>The weights of a convolution, [outputs, depth, height, width].</summary>
    public Tensor Filters() => Filters(height, width, depth).Reshape(new Shape(filters.GetArrayLength(), depth, height, width));

    /// <summary>
    /// The weights of a fully connected layer, [outputs, inputs], whose inputs are a flattened CHW feature map of this size.
    /// </summary>
    public Tensor Matrix(int mapHeight, int mapWidth, int mapDepth) => Filters(mapHeight, mapWidth, mapDepth);

    /// <summary>The biases, [outputs].</summary>
    public Tensor Biases()
    {
        Tensor result = new(new Shape(filters.GetArrayLength()));
        Read(biases, "biases", result.AsSpan());
        return result;
    }

    /// <summary>All filters, [outputs, channels x rows x columns].</summary>
    private Tensor Filters(int rows, int columns, int channels)
    {
        int positions = rows * columns, index = 0;
        Tensor result = new(new Shape(filters.GetArrayLength(), positions * channels));
        float[] stored = new float[positions * channels];
        foreach (JsonElement filter in filters.EnumerateArray())
        {
            Read(filter, $"filters[{index}]", stored);
            Span<float> target = result.AsSpan().Slice(index * stored.Length, stored.Length);
            for (int position = 0; position < positions; position++)
            {
                for (int channel = 0; channel < channels; channel++)
                    target[channel * positions + position] = stored[position * channels + channel];
            }

            index++;
        }

        return result;
    }

    private void Read(JsonElement volume, string what, Span<float> result)
    {
        JsonElement values = volume.GetProperty("w");
        int next = 0;
        if (values.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement value in values.EnumerateArray())
                result[next] = Finite(value, what, next++);
            return;
        }

        Span<byte> expected = stackalloc byte[16];
        foreach (JsonProperty property in values.EnumerateObject())        // count and unique names are checked: each element is set once
        {
            _ = next.TryFormat(expected, out int length, provider: CultureInfo.InvariantCulture);
            int index = property.NameEquals(expected[..length]) ? next : Index(property.Name, what, result.Length);
            result[index] = Finite(property.Value, what, index);
            next++;
        }
    }

    private int Index(string name, string what, int count) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            && index < count && name == index.ToString(CultureInfo.InvariantCulture)
            ? index
            : throw layer.Fault($"{what}: w has a field '{Printable.Escape(name)}', but only 0 to {count - 1} are expected.");

    private float Finite(JsonElement element, string what, int index) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double value) && float.IsFinite((float)value)
            ? (float)value
            : throw layer.Fault($"{what}: element {index} of w is not a finite number.");
}
