using System.Globalization;
using System.Text;

namespace NetInsight.Tests.Formats.ConvNetJs;

/// <summary>Writes small ConvNetJS files in tests.</summary>
internal static class ConvNetJsBuilder
{
    public static string Network(params string[] layers) => $"{{\"layers\":[{string.Join(',', layers)}]}}";

    public static string Input(int height, int width, int depth) =>
        $"{{\"out_depth\":{depth},\"out_sx\":{width},\"out_sy\":{height},\"layer_type\":\"input\"}}";

    /// <summary>A layer of a type; fields as in <c>"n":5,"k":1</c>.</summary>
    public static string Layer(string type, string fields = "") => $"{{\"layer_type\":\"{type}\"{(fields.Length > 0 ? "," : "")}{fields}}}";

    /// <summary>A convolution; filters one after the other, each in ConvNetJS's HWC layout.</summary>
    public static string Conv(int height, int width, int depth, ReadOnlySpan<float> filters, ReadOnlySpan<float> biases, string fields) =>
        Layer(
            "conv",
            $"\"sx\":{width},\"sy\":{height},\"out_depth\":{biases.Length},{fields},"
            + Weights(height, width, depth, filters, biases, asObject: true));

    public static string FullyConnected(int inputs, ReadOnlySpan<float> filters, ReadOnlySpan<float> biases) =>
        Layer("fc", $"\"num_inputs\":{inputs},\"out_depth\":{biases.Length},{Weights(1, 1, inputs, filters, biases, asObject: false)}");

    public static Model Load(string json)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(json));
        return Model.Load(stream);
    }

    private static string Weights(int height, int width, int depth, ReadOnlySpan<float> filters, ReadOnlySpan<float> biases, bool asObject)
    {
        int each = width * height * depth;
        List<string> volumes = [];
        for (int i = 0; i < biases.Length; i++)
            volumes.Add(Volume(height, width, depth, filters.Slice(i * each, each), asObject));
        return $"\"filters\":[{string.Join(',', volumes)}],\"biases\":{Volume(1, 1, biases.Length, biases, asObject)}";
    }

    private static string Volume(int height, int width, int depth, ReadOnlySpan<float> values, bool asObject)
    {
        IEnumerable<string> texts = values.ToArray().Select(
            (value, i) => (asObject ? $"\"{i}\":" : "") + value.ToString("R", CultureInfo.InvariantCulture));
        string list = string.Join(',', texts);
        return $"{{\"sx\":{width},\"sy\":{height},\"depth\":{depth},\"w\":{(asObject ? $"{{{list}}}" : $"[{list}]")}}}";
    }
}
