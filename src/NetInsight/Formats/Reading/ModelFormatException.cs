using NetInsight.Imaging;

namespace NetInsight;

/// <summary>A model file is broken; the message says where, and what was expected there.</summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="path">The file, or what it was read from.</param>
    /// <param name="location">The node, tensor or byte offset at which the file is wrong; empty for the whole file.</param>
    /// <param name="rule">What is wrong and what was expected.</param>
    /// <param name="innerException">The failure that revealed it.</param>
    public ModelFormatException(string path, string location, string rule, Exception? innerException = null)
        : base(Describe(path, location, rule), innerException)
    {
        Path = path;
        Location = location;
        Rule = rule;
    }

    /// <summary>The file, or what it was read from.</summary>
    public string Path { get; }

    /// <summary>The node, tensor or byte offset at which the file is wrong; empty for the whole file.</summary>
    public string Location { get; }

    /// <summary>What is wrong and what was expected.</summary>
    public string Rule { get; }

    private static string Describe(string path, string location, string rule) =>
        $"{Printable.Escape(path)}{(location.Length == 0 ? "" : $": {Printable.Escape(location)}")}: {Printable.Escape(rule)}";
}
