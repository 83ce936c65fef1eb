namespace NetInsight.Formats.PyTorch;

/// <summary>A Python dict or OrderedDict. Only the items under texts are kept: no tensor stands under anything else.</summary>
/// <param name="isOrdered">Whether it is an OrderedDict, which may be given a state.</param>
internal sealed class PickleDictionary(bool isOrdered)
{
    private static readonly Dictionary<string, object?> Nothing = [];
    private Dictionary<string, object?>? _items;    // most are the hooks of tensors, which stay empty

    /// <summary>Whether it is an OrderedDict.</summary>
    public bool IsOrdered => isOrdered;

    /// <summary>The items under texts, in the order in which they were put in.</summary>
    public IReadOnlyDictionary<string, object?> Items => _items ?? Nothing;

    /// <summary>Puts an item under a text; what stood there before is replaced, as Python does.</summary>
    public void Set(string key, object? value) => (_items ??= new(StringComparer.Ordinal))[key] = value;
}
