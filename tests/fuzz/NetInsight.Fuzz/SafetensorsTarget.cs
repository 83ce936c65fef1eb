using System.Buffers.Binary;
using System.Text;
using NetInsight.Formats.Safetensors;

namespace NetInsight.Fuzz;

/// <summary>Safetensors files: the header, then each tensor.</summary>
internal static class SafetensorsTarget
{
    /// <summary>The format as a target.</summary>
    public static FuzzTarget Target { get; } = new("safetensors", bytes => TemporaryFile.Use(bytes, Read), Seeds, Words);

    private static void Read(string path)
    {
        SafetensorsFile file = SafetensorsFile.Open(path, LoadLimits.Default);
        foreach (string name in file.Shapes.Keys)
            file.Read(name);
    }

    private static IEnumerable<byte[]> Seeds() =>
    [
        File("{}", 0),
        File("{\"__metadata__\":{\"format\":\"pt\"},\"a.weight\":{\"dtype\":\"F32\",\"shape\":[2,1,3],\"data_offsets\":[0,24]}}", 24),
        File(
            "{\"a\":{\"dtype\":\"F16\",\"shape\":[],\"data_offsets\":[0,2]},"
            + "\"b\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[2,4]}}  ",
            4),
        File(
            "{\"b\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[8,24]},"
            + "\"i\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]},"
            + "\"e\":{\"dtype\":\"F32\",\"shape\":[0,9],\"data_offsets\":[24,24]}}",
            24),
        File("{\"\\u00e4\\n\":{\"data_offsets\":[0,1],\"shape\":[1,1],\"dtype\":\"BOOL\"}}", 1),
    ];

    private static IEnumerable<byte[]> Words() => new[]
    {
        "\"dtype\":", "\"shape\":", "\"data_offsets\":", "\"__metadata__\":", "\"F16\"", "\"BF16\"", "\"F32\"", "\"F64\"", "\"I64\"",
        "\"BOOL\"", "\"F8_E4M3\"",
        "[]", "[0,0]", "{}", "4294967296", "9223372036854775807", "-1", "1e3", "0.5", "null", "true", "\\u0000", "\\ud800",
    }.Select(Encoding.UTF8.GetBytes).Append([0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0]).Append([8, 0, 0, 0, 0, 0, 0, 0]);

    private static byte[] File(string header, int data)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, Encoding.UTF8.GetByteCount(header));
        return [.. length, .. Encoding.UTF8.GetBytes(header), .. Enumerable.Range(0, data).Select(i => (byte)(17 * i))];
    }
}
