namespace NetInsight.Formats.Onnx.Reading;

/// <summary>A value that is known when the file is read: floats, or the integers with which exporters compute shapes.</summary>
internal sealed class OnnxConstant
{
    private readonly Tensor? _floats;
    private readonly long[]? _longs;

    /// <summary>A constant of floats.</summary>
    public OnnxConstant(Tensor floats) => (Shape, _floats) = (floats.Shape, floats);

    /// <summary>A constant of integers, row-major.</summary>
    public OnnxConstant(Shape shape, long[] longs) => (Shape, _longs) = (shape, longs);

    /// <summary>The shape.</summary>
    public Shape Shape { get; }

    /// <summary>The integers; null where it holds floats.</summary>
    public long[]? Longs => _longs;

    /// <summary>The same elements, not copied, in another shape of as many.</summary>
    public OnnxConstant Reshaped(Shape shape) => _floats is not null ? new(_floats.Reshape(shape)) : new(shape, _longs!);

    /// <summary>The elements as floats.</summary>
    public Tensor AsFloats() => _floats ?? new Tensor(Shape, Array.ConvertAll(_longs!, value => (float)value));

    /// <summary>The elements as integers; floats must be integral.</summary>
    /// <exception cref="ArgumentException">A float is not integral.</exception>
    public long[] AsLongs()
    {
        if (_longs is not null)
            return _longs;
        long[] result = new long[Shape.Count];
        for (int i = 0; i < result.Length; i++)
        {
            float value = _floats!.AsSpan()[i];
            result[i] = (long)value;
            if (result[i] != value)
                throw new ArgumentException($"holds {value}, where integers are expected");
        }

        return result;
    }
}
