using System.Collections.Immutable;

namespace NetInsight.Tool.Checking;

/// <summary>
/// Finds the class of an image in its name: a label, or one of the synonyms that it separates by commas, whose words stand in the file's
/// name in this order (<c>n01443537_goldfish.JPEG</c>, <c>ball-2.jpg</c>); else the folder that is called so. Labels without a letter are
/// not looked for, because numbers in names of files count them.
/// </summary>
internal sealed class NameLabels
{
    private readonly Dictionary<string, SortedSet<int>> _classes = [];

    public NameLabels(Labels labels)
    {
        foreach ((int index, string label) in labels.Index())
        {
            foreach (string synonym in label.Split(',').Select(Words).Where(words => words.Any(char.IsLetter)))
            {
                if (!_classes.TryGetValue(synonym, out SortedSet<int>? same))
                    _classes[synonym] = same = [];
                same.Add(index);
            }
        }
    }

    /// <summary>
    /// The classes that a path names: several where several have the same label; none where it names none, or several labels.
    /// </summary>
    public ImmutableArray<int> Of(string path)
    {
        string name = Words(Path.GetFileNameWithoutExtension(path));
        string[] found = [.. _classes.Keys.Where(label => Contains(name, label)).OrderByDescending(label => label.Length)];
        if (found.Length == 0)
        {
            string folder = Words(Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) ?? "");
            return _classes.TryGetValue(folder, out SortedSet<int>? classes) ? [.. classes] : [];
        }

        // "Egyptian cat" is no "cat"; "cat and dog" is neither.
        string rest = $" {name} ".Replace($" {found[0]} ", "  ", StringComparison.Ordinal);
        bool isAmbiguous = found.Skip(1).Any(label => rest.Contains($" {label} ", StringComparison.Ordinal)
            && !_classes[label].SetEquals(_classes[found[0]]));
        return isAmbiguous ? [] : [.. _classes[found[0]]];
    }

    private static bool Contains(string name, string label) => $" {name} ".Contains($" {label} ", StringComparison.Ordinal);

    /// <summary>Lower-case words, separated by single spaces.</summary>
    private static string Words(string text) => string.Join(
        ' ',
        string.Concat(text.ToLowerInvariant().Where(c => c != '\'').Select(c => char.IsLetterOrDigit(c) ? c : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
