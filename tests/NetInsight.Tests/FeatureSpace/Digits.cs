using System.Buffers.Binary;
using System.IO.Compression;

namespace NetInsight.Tests.FeatureSpace;

/// <summary>MNIST's test digits, from gzipped IDX files.</summary>
internal static class Digits
{
    public const string Images = "data/t10k-images-idx3-ubyte.gz", Labels = "data/t10k-labels-idx1-ubyte.gz";

    /// <summary>The first digits, [count, 784], from 0 to 1.</summary>
    public static Tensor Load(string path, int count)
    {
        byte[] bytes = Unzip(path);
        int size = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(8)) * BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(12));
        Tensor rows = new(new Shape(count, size));
        for (int i = 0; i < rows.Count; i++)
            rows.AsSpan()[i] = bytes[16 + i] / 255f;
        return rows;
    }

    /// <summary>The labels of the first digits, "0" to "9".</summary>
    public static string[] LoadLabels(string path, int count) =>
        [.. Unzip(path).Skip(8).Take(count).Select(label => ((int)label).ToString())];

    /// <summary>A row as an image, dark on white.</summary>
    public static RgbImage Image(ReadOnlySpan<float> row)
    {
        byte[] gray = new byte[row.Length];
        for (int i = 0; i < gray.Length; i++)
            gray[i] = (byte)(255 - Math.Round(255 * row[i]));
        int side = (int)Math.Sqrt(row.Length);
        return RgbImage.FromPixels(gray, side, side, PixelLayout.Gray8);
    }

    private static byte[] Unzip(string path)
    {
        using GZipStream zip = new(File.OpenRead(path), CompressionMode.Decompress);
        using MemoryStream memory = new();
        zip.CopyTo(memory);
        return memory.ToArray();
    }
}
