using System.Collections;
using System.Globalization;
using NetInsight.Formats;

namespace NetInsight;

/// <summary>The names of a network's classes, in the order of its outputs. Immutable.</summary>
public sealed class Labels : IReadOnlyList<string>
{
    private readonly string[] _names;

    /// <summary>Makes labels from names, in the order of the network's outputs.</summary>
    /// <exception cref="ArgumentException">There is no name.</exception>
    public Labels(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _names = [.. names];
        if (_names.Length == 0)
            throw new ArgumentException("There are no labels.", nameof(names));
    }

    /// <summary>The number of names.</summary>
    public int Count => _names.Length;

    /// <summary>The name of a class.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public string this[int index] => (uint)index < (uint)_names.Length
        ? _names[index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {_names.Length} labels.");

    /// <summary>
    /// Reads a text file (UTF-8) with one name per line (blank lines at the end do not count; where every line begins with its own index,
    /// as in Teachable Machine's <c>0 cat</c>, the indices are left out), or a JSON file: a list or dictionary of names, Hugging Face's
    /// config.json (<c>id2label</c>), or ImageNet's class index.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file has no lines, or is XML, JSON without names, or a Git LFS pointer.</exception>
    public static Labels Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ForeignFile.Refuse(path);
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads the text of such a file.</summary>
    internal static Labels Parse(string text, string path)
    {
        if (text.AsSpan().TrimStart() is ['{' or '[' or '<', ..] start)
        {
            return start[0] != '<' && LabelText.ParseJson(text) is { Length: > 0 } names
                ? new Labels(names)
                : throw new ModelFormatException(
                    path, "", "holds no labels: one name per line is expected, or JSON with a list or dictionary of names.");
        }

        if (text.Contains('\0', StringComparison.Ordinal))
            throw new ModelFormatException(path, "", "is no text file: one name per line is expected.");
        string[] lines = text.ReplaceLineEndings("\n").TrimEnd('\n', ' ').Split('\n');
        return lines is [""]
            ? throw new ModelFormatException(path, "", "holds no labels: one name per line is expected.")
            : new Labels(WithoutIndices([.. lines.Select(line => line.Trim())]));
    }

    private static string[] WithoutIndices(string[] lines)
    {
        string[] names = [.. lines.Select((line, index) => Without(line, index)).OfType<string>()];
        return names.Length == lines.Length && lines.Length > 1 ? names : lines;

        static string? Without(string line, int index)
        {
            string number = index.ToString(CultureInfo.InvariantCulture);
            return line.StartsWith(number, StringComparison.Ordinal) && line[number.Length..] is [' ' or '\t' or ':', .. var rest]
                && rest.Trim() is { Length: > 0 } name ? name : null;
        }
    }

    /// <summary>The number of names, and the first three: <c>1000 labels: tench, goldfish, great white shark, ...</c>.</summary>
    public override string ToString() =>
        $"{Count} label{(Count == 1 ? "" : "s")}: {string.Join(", ", _names.Take(3))}{(Count > 3 ? ", ..." : "")}";

    /// <summary>The index of a name, -1 where there is none; case-sensitive.</summary>
    public int IndexOf(string name) => Array.IndexOf(_names, name);

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_names).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
