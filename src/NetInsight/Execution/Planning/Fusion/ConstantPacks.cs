using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NetInsight.Kernels.Operators;

namespace NetInsight.Execution.Planning.Fusion;

/// <summary>
/// The weights that a model has packed for one device, by operator and constants: each combination is packed once, whichever of the model's
/// graphs asks for it. A rewritten graph, or one of gradients, packs only what is new in it.
/// </summary>
/// <remarks>
/// Thread-safe. Constants are told apart by reference, operators by value. An entry hangs on its first constant and goes when no graph has
/// that constant any more; what it holds on a GPU is freed with the model. The plain constants stay beside their packed forms: another
/// algorithm or device packs them anew, other graphs compute with them, and fingerprints and filters read them.
/// </remarks>
internal sealed class ConstantPacks
{
    private readonly ConditionalWeakTable<Tensor, ConcurrentDictionary<Key, PackedOperator>> _packs = [];
    private readonly Lock _packing = new();

    /// <summary>An operator with its constants taken in and packed, now or before.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="inputs">Its inputs; null where the value is known only in a run.</param>
    /// <param name="device">The device, always the same, with the threads and the cancellation of the run that asks.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled; the next that asks packs anew.</exception>
    public PackedOperator Pack(Operator op, Tensor?[] inputs, Backend device)
    {
        if (inputs.FirstOrDefault(input => input is not null) is not { } first)
            return device.Pack(op, inputs);
        ConcurrentDictionary<Key, PackedOperator> packs = _packs.GetValue(first, _ => new ConcurrentDictionary<Key, PackedOperator>(1, 1));
        Key key = new(op, inputs);
        if (packs.TryGetValue(key, out PackedOperator? known))
            return known;
        lock (_packing)                                         // one caller packs, with all of its threads, while others wait
            return packs.GetOrAdd(key, missing => device.Pack(missing.Operator, missing.Inputs));
    }

    /// <summary>Forgets all entries; plans that use them keep them.</summary>
    public void Clear() => _packs.Clear();

    /// <summary>An operator and the constants among its inputs.</summary>
    private readonly struct Key(Operator op, Tensor?[] inputs) : IEquatable<Key>
    {
        public Operator Operator => op;

        public Tensor?[] Inputs => inputs;

        public bool Equals(Key other)
        {
            if (inputs.Length != other.Inputs.Length || !op.Equals(other.Operator))
                return false;
            for (int i = 0; i < inputs.Length; i++)
            {
                if (!ReferenceEquals(inputs[i], other.Inputs[i]))
                    return false;
            }

            return true;
        }

        public override bool Equals([NotNullWhen(true)] object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            HashCode hash = default;
            hash.Add(op);
            foreach (Tensor? input in inputs)
                hash.Add(input is null ? 0 : RuntimeHelpers.GetHashCode(input));
            return hash.ToHashCode();
        }
    }
}
