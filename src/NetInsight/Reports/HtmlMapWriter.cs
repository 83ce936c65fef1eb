using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using NetInsight.FeatureSpace.Maps;

namespace NetInsight.Reports;

/// <summary>Writes a map's page: style and script from this assembly, data as JSON, images as sheets of thumbnails.</summary>
internal static class HtmlMapWriter
{
    private const int SheetSide = 1024;          // a larger one takes longer to encode than cancelling may

    /// <summary>The page.</summary>
    public static string Write(Tensor points, IReadOnlyList<RgbImage> images, HtmlMapOptions options, int neighbors, CancellationToken cancellation)
    {
        StringBuilder html = new();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append($"<title>{WebUtility.HtmlEncode(options.Title)}</title>\n<style>\n{Text("HtmlMap.css")}</style>\n</head>\n<body>\n")
            .Append($"<header><h1>{WebUtility.HtmlEncode(options.Title)}</h1><p>{WebUtility.HtmlEncode(options.Caption)}</p><div id=\"legend\"></div></header>\n")
            .Append("<main><canvas id=\"map\"></canvas><aside id=\"card\" hidden></aside></main>\n")
            .Append("<script type=\"application/json\" id=\"data\">").Append(Json(points, images, options, neighbors, cancellation)).Append("</script>\n")
            .Append($"<script>\n{Text("HtmlMap.js")}</script>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static string Json(Tensor points, IReadOnlyList<RgbImage> images, HtmlMapOptions options, int neighbors, CancellationToken cancellation)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))         // its encoder writes <, > and & as escapes, so nothing can end the script
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

    /// <summary>Sheets of thumbnails row by row as PNG; the size of each thumbnail within its square.</summary>
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
                sheet.Paste(thumbnails[start + i], i % perRow * size + (thumbnails[start + i].Width - 1) / 2.0, i / perRow * size + (thumbnails[start + i].Height - 1) / 2.0);
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

    private static void WriteNeighbors(Utf8JsonWriter json, NearestNeighborTable table, int count)
    {
        json.WriteStartArray("neighbors");
        for (int i = 0; i < table.QueryCount; i++)
        {
            json.WriteStartArray();
            for (int rank = 0; rank < count; rank++)
            {
                json.WriteNumberValue(table[i, rank].Index);
                json.WriteNumberValue(float.Parse(table[i, rank].Distance.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static string Text(string name)
    {
        using Stream stream = typeof(HtmlMapWriter).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"'{name}' is missing from the assembly.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
