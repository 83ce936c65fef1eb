namespace NetInsight;

/// <summary>Where a network's preprocessing comes from, and why it was chosen.</summary>
public sealed record PreprocessingSource
{
    internal PreprocessingSource(PreprocessingSourceKind kind, string reason) => (Kind, Reason) = (kind, reason);

    /// <summary>The source.</summary>
    public PreprocessingSourceKind Kind { get; }

    /// <summary>What stated it, or what was recognised or assumed, as sentences.</summary>
    public string Reason { get; }

    /// <summary>
    /// Whether nothing states the preprocessing, so that answers may be wrong: <see cref="Model.Summary"/> and captions of figures say so.
    /// </summary>
    public bool IsGuess => Kind == PreprocessingSourceKind.Guess;

    /// <summary>
    /// The sentence that marks results computed with a guess, such as <c>Preprocessing assumed: ImageNet.</c>; empty for any other source.
    /// </summary>
    public string Note { get; internal init; } = "";

    /// <summary>Kind and reason, such as <c>FileMetadata: The file's metadata (Image.BitmapPixelFormat: Bgr8).</c></summary>
    public override string ToString() => $"{Kind}: {Reason}";
}
