using System.Buffers.Binary;
using System.Text.Json;

namespace NetInsight.Tests.Models;

/// <summary>CIFAR-10's test pictures in shared/data, without loss.</summary>
internal static class CifarPictures
{
    private const int Side = 32;

    /// <summary>The pictures of a safetensors file with bytes: images n x 32 x 32 x 3, then labels as 64-bit numbers.</summary>
    public static List<(RgbImage Image, int Label)> Load(string relative)
    {
        byte[] bytes = File.ReadAllBytes(SharedFiles.Require(relative));
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes), each = Side * Side * 3;
        JsonElement entries = JsonDocument.Parse(bytes.AsMemory(8, header)).RootElement;
        int Start(string name) => 8 + header + entries.GetProperty(name).GetProperty("data_offsets")[0].GetInt32();
        int images = Start("images"), labels = Start("labels");
        int count = entries.GetProperty("labels").GetProperty("shape")[0].GetInt32();
        return [.. Enumerable.Range(0, count).Select(n => (
            RgbImage.FromPixels(bytes.AsSpan(images + n * each, each), Side, Side, PixelLayout.Rgb24),
            (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(labels + n * 8))))];
    }

    /// <summary>How many pictures get their class.</summary>
    public static int Right(Model model, Preprocessing preprocessing, List<(RgbImage Image, int Label)> pictures)
    {
        float[] logits = model.Logits(preprocessing.ToTensor([.. pictures.Select(picture => picture.Image)])).AsSpan().ToArray();
        return pictures.Where((picture, n) => Array.IndexOf(logits, logits[(n * 10)..(n * 10 + 10)].Max(), n * 10, 10) - n * 10 == picture.Label).Count();
    }
}
