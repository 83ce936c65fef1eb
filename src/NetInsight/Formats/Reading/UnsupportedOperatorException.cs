using System.Collections.Immutable;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>A model file uses operators that NetInsight does not support. All of them are listed, not only the first.</summary>
public sealed class UnsupportedOperatorException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="path">The file, or what it was read from.</param>
    /// <param name="operators">Each unsupported operator with the node that uses it, such as <c>Loop (node /decoder/Loop)</c>.</param>
    public UnsupportedOperatorException(string path, IEnumerable<string> operators) : this(path, [.. operators.Select(Printable.Escape)])
    {
    }

    private UnsupportedOperatorException(string path, ImmutableArray<string> operators)
        : base($"{Printable.Escape(path)} uses operators that NetInsight does not support: {string.Join(", ", operators)}.")
    {
        Path = path;
        Operators = operators;
    }

    /// <summary>The file, or what it was read from.</summary>
    public string Path { get; }

    /// <summary>Each unsupported operator with the node that uses it.</summary>
    public ImmutableArray<string> Operators { get; }
}
