using System.Collections;
using System.Globalization;
using System.Text;
using NetInsight.Formats;
using NetInsight.Formats.Reading;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>The names of a network's classes, in the order of its outputs. Immutable.</summary>
public sealed class Labels : IReadOnlyList<string>
{
    /// <summary>The largest file, and the most names in it.</summary>
    private const int MostBytes = 8 << 20, MostNames = 1_000_000;

    private readonly string[] _names;

    /// <summary>
    /// Makes labels from names, in the order of the network's outputs. Control characters and controls of the direction of text, which
    /// a terminal would obey, are escaped (<c>\u001b</c>).
    /// </summary>
    /// <exception cref="ArgumentException">There is no name.</exception>
    public Labels(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _names = [.. names.Select(Printable.EscapeWhole)];
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
    /// <param name="path">The file.</param>
    /// <param name="limits">
    /// Limits of the file: its bytes (never more than 8 MiB), the length of a name; a file has at most a million names; null means
    /// <see cref="LoadLimits.Default"/>.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ResourceLimitException">The file is beyond the limits.</exception>
    /// <exception cref="ModelFormatException">
    /// The path names a folder, a pipe or a device; the file has no lines, or is XML, JSON without names, or a Git LFS pointer.
    /// </exception>
    public static Labels Load(string path, LoadLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        limits ??= LoadLimits.Default;
        return Parse(TextOf(path, limits), path, limits);
    }

    /// <summary>Reads the text of such a file.</summary>
    internal static Labels Parse(string text, string path, LoadLimits? limits = null)
    {
        limits ??= LoadLimits.Default;
        if (text.AsSpan().TrimStart() is ['{' or '[' or '<', ..] start)
        {
            return start[0] != '<' && LabelText.ParseJson(text) is { Length: > 0 } names
                ? Checked(names, path, limits)
                : throw new ModelFormatException(
                    path, "", "holds no labels: one name per line is expected, or JSON with a list or dictionary of names.");
        }

        if (text.Contains('\0', StringComparison.Ordinal))
            throw new ModelFormatException(path, "", "is no text file: one name per line is expected.");
        if (text.AsSpan().Count('\n') > MostNames)
            throw new ResourceLimitException($"{Printable.Escape(path)} has more than {MostNames:N0} lines.");
        string[] lines = text.ReplaceLineEndings("\n").TrimEnd('\n', ' ').Split('\n');
        return lines is [""]
            ? throw new ModelFormatException(path, "", "holds no labels: one name per line is expected.")
            : Checked(WithoutIndices([.. lines.Select(line => line.Trim())]), path, limits);
    }

    private static Labels Checked(string[] names, string path, LoadLimits limits)
    {
        int longest = names.Max(name => name.Length);
        return longest <= limits.NameLength ? new Labels(names) : throw new ResourceLimitException(
            $"{Printable.Escape(path)}: a name has {longest:N0} characters; the limit is {limits.NameLength:N0}.");
    }

    private static string TextOf(string path, LoadLimits limits)
    {
        using ByteSource file = ForeignFile.Open(path);
        long most = Math.Min(limits.FileBytes, MostBytes);
        if (file.Length > most)
        {
            throw new ResourceLimitException(
                $"{Printable.Escape(path)} has {file.Length:N0} bytes; the limit of a file of labels is {most:N0}.");
        }

        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes, 0, path);
        using StreamReader reader = new(new MemoryStream(bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
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
    public int IndexOf(string name) => name is null ? -1 : Array.IndexOf(_names, Printable.EscapeWhole(name));

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_names).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
