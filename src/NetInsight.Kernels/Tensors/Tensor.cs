using System.Numerics.Tensors;
using NetInsight.Kernels.Tensors;

namespace NetInsight;

/// <summary>
/// A dense array of 32-bit floats with a shape, row-major: the last dimension is contiguous. Images and feature maps are NCHW.
/// </summary>
/// <remarks>Its memory is managed and aligned to 64 bytes; nothing needs to be disposed.</remarks>
public sealed class Tensor : IDense<Tensor>
{
    private readonly float[] _array;
    private readonly int _offset;

    /// <summary>Makes a tensor of zeros.</summary>
    public Tensor(Shape shape) : this(shape, AlignedMemory.Allocate(shape.Count, out int offset), offset) => AsSpan().Clear();

    /// <summary>Makes a tensor with a copy of <paramref name="values"/>, row-major.</summary>
    /// <exception cref="ArgumentException">There are more or fewer values than the shape has elements.</exception>
    public Tensor(Shape shape, ReadOnlySpan<float> values) : this(shape, AlignedMemory.Allocate(shape.Count, out int offset), offset)
    {
        if (values.Length != shape.Count)
        {
            throw new ArgumentException(
                $"A tensor of shape {shape} has {shape.Count} elements, but {values.Length} values are given.", nameof(values));
        }

        values.CopyTo(AsSpan());
    }

    private Tensor(Shape shape, float[] array, int offset)
    {
        Shape = shape;
        _array = array;
        _offset = offset;
    }

    /// <summary>The extents, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Count => Shape.Count;

    /// <summary>The elements, row-major. Writing to the span changes the tensor.</summary>
    public Span<float> AsSpan() => _array.AsSpan(_offset, Shape.Count);

    /// <summary>
    /// The same memory as a <see cref="TensorSpan{T}"/> of System.Numerics.Tensors, without a copy; a scalar has one dimension there.
    /// </summary>
    public TensorSpan<float> AsTensorSpan()
    {
        nint[] lengths = new nint[Math.Max(Shape.Rank, 1)];
        lengths[0] = 1;                                     // a span without dimensions would be empty
        for (int axis = 0; axis < Shape.Rank; axis++)
            lengths[axis] = Shape[axis];
        return new TensorSpan<float>(AsSpan(), lengths);
    }

    /// <summary>The element at an index: one value for each dimension.</summary>
    /// <exception cref="ArgumentException">The index has more or fewer values than there are dimensions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its dimension.</exception>
    public float this[params ReadOnlySpan<int> index]
    {
        get => AsSpan()[OffsetOf(index)];
        set => AsSpan()[OffsetOf(index)] = value;
    }

    /// <summary>The same elements under another shape, sharing this tensor's memory.</summary>
    /// <exception cref="ArgumentException">The shapes have different numbers of elements.</exception>
    public Tensor Reshape(Shape shape) => shape.Count == Count
        ? new Tensor(shape, _array, _offset)
        : throw new ArgumentException(
            $"A tensor of shape {Shape} cannot be seen as {shape}: {Count} elements are not {shape.Count}.", nameof(shape));

    /// <summary>A copy that shares no memory.</summary>
    public Tensor Clone() => new(Shape, AsSpan());

    /// <summary>Shape and first elements, for the debugger.</summary>
    public override string ToString()
    {
        string first = string.Join(", ", AsSpan()[..Math.Min(6, Count)].ToArray().Select(value => value.ToString("G6")));
        return $"{Shape}: [{first}{(Count > 6 ? ", ..." : "")}]";
    }

    /// <summary>A tensor with uninitialised elements, for results of which every element is written.</summary>
    internal static Tensor Uninitialized(Shape shape) => new(shape, AlignedMemory.Allocate(shape.Count, out int offset), offset);

    /// <summary>A tensor over a slice of an array that another object owns, such as an <see cref="Arena"/>.</summary>
    internal static Tensor Over(Shape shape, float[] array, int offset) => new(shape, array, offset);

    /// <summary>The array in which the elements lie, for the arena that owns it.</summary>
    internal float[] Array => _array;

    /// <summary>The elements as memory, for work that is spread over threads.</summary>
    internal Memory<float> AsMemory() => _array.AsMemory(_offset, Shape.Count);

    private int OffsetOf(ReadOnlySpan<int> index)
    {
        if (index.Length != Shape.Rank)
            throw new ArgumentException($"The shape {Shape} has {Shape.Rank} dimensions, but the index has {index.Length}.", nameof(index));

        int offset = 0;
        for (int axis = 0; axis < index.Length; axis++)
        {
            if ((uint)index[axis] >= (uint)Shape[axis])
            {
                throw new ArgumentOutOfRangeException(
                    nameof(index), index[axis], $"Dimension {axis} of the shape {Shape} has {Shape[axis]} elements.");
            }

            offset = offset * Shape[axis] + index[axis];
        }

        return offset;
    }
}
