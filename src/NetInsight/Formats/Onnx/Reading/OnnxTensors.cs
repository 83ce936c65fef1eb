using System.Buffers.Binary;
using System.Collections.Immutable;
using NetInsight.Formats.Reading;
using NetInsight.Imaging;
using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Formats.Onnx.Reading;

/// <summary>Reads a file's tensors as constants: floats of every width become floats, integers and booleans become integers.</summary>
internal sealed class OnnxTensors(
    string path, OnnxExternalData? externalData, LoadLimits limits, OnnxRawData? rawData, CancellationToken cancellation = default)
{
    /// <summary>Computed elements that every file may have.</summary>
    private const long ComputedAllowance = 1 << 23;

    private readonly Dictionary<TensorProto, OnnxConstant> _read = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(string, long, int, DataType), OnnxConstant> _shared = [];
    private readonly LoadBudget _budget = new(path, limits);
    private long _elements;
    private long _computed;

    /// <summary>Whether tensors of this data type are read.</summary>
    public static bool CanRead(TensorProto tensor) => (DataType)tensor.DataType is
        not (DataType.String or DataType.Complex64 or DataType.Complex128);

    /// <summary>Reads a tensor of an attribute, once for all conversions of the file.</summary>
    public OnnxConstant ReadOnce(TensorProto tensor, string name)
    {
        if (!_read.TryGetValue(tensor, out OnnxConstant? constant))
            _read[tensor] = constant = Read(tensor, name);
        return constant;
    }

    /// <summary>Reads a tensor; its size is checked before anything is allocated.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="initializer">Its index among the file's initializers; negative for other tensors.</param>
    /// <exception cref="ModelFormatException">Shape, type and data do not agree.</exception>
    public OnnxConstant Read(TensorProto tensor, string name, int initializer = -1)
    {
        DataType type = (DataType)tensor.DataType;
        int size = SizeOf(type, name);
        Shape shape = ReadShape(tensor, name);
        if (tensor.Segment is not null)
            throw Fault(name, "is stored in segments, which NetInsight does not support.");
        OnnxStoredData? stored = rawData?.Of(initializer);
        bool hasRaw = tensor.HasRawData || stored is { Field: OnnxStoredData.RawData };
        bool hasTyped = TypedCount(tensor) > 0 || stored is { Field: not OnnxStoredData.RawData };
        bool isExternal = tensor.DataLocation == DataLocation.External;
        if (hasRaw && hasTyped)
            throw Fault(name, "has raw data and typed data; one of them is expected.");
        if (isExternal && (hasRaw || hasTyped))
            throw Fault(name, "has data in the file and external data; one of them is expected.");
        if (isExternal)
            return ReadExternal(tensor, type, shape, name, (long)shape.Count * size);
        CountRead(shape.Count, type, name);
        if (!hasRaw)
            return stored is { } typed ? ReadTyped(typed, type, shape, tensor, name) : ReadTyped(tensor, type, shape, name);

        int bytes = stored?.Length ?? tensor.RawData.Length;
        if (bytes != (long)shape.Count * size)
        {
            throw Fault(
                name, $"has {bytes:N0} bytes of data, but its shape {shape} and type {type} need {(long)shape.Count * size:N0}.");
        }

        if (stored is { } raw)
        {
            return FloatType(type) is { } floatType
                ? new OnnxConstant(rawData!.ReadFloats(raw, floatType, shape))
                : new OnnxConstant(shape, ToLongs(rawData!.ReadBytes(raw), type, shape.Count));
        }

        return FloatType(type) is { } floats
            ? new OnnxConstant(ToFloats(tensor.RawData.Span, floats, shape))
            : new OnnxConstant(shape, ToLongs(tensor.RawData.Span, type, shape.Count));
    }

    /// <summary>Checks shape and type of a tensor that nothing reads.</summary>
    /// <exception cref="ModelFormatException">A dimension is negative or too large.</exception>
    public void CheckUnread(TensorProto tensor)
    {
        if (CanRead(tensor))
        {
            SizeOf((DataType)tensor.DataType, tensor.Name);
            ReadShape(tensor, tensor.Name);
        }
    }

    /// <summary>Reads external data; tensors of the same range of a file share one array.</summary>
    private OnnxConstant ReadExternal(TensorProto tensor, DataType type, Shape shape, string name, long expected)
    {
        if (externalData is null)
            throw Fault(name, "lies in another file; only a model loaded from a path may have external data.");
        (string Location, long Offset, int Length) range = externalData.RangeOf(tensor, name, expected);
        if (_shared.TryGetValue((range.Location, range.Offset, range.Length, type), out OnnxConstant? known))
            return known.Shape == shape ? known : known.Reshaped(shape);
        ByteSource file = externalData.Open(range, name);
        CountRead(shape.Count, type, name);
        OnnxRawData reader = new(file, ImmutableDictionary<int, OnnxStoredData>.Empty, path, cancellation);
        OnnxStoredData data = new(OnnxStoredData.RawData, range.Offset, range.Length);
        OnnxConstant constant = FloatType(type) is { } floats
            ? new OnnxConstant(reader.ReadFloats(data, floats, shape))
            : new OnnxConstant(shape, ToLongs(reader.ReadBytes(data), type, shape.Count));
        _shared[(range.Location, range.Offset, range.Length, type)] = constant;
        return constant;
    }

    /// <summary>
    /// Counts elements that are about to be computed while reading, such as those of a ConstantOfShape. A file may have as many as it holds
    /// itself plus a fixed allowance, so that a small file cannot request much memory. Integers, of 64 bits, count twice.
    /// </summary>
    public void CountComputed(long count, string name, bool areIntegers = false)
    {
        _budget.Take(areIntegers ? 8 * count : 4 * count, name);
        _computed += areIntegers ? 2 * count : count;
        if (_computed > _elements + ComputedAllowance)
        {
            throw new ResourceLimitException($"{Printable.Escape(path)}: '{Printable.Escape(name)}' is a constant of {count:N0} elements, "
                + $"computed in a file that holds {_elements:N0}.");
        }
    }

    private void CountRead(long count, DataType type, string name)
    {
        _budget.Take(FloatType(type) is null ? 8 * count : 4 * count, name);
        _elements += count;
        if (_elements > limits.Elements)
        {
            throw new ResourceLimitException($"{Printable.Escape(path)}: with tensor '{Printable.Escape(name)}' "
                + $"there are more than {limits.Elements:N0} elements in all tensors.");
        }
    }

    private Shape ReadShape(TensorProto tensor, string name)
    {
        if (tensor.Dims.Count > limits.Rank)
        {
            throw new ResourceLimitException(
                $"{Printable.Escape(path)}: tensor '{Printable.Escape(name)}' has {tensor.Dims.Count} dimensions; "
                + $"the limit is {limits.Rank}.");
        }

        Int128 count = 1;
        foreach (long dimension in tensor.Dims)
        {
            if (dimension is < 0 or > int.MaxValue)
                throw Fault(name, $"has a dimension of {dimension}; 0 to {int.MaxValue:N0} is expected.");
            count = Int128.Min(count * dimension, long.MaxValue);
        }

        if (count > Array.MaxLength)
        {
            throw new ResourceLimitException(
                $"{Printable.Escape(path)}: tensor '{Printable.Escape(name)}' has more than {Array.MaxLength:N0} elements: "
                + $"its shape is {string.Join('x', tensor.Dims)}.");
        }

        return new Shape([.. tensor.Dims.Select(dimension => (int)dimension)]);
    }

    /// <summary>Reads typed data that the skeleton leaves out.</summary>
    private OnnxConstant ReadTyped(OnnxStoredData data, DataType type, Shape shape, TensorProto tensor, string name)
    {
        int field = type switch
        {
            DataType.Float => OnnxStoredData.FloatData,
            DataType.Double => OnnxStoredData.DoubleData,
            DataType.Int64 => OnnxStoredData.Int64Data,
            DataType.Uint32 or DataType.Uint64 => OnnxStoredData.Uint64Data,
            _ => OnnxStoredData.Int32Data,
        };
        int width = field switch { OnnxStoredData.FloatData => 4, OnnxStoredData.DoubleData => 8, _ => 0 };
        long count = width > 0 ? data.Length / width : rawData!.CountVarints(data);
        if (data.Field != field || TypedCount(tensor) > 0 || count != shape.Count || (width > 0 && data.Length % width != 0))
        {
            throw Fault(name, $"has {count + TypedCount(tensor):N0} elements in field {data.Field} and others, but its shape {shape} and "
                + $"type {type} need {shape.Count:N0} in field {field}.");
        }

        if (width > 0)
            return new OnnxConstant(rawData!.ReadFloats(data, width == 4 ? ElementType.Float32 : ElementType.Float64, shape));
        if (FloatType(type) is { } half)
        {
            Tensor floats = Tensor.Uninitialized(shape);
            rawData!.ReadVarints(data, (index, bits) => floats.AsSpan()[index] = half == ElementType.Float16
                ? (float)BitConverter.UInt16BitsToHalf((ushort)bits) : BitConverter.Int32BitsToSingle((int)bits << 16));
            return new OnnxConstant(floats);
        }

        long[] longs = new long[shape.Count];
        rawData!.ReadVarints(data, (index, bits) => longs[index] = field switch
        {
            OnnxStoredData.Uint64Data => (long)Math.Min(bits, long.MaxValue),
            OnnxStoredData.Int64Data => (long)bits,
            _ => (int)bits,
        });
        return new OnnxConstant(shape, longs);
    }

    private OnnxConstant ReadTyped(TensorProto tensor, DataType type, Shape shape, string name)
    {
        int count = type switch
        {
            DataType.Float => tensor.FloatData.Count,
            DataType.Double => tensor.DoubleData.Count,
            DataType.Int64 => tensor.Int64Data.Count,
            DataType.Uint32 or DataType.Uint64 => tensor.Uint64Data.Count,
            _ => tensor.Int32Data.Count,
        };
        if (count != shape.Count || TypedCount(tensor) != count)
            throw Fault(name, $"has {TypedCount(tensor):N0} elements, but its shape {shape} and type {type} need {shape.Count:N0}.");
        return type switch
        {
            DataType.Float => new OnnxConstant(new Tensor(shape, [.. tensor.FloatData])),
            DataType.Double => new OnnxConstant(new Tensor(shape, [.. tensor.DoubleData.Select(value => (float)value)])),
            DataType.Float16 => new OnnxConstant(
                new Tensor(shape, [.. tensor.Int32Data.Select(bits => (float)BitConverter.UInt16BitsToHalf((ushort)bits))])),
            DataType.Bfloat16 => new OnnxConstant(
                new Tensor(shape, [.. tensor.Int32Data.Select(bits => BitConverter.Int32BitsToSingle(bits << 16))])),
            DataType.Int64 => new OnnxConstant(shape, [.. tensor.Int64Data]),
            DataType.Uint32 or DataType.Uint64 => new OnnxConstant(
                shape, [.. tensor.Uint64Data.Select(value => (long)Math.Min(value, long.MaxValue))]),
            _ => new OnnxConstant(shape, [.. tensor.Int32Data.Select(value => (long)value)]),
        };
    }

    private static int TypedCount(TensorProto tensor) => tensor.FloatData.Count + tensor.DoubleData.Count
        + tensor.Int32Data.Count + tensor.Int64Data.Count + tensor.Uint64Data.Count + tensor.StringData.Count;

    private static ElementType? FloatType(DataType type) => type switch
    {
        DataType.Float => ElementType.Float32,
        DataType.Double => ElementType.Float64,
        DataType.Float16 => ElementType.Float16,
        DataType.Bfloat16 => ElementType.BFloat16,
        _ => null,
    };

    private static Tensor ToFloats(ReadOnlySpan<byte> raw, ElementType type, Shape shape)
    {
        Tensor result = Tensor.Uninitialized(shape);
        type.ToFloats(raw, result.AsSpan());
        return result;
    }

    private static long[] ToLongs(ReadOnlySpan<byte> raw, DataType type, int count)
    {
        long[] result = new long[count];
        for (int i = 0; i < count; i++)
        {
            result[i] = type switch
            {
                DataType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(raw[(8 * i)..]),
                DataType.Uint64 => (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(raw[(8 * i)..]), long.MaxValue),
                DataType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(raw[(4 * i)..]),
                DataType.Uint32 => BinaryPrimitives.ReadUInt32LittleEndian(raw[(4 * i)..]),
                DataType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(raw[(2 * i)..]),
                DataType.Uint16 => BinaryPrimitives.ReadUInt16LittleEndian(raw[(2 * i)..]),
                DataType.Int8 => (sbyte)raw[i],
                _ => raw[i],
            };
        }

        return result;
    }

    private int SizeOf(DataType type, string name) => type switch
    {
        DataType.Double or DataType.Int64 or DataType.Uint64 => 8,
        DataType.Float or DataType.Int32 or DataType.Uint32 => 4,
        DataType.Float16 or DataType.Bfloat16 or DataType.Int16 or DataType.Uint16 => 2,
        DataType.Int8 or DataType.Uint8 or DataType.Bool => 1,
        _ => throw Fault(
            name, $"has the data type {(int)type} ({type}), which NetInsight does not read: floats, integers and booleans are expected."),
    };

    private ModelFormatException Fault(string name, string rule) => new(path, $"tensor '{name}'", rule);
}
