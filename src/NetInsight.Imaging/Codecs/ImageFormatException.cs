using NetInsight.Imaging;

namespace NetInsight;

/// <summary>
/// The bytes are not an image that can be read: no known format, damaged, truncated, or beyond the <see cref="ImageLimits"/>.
/// </summary>
/// <remarks>A file that is missing or cannot be opened is an <see cref="IOException"/>.</remarks>
public sealed class ImageFormatException : Exception
{
    /// <summary>An exception that says which rule the file breaks.</summary>
    /// <param name="rule">What was expected and what was found, as a sentence.</param>
    /// <param name="path">The file; null where the bytes did not come from a named file.</param>
    public ImageFormatException(string rule, string? path = null)
        : base(path is null ? Printable.Escape(rule) : $"{Printable.Escape(path)}: {Printable.Escape(rule)}")
    {
        Rule = rule;
        Path = path;
    }

    /// <summary>What was expected and what was found.</summary>
    public string Rule { get; }

    /// <summary>The file, if the bytes came from a named one.</summary>
    public string? Path { get; }
}
