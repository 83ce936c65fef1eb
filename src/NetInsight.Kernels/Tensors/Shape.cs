using System.Numerics;

namespace NetInsight;

/// <summary>The extents of a tensor, outermost first: a batch of images is batch x channels x height x width, <c>8x3x224x224</c>.</summary>
/// <remarks>A shape with no dimension is a scalar and has one element. A dimension may be 0; the tensor is then empty.</remarks>
public readonly struct Shape : IEquatable<Shape>, IEqualityOperators<Shape, Shape, bool>
{
    private readonly int[]? _dimensions;
    private readonly int _countLessOne;             // stored less 1, so that the default value is the scalar, which has one element

    /// <summary>Makes a shape from its dimensions, outermost first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is negative.</exception>
    /// <exception cref="ResourceLimitException">The product of the dimensions is more than an array can hold (2,147,483,591).</exception>
    public Shape(params ReadOnlySpan<int> dimensions)
    {
        Int128 count = 1;
        foreach (int dimension in dimensions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(dimensions));
            count *= dimension;
            if (count > Array.MaxLength && !dimensions.Contains(0))
            {
                throw new ResourceLimitException(
                    $"A tensor of shape {string.Join('x', dimensions.ToArray())} has more than {Array.MaxLength:N0} elements.");
            }
        }

        _countLessOne = (int)count - 1;
        _dimensions = dimensions.ToArray();
    }

    /// <summary>The number of dimensions.</summary>
    public int Rank => Dimensions.Length;

    /// <summary>The number of elements: the product of all dimensions, 1 for a scalar.</summary>
    public int Count => _countLessOne + 1;

    /// <summary>The dimensions, outermost first.</summary>
    public ReadOnlySpan<int> Dimensions => _dimensions;

    /// <summary>
    /// The extent of the dimension at <paramref name="axis"/>, counted from the end where it is negative: -1 is the innermost.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The shape has no such dimension.</exception>
    public int this[int axis]
    {
        get
        {
            int index = axis < 0 ? axis + Rank : axis;
            return (uint)index < (uint)Rank
                ? Dimensions[index]
                : throw new ArgumentOutOfRangeException(nameof(axis), axis, $"The shape {this} has {Rank} dimensions.");
        }
    }

    /// <summary>The product of the dimensions from <paramref name="start"/> up to but without <paramref name="end"/>.</summary>
    internal int Product(int start, int end)
    {
        int product = 1;
        foreach (int dimension in Dimensions[start..end])
            product *= dimension;
        return product;
    }

    /// <summary>This shape with one dimension replaced.</summary>
    internal Shape With(int axis, int extent)
    {
        int[] dimensions = Dimensions.ToArray();
        dimensions[axis < 0 ? axis + Rank : axis] = extent;
        return new Shape(dimensions);
    }

    /// <summary>The shape whose dimension i is this shape's dimension <paramref name="permutation"/>[i].</summary>
    internal Shape Permute(ReadOnlySpan<int> permutation)
    {
        int[] dimensions = new int[Rank];
        for (int axis = 0; axis < dimensions.Length; axis++)
            dimensions[axis] = Dimensions[permutation[axis]];
        return new Shape(dimensions);
    }

    /// <summary>This shape with dimensions of 1 prepended until it has <paramref name="rank"/> dimensions, as broadcasting does.</summary>
    internal Shape Expand(int rank)
    {
        int[] dimensions = new int[rank];
        dimensions.AsSpan().Fill(1);
        Dimensions.CopyTo(dimensions.AsSpan(rank - Rank));
        return new Shape(dimensions);
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) => Dimensions.SequenceEqual(other.Dimensions);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int dimension in Dimensions)
            hash.Add(dimension);
        return hash.ToHashCode();
    }

    /// <summary>The dimensions, joined: <c>1x3x224x224</c>; <c>scalar</c> where there are none.</summary>
    public override string ToString() => Rank == 0 ? "scalar" : string.Join('x', Dimensions.ToArray());

    /// <summary>Whether both shapes have the same dimensions.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether the shapes differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);
}
