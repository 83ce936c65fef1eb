namespace NetInsight.Formats.Onnx;

/// <summary>
/// A value that is known when the file is read: floats, or the whole numbers with which exporters compute shapes. A whole number may be
/// <see cref="Batch"/>: the size of the batch, which is known only in a run.
/// </summary>
internal sealed class OnnxConstant
{
    /// <summary>Stands for the size of the batch.</summary>
    public const long Batch = long.MinValue + 1;

    private readonly Tensor? _floats;
    private readonly long[]? _longs;

    /// <summary>A constant of floats.</summary>
    public OnnxConstant(Tensor floats) => (Shape, _floats) = (floats.Shape, floats);

    /// <summary>A constant of whole numbers, row-major.</summary>
    public OnnxConstant(Shape shape, long[] longs) => (Shape, _longs) = (shape, longs);

    /// <summary>The shape.</summary>
    public Shape Shape { get; }

    /// <summary>The whole numbers; null where it holds floats.</summary>
    public long[]? Longs => _longs;

    /// <summary>Whether some number is the size of the batch.</summary>
    public bool DependsOnBatch => _longs is not null && Array.IndexOf(_longs, Batch) >= 0;

    /// <summary>The numbers as floats.</summary>
    /// <exception cref="ArgumentException">One is the size of the batch.</exception>
    public Tensor AsFloats()
    {
        if (_floats is not null)
            return _floats;
        if (DependsOnBatch)
            throw new ArgumentException("depends on the size of the batch, where numbers known beforehand are expected");
        return new Tensor(Shape, Array.ConvertAll(_longs!, value => (float)value));
    }

    /// <summary>The numbers as whole numbers; floats must be whole.</summary>
    /// <exception cref="ArgumentException">A float is not whole.</exception>
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
                throw new ArgumentException($"holds {value}, where whole numbers are expected");
        }

        return result;
    }
}
