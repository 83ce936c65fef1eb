using System.Runtime.InteropServices;

namespace NetInsight.Formats.PyTorch;

/// <summary>The stack, its marks and the memo.</summary>
internal sealed partial class PickleMachine
{
    private const int DeepestNesting = 1_000;
    private const int MostOnStack = 100_000;
    private const int MostInMemo = 1_000_000;
    private const int MostBoxed = 256;
    private static readonly object Unset = new(), True = true, False = false;
    private static readonly object[] Boxed = [.. Enumerable.Range(0, MostBoxed).Select(number => (object)(long)number)];

    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private object?[] _memo = [];
    private int _memoized;

    private void Clear()
    {
        _stack.Clear();
        _marks.Clear();
        Array.Fill(_memo, Unset);
        _memoized = 0;
    }

    private void Push(object? value)
    {
        if (_stack.Count == MostOnStack)
            throw new ResourceLimitException(source.Fault($"the pickle puts more than {MostOnStack:N0} items on its stack.").Message);
        _stack.Add(value);
    }

    /// <summary>Most numbers are small: sizes of kernels, steps, offsets. These are boxed once.</summary>
    private void PushNumber(long number)
    {
        if (number is >= 0 and < MostBoxed)
        {
            Push(Boxed[number]);
            return;
        }

        allowance.Memory(24);
        Push(number);
    }

    private object? Pop()
    {
        int floor = _marks.Count == 0 ? 0 : _marks[^1];
        if (_stack.Count == floor)
            throw source.Fault("the pickle takes an item from its stack, but there is none.");
        object? value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    /// <summary>The topmost item, which stays.</summary>
    private object? Top()
    {
        object? value = Pop();
        _stack.Add(value);
        return value;
    }

    private void PushMark()
    {
        if (_marks.Count == DeepestNesting)
            throw new ResourceLimitException(source.Fault($"the pickle is nested deeper than {DeepestNesting:N0}.").Message);
        _marks.Add(_stack.Count);
    }

    /// <summary>Takes the topmost mark away and gives the place on the stack where its items begin.</summary>
    private int FromMark()
    {
        if (_marks.Count == 0)
            throw source.Fault("the pickle refers to a mark on its stack, but there is none.");
        int start = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return start;
    }

    /// <summary>The items from a place on; they are valid until the stack changes.</summary>
    private ReadOnlySpan<object?> From(int start) => CollectionsMarshal.AsSpan(_stack)[start..];

    private void Drop(int start) => _stack.RemoveRange(start, _stack.Count - start);

    private void Put(uint number)
    {
        if (number >= MostInMemo)
            throw new ResourceLimitException(source.Fault($"the pickle keeps an item at number {number:N0}; the limit is {MostInMemo:N0}.").Message);
        object? value = Top();
        if (number >= _memo.Length)
        {
            int kept = _memo.Length;
            Array.Resize(ref _memo, (int)Math.Min(MostInMemo, Math.Max(2L * kept, number + 64L)));
            Array.Fill(_memo, Unset, kept, _memo.Length - kept);
        }

        _memoized += ReferenceEquals(_memo[number], Unset) ? 1 : 0;
        _memo[number] = value;
    }

    private void Get(uint number)
    {
        if (number >= _memo.Length || ReferenceEquals(_memo[number], Unset))
            throw source.Fault($"the pickle asks for the item kept at number {number:N0}, where none is.");
        Push(_memo[number]);
    }
}
