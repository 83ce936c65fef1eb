namespace NetInsight.Formats.Onnx.Reading;

/// <summary>
/// A value that is known when the file is read: floats, or the integers with which exporters compute shapes. An integer may be
/// <see cref="BatchMarker"/>, which stands for the batch size: that is known only in a run.
/// </summary>
internal sealed class OnnxConstant
{
    /// <summary>Stands for the batch size.</summary>
    public const long BatchMarker = long.MinValue + 1;

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

    /// <summary>Whether an element is the batch size.</summary>
    public bool DependsOnBatch => _longs is not null && Array.IndexOf(_longs, BatchMarker) >= 0;

    /// <summary>The elements as floats.</summary>
    /// <exception cref="ArgumentException">An element is the batch size.</exception>
    public Tensor AsFloats()
    {
        if (_floats is not null)
            return _floats;
        if (DependsOnBatch)
            throw new ArgumentException("depends on the batch size, where known values are expected");
        return new Tensor(Shape, Array.ConvertAll(_longs!, value => (float)value));
    }

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
