using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using NetInsight.FeatureSpace.Maps;

namespace NetInsight.Reports;

/// <summary>Writes a map's page: data are JSON, images are sheets of thumbnails.</summary>
internal static class HtmlMapWriter
{
    private const int SheetSide = 1024;          // encoding a larger one takes longer than the 200 ms within which cancelling stops

    /// <summary>The text of the page.</summary>
    public static string Write(
        Tensor points, IReadOnlyList<RgbImage> images, HtmlMapOptions options, int neighbors, CancellationToken cancellation)
    {
        string title = WebUtility.HtmlEncode(options.Title), caption = WebUtility.HtmlEncode(options.Caption);
        string body = $"<header><h1>{title}</h1><p>{caption}</p><div id=\"legend\"></div></header>\n"
            + "<main><canvas id=\"map\"></canvas><aside id=\"card\" hidden></aside></main>\n";
        return PageShell.Write("HtmlMap", options.Title, body, Json(points, images, options, neighbors, cancellation));
    }

    private static string Json(
        Tensor points, IReadOnlyList<RgbImage> images, HtmlMapOptions options, int neighbors, CancellationToken cancellation)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))         // escapes <, > and &, so no text can end the script
        {
            json.WriteStartObject();
            json.WriteNumber("size", options.ThumbnailSize);
            json.WriteNumber("perRow", SheetSide / options.ThumbnailSize);
            json.WriteStartArray("points");
            foreach (float value in points.AsSpan())
                json.WriteNumberValue(value);
            json.WriteEndArray();
            WriteSheets(json, images, options.ThumbnailSize, cancellation);
            WriteLabels(json, options);
            if (options.Neighbors is { } table)
                WriteNeighbors(json, table, Math.Min(neighbors, table.Count));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Sheets of thumbnails, row-major, as PNG; the size of each thumbnail within its square.</summary>
    private static void WriteSheets(Utf8JsonWriter json, IReadOnlyList<RgbImage> images, int size, CancellationToken cancellation)
    {
        int perRow = SheetSide / size, perSheet = perRow * perRow;
        RgbImage[] thumbnails = new RgbImage[images.Count];
        for (int i = 0; i < thumbnails.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            thumbnails[i] = images[i].ResizeLongSide(size);
        }

        json.WriteStartArray("sheets");
        for (int start = 0; start < thumbnails.Length; start += perSheet)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(perSheet, thumbnails.Length - start), rows = (count + perRow - 1) / perRow;
            PointPainter sheet = new(rows * size, perRow * size, RgbColor.White);
            for (int i = 0; i < count; i++)
            {
                RgbImage thumbnail = thumbnails[start + i];
                sheet.Paste(
                    thumbnail, i / perRow * size + (thumbnail.Height - 1) / 2.0, i % perRow * size + (thumbnail.Width - 1) / 2.0);
            }

            json.WriteStringValue($"data:image/png;base64,{Convert.ToBase64String(sheet.ToImage().Encode(ImageFormat.Png))}");
        }

        json.WriteEndArray();
        json.WriteStartArray("sizes");
        foreach (RgbImage thumbnail in thumbnails)
        {
            json.WriteNumberValue(thumbnail.Width);
            json.WriteNumberValue(thumbnail.Height);
        }

        json.WriteEndArray();
    }

    private static void WriteLabels(Utf8JsonWriter json, HtmlMapOptions options)
    {
        if (options.Ids is { } ids)
        {
            json.WriteStartArray("ids");
            foreach (string id in ids)
                json.WriteStringValue(id);
            json.WriteEndArray();
        }

        if (options.Labels is not { } labels)
            return;
        LegendEntry[] legend = [.. new LabelColors(labels).Legend];
        Dictionary<string, int> index = legend.Select((entry, i) => (entry.Label, i)).ToDictionary();
        json.WriteStartArray("legend");
        foreach (LegendEntry entry in legend)
        {
            json.WriteStartObject();
            json.WriteString("label", entry.Label);
            json.WriteString("color", entry.Color.ToString());
            json.WriteNumber("count", entry.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("labels");
        foreach (string label in labels)
            json.WriteNumberValue(index[label]);
        json.WriteEndArray();
    }

    /// <summary>For each point the indices and distances of its neighbours, alternating; distances of six significant digits.</summary>
    private static void WriteNeighbors(Utf8JsonWriter json, NearestNeighborTable table, int count)
    {
        json.WriteStartArray("neighbors");
        for (int i = 0; i < table.QueryCount; i++)
        {
            json.WriteStartArray();
            for (int rank = 0; rank < count; rank++)
            {
                (int index, float distance) = table[i, rank];
                json.WriteNumberValue(index);
                json.WriteNumberValue(float.Parse(distance.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
