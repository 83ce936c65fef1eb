namespace NetInsight.Models.Statements;

/// <summary>What one source states about a network's input and classes; null where it is silent.</summary>
/// <param name="Kind">The source.</param>
/// <param name="Origin">The source in words, such as <c>The file's metadata (Image.BitmapPixelFormat: Bgr8)</c>.</param>
internal sealed record Statement(PreprocessingSourceKind Kind, string Origin)
{
    /// <summary>How images become the network's input.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>What was assumed where the source is silent, as sentences; else empty.</summary>
    public string Remark { get; init; } = "";

    /// <summary>The input's size, for networks that leave it open.</summary>
    public ImageSize? Size { get; init; }

    /// <summary>The names of the classes.</summary>
    public Labels? Labels { get; init; }

    /// <summary>The source of the names in words, such as <c>labels.txt beside the file</c>.</summary>
    public string LabelsOrigin { get; init; } = "";
}
