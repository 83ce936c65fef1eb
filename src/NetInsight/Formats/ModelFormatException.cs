namespace NetInsight;

/// <summary>A model file is broken: it says where, and what was expected there.</summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="path">The file, or what it was read from.</param>
    /// <param name="place">The node, tensor or byte offset at which the file is wrong; empty for the whole.</param>
    /// <param name="rule">What is wrong and what was expected.</param>
    /// <param name="innerException">The failure that revealed it.</param>
    public ModelFormatException(string path, string place, string rule, Exception? innerException = null)
        : base($"{Printable.Escape(path)}{(place.Length == 0 ? "" : $": {Printable.Escape(place)}")}: {Printable.Escape(rule)}", innerException)
    {
        Path = path;
        Location = place;
        Rule = rule;
    }

    /// <summary>The file, or what it was read from.</summary>
    public string Path { get; }

    /// <summary>The node, tensor or byte offset at which the file is wrong; empty for the whole.</summary>
    public string Location { get; }

    /// <summary>What is wrong and what was expected.</summary>
    public string Rule { get; }
}
