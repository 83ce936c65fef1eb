using System.Runtime.InteropServices;

namespace NetInsight.Formats.PyTorch;

/// <summary>The stack, its marks and the memo.</summary>
internal sealed partial class PickleMachine
{
    private const int MaxNesting = 1_000;
    private const int MaxStackItems = 100_000;
    private const int MaxMemoItems = 1_000_000;
    private const int BoxedCount = 256;
    private static readonly object Unset = new(), True = true, False = false;
    private static readonly object[] Boxed = [.. Enumerable.Range(0, BoxedCount).Select(value => (object)(long)value)];

    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private object?[] _memo = [];
    private int _memoized;

    /// <summary>The index of the topmost mark: items below it cannot be popped.</summary>
    private int Floor => _marks.Count == 0 ? 0 : _marks[^1];

    private void Clear()
    {
        _stack.Clear();
        _marks.Clear();
        Array.Fill(_memo, Unset);
        _memoized = 0;
    }

    private void Push(object? value)
    {
        if (_stack.Count == MaxStackItems)
            throw new ResourceLimitException(source.Fault($"the pickle puts more than {MaxStackItems:N0} items on its stack.").Message);
        _stack.Add(value);
    }

    /// <summary>Pushes an integer. Small ones, which most are (sizes of kernels, strides, offsets), share one boxed object.</summary>
    private void PushInteger(long value)
    {
        if (value is >= 0 and < BoxedCount)
        {
            Push(Boxed[value]);
            return;
        }

        budget.SpendMemory(24);
        Push(value);
    }

    private object? Pop()
    {
        if (_stack.Count == Floor)
            throw source.Fault("the pickle takes an item from its stack, but there is none.");
        object? value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    /// <summary>The topmost item; it stays on the stack.</summary>
    private object? Top()
    {
        object? value = Pop();
        _stack.Add(value);
        return value;
    }

    private void PushMark()
    {
        if (_marks.Count == MaxNesting)
            throw new ResourceLimitException(source.Fault($"the pickle is nested deeper than {MaxNesting:N0}.").Message);
        _marks.Add(_stack.Count);
    }

    /// <summary>Removes the topmost mark; returns the index of its first item.</summary>
    private int PopMark()
    {
        if (_marks.Count == 0)
            throw source.Fault("the pickle refers to a mark on its stack, but there is none.");
        int start = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return start;
    }

    /// <summary>The items from an index on; the span is valid until the stack changes.</summary>
    private ReadOnlySpan<object?> ItemsFrom(int start) => CollectionsMarshal.AsSpan(_stack)[start..];

    private void Drop(int start) => _stack.RemoveRange(start, _stack.Count - start);

    private void Put(uint index)
    {
        if (index >= MaxMemoItems)
        {
            string message = source.Fault($"the pickle memoizes an item at index {index:N0}; the limit is {MaxMemoItems:N0}.").Message;
            throw new ResourceLimitException(message);
        }

        object? value = Top();
        if (index >= _memo.Length)
        {
            int length = _memo.Length;
            Array.Resize(ref _memo, (int)Math.Min(MaxMemoItems, Math.Max(2L * length, index + 64L)));
            Array.Fill(_memo, Unset, length, _memo.Length - length);
        }

        _memoized += ReferenceEquals(_memo[index], Unset) ? 1 : 0;
        _memo[index] = value;
    }

    private void Get(uint index)
    {
        if (index >= _memo.Length || ReferenceEquals(_memo[index], Unset))
            throw source.Fault($"the pickle gets the memoized item at index {index:N0}, where there is none.");
        Push(_memo[index]);
    }
}
