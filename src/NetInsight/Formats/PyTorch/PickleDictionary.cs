namespace NetInsight.Formats.PyTorch;

/// <summary>A Python dict or OrderedDict. Only items with string keys are kept: a state dict has no others.</summary>
/// <param name="isOrdered">Whether it is an OrderedDict, which may have a state.</param>
internal sealed class PickleDictionary(bool isOrdered)
{
    private static readonly Dictionary<string, object?> Empty = [];
    private Dictionary<string, object?>? _items;    // allocated late: most are the hooks of tensors and stay empty

    /// <summary>Whether it is an OrderedDict.</summary>
    public bool IsOrdered => isOrdered;

    /// <summary>The items with string keys, in the order of their insertion.</summary>
    public IReadOnlyDictionary<string, object?> Items => _items ?? Empty;

    /// <summary>Sets an item; an earlier one of the same key is replaced, as in Python.</summary>
    public void Set(string key, object? value) => (_items ??= new(StringComparer.Ordinal))[key] = value;
}
