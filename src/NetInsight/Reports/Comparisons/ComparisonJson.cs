using System.Buffers.Binary;
using System.Collections;
using System.Text;
using System.Text.Json;
using NetInsight.Imaging.Heatmaps;

namespace NetInsight.Reports.Comparisons;

/// <summary>What the page's script reads: the image and all maps.</summary>
internal static class ComparisonJson
{
    /// <summary>
    /// Bytes of all maps as text, and of an image as PNG beyond which it is stored as JPEG: with three images below 3 MB.
    /// </summary>
    private const int MapBytes = 1_600_000, ImageBytes = 220_000;

    private const int LongestSide = 512, MostCells = 256, Quality = 85;

    /// <summary>The data as JSON in which no text can end the script.</summary>
    public static string Write(ComparisonReport report, CancellationToken cancellation)
    {
        ComparedMethod[] methods = [.. report.Methods.Where(method => method.Heatmap is not null)];
        ImageCells cells = CellsOf(report);
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("height", cells.Height);
            json.WriteNumber("width", cells.Width);
            json.WriteNumber("rows", cells.Rows);
            json.WriteNumber("columns", cells.Columns);
            json.WriteString("image", DataUrl(report.Image));
            json.WriteStartArray("maps");
            foreach (ComparedMethod method in methods)
            {
                cancellation.ThrowIfCancellationRequested();
                WriteMap(json, method, cells);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>The cells over whose means the maps are stored; as many as pixels where that is small enough.</summary>
    public static ImageCells CellsOf(ComparisonReport report)
    {
        // A value takes two bytes, and base64 four characters for three bytes.
        int maps = Math.Max(report.Methods.Count(method => method.Heatmap is not null), 1);
        int most = (int)Math.Clamp(Math.Sqrt(MapBytes / (2 * 4 / 3.0) / maps), 1, MostCells);
        return new ImageCells(report.Image.Height, report.Image.Width, most);
    }

    /// <summary>An image inside a page, at most 512 pixels along its longer side.</summary>
    public static string DataUrl(RgbImage image)
    {
        RgbImage shown = image.AtMost(LongestSide);
        byte[] png = shown.Encode(ImageFormat.Png);
        return png.Length <= ImageBytes
            ? $"data:image/png;base64,{Convert.ToBase64String(png)}"
            : $"data:image/jpeg;base64,{Convert.ToBase64String(shown.Encode(ImageFormat.Jpeg, Quality))}";
    }

    /// <summary>
    /// A map's means over cells as 16-bit integers, little-endian: (value - neutral) / largest * 32767, -32768 where there is none.
    /// </summary>
    private static void WriteMap(Utf8JsonWriter json, ComparedMethod method, ImageCells cells)
    {
        double[] means = cells.MeansOf(method.Heatmap!);
        SharedScale scale = method.Scale;
        double largest = means.Where(double.IsFinite).Select(mean => Math.Abs(mean - scale.Neutral)).DefaultIfEmpty(0).Max();
        byte[] bytes = new byte[2 * means.Length];
        for (int i = 0; i < means.Length; i++)
        {
            double share = largest > 0 ? (means[i] - scale.Neutral) / largest : 0;
            BinaryPrimitives.WriteInt16LittleEndian(
                bytes.AsSpan(2 * i), double.IsFinite(means[i]) ? (short)Math.Round(share * short.MaxValue) : short.MinValue);
        }

        json.WriteStartObject();
        json.WriteBoolean("empty", scale.IsEmpty);
        json.WriteNumber("neutral", scale.Neutral);
        json.WriteNumber("end", scale.End);
        json.WriteNumber("largest", largest);
        json.WriteString("values", Convert.ToBase64String(bytes));
        if (HatchedBits(method.Heatmap!, cells) is { } hatched)
            json.WriteString("hatched", Convert.ToBase64String(hatched));
        json.WriteEndObject();
    }

    /// <summary>For each cell whether its middle is hatched, a bit each, the lowest first; null where no position is.</summary>
    private static byte[]? HatchedBits(Heatmap map, ImageCells cells)
    {
        if (!map.Hatched.Contains(true))
            return null;
        byte[] bytes = new byte[(cells.Count + 7) / 8];
        new BitArray(NearestMap.Resample(map.Hatched, map.Height, map.Width, cells.Rows, cells.Columns)).CopyTo(bytes, 0);
        return bytes;
    }
}
