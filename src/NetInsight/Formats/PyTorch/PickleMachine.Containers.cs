using System.Numerics;

namespace NetInsight.Formats.PyTorch;

/// <summary>Lists, tuples and dicts.</summary>
internal sealed partial class PickleMachine
{
    private void PushList()
    {
        allowance.Memory(72);
        Push(new List<object?>());
    }

    private void PushTuple(int count)
    {
        int floor = _marks.Count == 0 ? 0 : _marks[^1];
        if (_stack.Count - floor < count)
            throw source.Fault($"the pickle makes a tuple of {count} items, but has {_stack.Count - floor}.");
        allowance.Memory(32 + 8L * count);
        object?[] tuple = From(_stack.Count - count).ToArray();
        Drop(_stack.Count - count);
        Push(tuple);
    }

    private void PushDictionary(bool isOrdered)
    {
        allowance.Memory(40);
        Push(new PickleDictionary(isOrdered));
    }

    private void Append()
    {
        object? item = Pop();
        AddTo(ListOnTop(), item);
    }

    private void Appends()
    {
        int start = FromMark();
        ReadOnlySpan<object?> items = From(start);
        List<object?> list = ListAt(start - 1);
        foreach (object? item in items)
            AddTo(list, item);
        Drop(start);
    }

    private void AddTo(List<object?> list, object? item)
    {
        allowance.Memory(24);
        list.Add(item);
    }

    private List<object?> ListOnTop() => Top() as List<object?> ?? throw source.Fault($"the pickle adds an item to {Describe(Top())}; a list was expected.");

    private List<object?> ListAt(int place) =>
        Under(place) as List<object?> ?? throw source.Fault($"the pickle adds items to {Describe(_stack[place])}; a list was expected.");

    private void SetItem()
    {
        object? value = Pop(), key = Pop();
        Set(DictionaryOf(Top()), key, value);
    }

    private void SetItems()
    {
        int start = FromMark();
        PickleDictionary dictionary = DictionaryOf(Under(start - 1));
        ReadOnlySpan<object?> items = From(start);
        if (items.Length % 2 != 0)
            throw source.Fault($"the pickle puts {items.Length} items into a dict; keys and items were expected, an even number.");
        for (int i = 0; i < items.Length; i += 2)
            Set(dictionary, items[i], items[i + 1]);
        Drop(start);
    }

    /// <summary>The item at a place, which must not lie under the mark that is now the topmost.</summary>
    private object? Under(int place) => place >= (_marks.Count == 0 ? 0 : _marks[^1])
        ? _stack[place]
        : throw source.Fault("the pickle adds items to a container, but there is none on its stack.");

    private PickleDictionary DictionaryOf(object? value) =>
        value as PickleDictionary ?? throw source.Fault($"the pickle puts an item into {Describe(value)}; a dict was expected.");

    private void Set(PickleDictionary dictionary, object? key, object? value)
    {
        if (key is string name)
        {
            allowance.Memory(dictionary.Items.Count == 0 ? 340 : 100);
            dictionary.Set(name, value);
        }
        else if (key is not (null or bool or long or double or BigInteger or object?[]))
        {
            throw source.Fault($"the pickle puts an item into a dict under {Describe(key)}; a name, number or tuple was expected.");
        }
    }

    private static string Describe(object? value) => value switch
    {
        null => "None",
        bool => "a truth value",
        long or double or BigInteger => "a number",
        string => "a text",
        object?[] => "a tuple",
        List<object?> => "a list",
        PickleDictionary => "a dict",
        PickleFunction or StorageType => "a function or class",
        PyTorchStorage => "a storage",
        PyTorchTensor => "a tensor",
        _ => "bytes or a very long text",
    };
}
