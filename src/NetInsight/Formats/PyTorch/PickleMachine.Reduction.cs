using System.Buffers;
using System.Text;

namespace NetInsight.Formats.PyTorch;

/// <summary>Opcodes that name or call globals and refer to storages.</summary>
internal sealed partial class PickleMachine
{
    private const int MaxGlobalLength = 256;
    private static readonly SearchValues<char> KeyCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-");

    private readonly Dictionary<string, PyTorchStorage> _storages = new(StringComparer.Ordinal);

    /// <summary>All storages that the pickles refer to, by key.</summary>
    public IReadOnlyDictionary<string, PyTorchStorage> Storages => _storages;

    private string ReadLine()
    {
        StringBuilder line = new();
        for (byte next = source.ReadByte(); next != (byte)'\n'; next = source.ReadByte())
        {
            if (line.Length == MaxGlobalLength)
                throw source.Fault($"the pickle names a module or class with more than {MaxGlobalLength} characters: {line}");
            line.Append((char)next);
        }

        budget.SpendMemory(1024);
        return line.ToString();
    }

    private void StackGlobal()
    {
        object? name = Pop(), module = Pop();
        if (name is not string className || module is not string moduleName)
            throw source.Fault($"the pickle names a class by {Describe(module)} and {Describe(name)}; two strings were expected.");
        PushGlobal(moduleName, className);
    }

    private void PushGlobal(string module, string name) => Push(PickleGlobals.Find(module, name)
        ?? throw source.Fault($"the pickle names '{module}.{name}'. No code of a file is run; "
            + "only tensors of dense storages and OrderedDict are known: save model.state_dict()."));

    private void Reduce()
    {
        object? arguments = Pop(), function = Pop();
        if (function is not PickleFunction known || arguments is not object?[] list)
            throw source.Fault(
                $"the pickle calls {Describe(function)} with {Describe(arguments)}; a known function and a tuple were expected.");
        switch (known)
        {
            case PickleFunction.OrderedDict: PushOrdered(list); break;
            case PickleFunction.RebuildTensorV1 when list is [_, _, _, _]: PushTensor(list); break;
            case PickleFunction.RebuildTensorV2 when list is [_, _, _, _, bool, _] or [_, _, _, _, bool, _, _]: PushTensor(list); break;
            case PickleFunction.RebuildParameter when list is [PyTorchTensor, bool, _]: Push(list[0]); break;
            default: throw source.Fault($"the pickle calls {known} with {list.Length} arguments that do not fit.");
        }
    }

    /// <summary>Python 3 calls OrderedDict without arguments and sets the items afterwards; Python 2 passes one list of pairs.</summary>
    private void PushOrdered(object?[] arguments)
    {
        PushDictionary(isOrdered: true);
        PickleDictionary dictionary = DictionaryOf(Top());
        if (arguments is [List<object?> pairs])
        {
            foreach (object? pair in pairs)
            {
                budget.SpendOpcode();               // the same list can be passed again and again
                (object? key, object? value) = pair switch
                {
                    object?[] { Length: 2 } both => (both[0], both[1]),
                    List<object?> { Count: 2 } both => (both[0], both[1]),
                    _ => throw source.Fault($"OrderedDict is given {Describe(pair)}; pairs of keys and items were expected."),
                };
                Set(dictionary, key, value);
            }
        }
        else if (arguments.Length != 0)
        {
            throw source.Fault($"OrderedDict is given {arguments.Length} arguments; none or a list of pairs was expected.");
        }
    }

    private void PushTensor(object?[] arguments)
    {
        if (arguments is not [PyTorchStorage storage, long offset and >= 0, object?[] sizes, object?[] strides, ..])
        {
            throw source.Fault("a tensor must be made of a storage, an offset that is not negative, "
                + "a tuple of sizes and a tuple of strides.");
        }

        if (sizes.Length != strides.Length || sizes.Length > limits.Rank)
        {
            throw source.Fault($"a tensor has {sizes.Length} sizes and {strides.Length} strides; "
                + $"equally many are expected, at most {limits.Rank}.");
        }

        budget.SpendMemory(150 + 16L * sizes.Length);
        Push(new PyTorchTensor(storage, offset, Integers(sizes, "sizes"), Integers(strides, "strides")));
    }

    private long[] Integers(object?[] items, string what)
    {
        long[] result = new long[items.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = items[i] is long value and >= 0 ? value : throw source.Fault($"a tensor's {what} must be integers from 0 on.");
        return result;
    }

    /// <summary>Drops the state of an OrderedDict (versions of layers), which says nothing about its tensors.</summary>
    private void Build()
    {
        Pop();
        if (Top() is not PickleDictionary { IsOrdered: true })
            throw source.Fault($"the pickle gives a state to {Describe(Top())}; only an OrderedDict may have one.");
    }

    private void Persistent()
    {
        object?[] id = Pop() as object?[] ?? [];
        if (id is not ["storage", StorageType type, string key, string or null, long count and >= 0, ..] || id.Length > 6)
            throw source.Fault("the pickle refers to something outside it; a storage with type, key, location and count was expected.");
        if (id.Length == 6 && id[5] is not null)
            throw source.Fault($"storage '{key}' is a view of another, as PyTorch before 0.4 wrote; this is not supported.");
        if (key.Length is 0 or > 64 || key.AsSpan().ContainsAnyExcept(KeyCharacters))
            throw source.Fault($"a storage has the key '{key}'; 1 to 64 letters, digits, '_' or '-' are expected.");
        if (_storages.TryGetValue(key, out PyTorchStorage? known))
        {
            Push(known.Type == type && known.Count == count
                ? known
                : throw source.Fault(
                    $"storage '{key}' is {count:N0} elements of {type.Name} here, but {known.Count:N0} of {known.Type.Name} before."));
            return;
        }

        budget.SpendMemory(200);
        PyTorchStorage storage = new(type, key, count);
        _storages.Add(key, storage);
        Push(storage);
    }
}
