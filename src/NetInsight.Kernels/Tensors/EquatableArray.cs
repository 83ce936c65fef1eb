using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace NetInsight.Kernels.Tensors;

/// <summary>
/// Builds <see cref="EquatableArray{T}"/> from collection expressions.
/// </summary>
internal static class EquatableArray
{
    /// <summary>The elements, copied.</summary>
    public static EquatableArray<T> Create<T>(ReadOnlySpan<T> elements)
        where T : IEquatable<T> => new([.. elements]);
}

/// <summary>
/// An immutable array that is equal to another with equal elements, and that prints its elements: for the attributes of operators, whose
/// equality decides what they share and whose text enters a network's fingerprint. (Of an <see cref="ImmutableArray{T}"/> the compiler's
/// records compare the reference and print the type.)
/// </summary>
[CollectionBuilder(typeof(EquatableArray), nameof(EquatableArray.Create))]
internal readonly struct EquatableArray<T>(ImmutableArray<T> elements) : IEquatable<EquatableArray<T>>, IEnumerable<T>
    where T : IEquatable<T>
{
    private readonly ImmutableArray<T> _elements = elements;

    /// <summary>The number of elements.</summary>
    public int Length => Elements.Length;

    /// <summary>Whether there is no element.</summary>
    public bool IsEmpty => Elements.IsEmpty;

    private ImmutableArray<T> Elements => _elements.IsDefault ? [] : _elements;

    /// <summary>The element at an index.</summary>
    public T this[int index] => Elements[index];

    /// <summary>The same elements as an array that compares by reference.</summary>
    public static implicit operator ImmutableArray<T>(EquatableArray<T> array) => array.Elements;

    /// <summary>The same elements as an array that compares by element.</summary>
    public static implicit operator EquatableArray<T>(ImmutableArray<T> elements) => new(elements);

    /// <summary>The elements from an index on.</summary>
    public EquatableArray<T> Slice(int start, int length) => new(Elements.Slice(start, length));

    /// <summary>The elements as a span.</summary>
    public ReadOnlySpan<T> AsSpan() => Elements.AsSpan();

    /// <inheritdoc cref="IEnumerable{T}.GetEnumerator"/>
    public ImmutableArray<T>.Enumerator GetEnumerator() => Elements.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)Elements).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable)Elements).GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(EquatableArray<T> other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (T element in Elements)
            hash.Add(element);
        return hash.ToHashCode();
    }

    /// <summary>The elements, such as [1, 2].</summary>
    public override string ToString() => $"[{string.Join(", ", Elements)}]";
}
