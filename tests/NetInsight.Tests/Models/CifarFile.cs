using System.Buffers.Binary;
using System.Text.Json;

namespace NetInsight.Tests.Models;

/// <summary>A safetensors file of small images as bytes: images n x 32 x 32 x 3, then labels as 64-bit integers.</summary>
internal static class CifarFile
{
    private const int Side = 32;

    /// <summary>All images with their classes.</summary>
    public static List<(RgbImage Image, int Label)> Load(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes), each = Side * Side * 3;
        JsonElement entries = JsonDocument.Parse(bytes.AsMemory(8, header)).RootElement;
        int Start(string name) => 8 + header + entries.GetProperty(name).GetProperty("data_offsets")[0].GetInt32();
        int images = Start("images"), labels = Start("labels");
        int count = entries.GetProperty("labels").GetProperty("shape")[0].GetInt32();
        return [.. Enumerable.Range(0, count).Select(n => (
            RgbImage.FromPixels(bytes.AsSpan(images + n * each, each), Side, Side, PixelLayout.Rgb24),
            (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(labels + n * 8))))];
    }
}
