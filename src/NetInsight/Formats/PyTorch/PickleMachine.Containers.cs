using System.Numerics;

namespace NetInsight.Formats.PyTorch;

/// <summary>Opcodes of lists, tuples and dicts.</summary>
internal sealed partial class PickleMachine
{
    private void PushList()
    {
        budget.SpendMemory(72);
        Push(new List<object?>());
    }

    private void PushTuple(int count)
    {
        int available = _stack.Count - Floor;
        if (available < count)
            throw source.Fault($"the pickle makes a tuple of {count} items, but has {available}.");
        budget.SpendMemory(32 + 8L * count);
        object?[] tuple = ItemsFrom(_stack.Count - count).ToArray();
        Drop(_stack.Count - count);
        Push(tuple);
    }

    private void PushDictionary(bool isOrdered)
    {
        budget.SpendMemory(40);
        Push(new PickleDictionary(isOrdered));
    }

    private void Append()
    {
        object? item = Pop();
        AddTo(ListOnTop(), item);
    }

    private void Appends()
    {
        int start = PopMark();
        ReadOnlySpan<object?> items = ItemsFrom(start);
        List<object?> list = ListAt(start - 1);
        foreach (object? item in items)
            AddTo(list, item);
        Drop(start);
    }

    private void AddTo(List<object?> list, object? item)
    {
        budget.SpendMemory(24);
        list.Add(item);
    }

    private List<object?> ListOnTop() =>
        Top() as List<object?> ?? throw source.Fault($"the pickle adds an item to {Describe(Top())}; a list was expected.");

    private List<object?> ListAt(int index) =>
        ContainerAt(index) as List<object?>
            ?? throw source.Fault($"the pickle adds items to {Describe(_stack[index])}; a list was expected.");

    private void SetItem()
    {
        object? value = Pop(), key = Pop();
        Set(DictionaryOf(Top()), key, value);
    }

    private void SetItems()
    {
        int start = PopMark();
        PickleDictionary dictionary = DictionaryOf(ContainerAt(start - 1));
        ReadOnlySpan<object?> items = ItemsFrom(start);
        if (items.Length % 2 != 0)
            throw source.Fault($"the pickle puts {items.Length} items into a dict; keys and items were expected, an even number.");
        for (int i = 0; i < items.Length; i += 2)
            Set(dictionary, items[i], items[i + 1]);
        Drop(start);
    }

    /// <summary>The item at an index of the stack, which must not lie below the topmost remaining mark.</summary>
    private object? ContainerAt(int index) => index >= Floor
        ? _stack[index]
        : throw source.Fault("the pickle adds items to a container, but there is none on its stack.");

    private PickleDictionary DictionaryOf(object? value) =>
        value as PickleDictionary ?? throw source.Fault($"the pickle puts an item into {Describe(value)}; a dict was expected.");

    private void Set(PickleDictionary dictionary, object? key, object? value)
    {
        if (key is string name)
        {
            budget.SpendMemory(dictionary.Items.Count == 0 ? 340 : 100);
            dictionary.Set(name, value);
        }
        else if (key is not (null or bool or long or double or BigInteger or object?[]))
        {
            throw source.Fault($"the pickle puts an item into a dict under {Describe(key)}; a string, number or tuple was expected.");
        }
    }

    private static string Describe(object? value) => value switch
    {
        null => "None",
        bool => "a boolean",
        long or double or BigInteger => "a number",
        string => "a string",
        object?[] => "a tuple",
        List<object?> => "a list",
        PickleDictionary => "a dict",
        PickleFunction or StorageType => "a function or class",
        PyTorchStorage => "a storage",
        PyTorchTensor => "a tensor",
        _ => "bytes or a very long string",
    };
}
