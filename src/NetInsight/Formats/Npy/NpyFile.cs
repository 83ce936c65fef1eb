using System.Buffers.Binary;
using System.Runtime.InteropServices;
using NetInsight.Formats.Reading;
using NetInsight.Imaging;
using NetInsight.Imaging.Files;

namespace NetInsight.Formats.Npy;

/// <summary>
/// A NumPy array file (<c>.npy</c>, versions 1.0, 2.0 and 3.0) of floats: <c>\x93NUMPY</c>, two bytes of version, the header's length in
/// two bytes (1.0) or four, the header, then the elements. The header is read and checked when the file is opened, the elements when they
/// are requested.
/// </summary>
internal sealed class NpyFile
{
    /// <summary>The longest header, as in NumPy; real ones have 118 bytes.</summary>
    private const int MaxHeaderBytes = 10_000;

    private readonly string _path;
    private readonly FileStatus? _status;
    private readonly long _dataStart;
    private readonly NpyHeader _header;

    private NpyFile(string path, FileStatus? status, long dataStart, NpyHeader header, Shape shape)
    {
        _path = path;
        _status = status;
        _dataStart = dataStart;
        _header = header;
        Shape = shape;
    }

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The array's shape.</summary>
    public Shape Shape { get; }

    /// <summary>Opens a file and checks its header and its size, which must be exactly what shape and type need.</summary>
    /// <exception cref="ModelFormatException">The file breaks a rule of the format, or holds something other than floats.</exception>
    /// <exception cref="ResourceLimitException">The file is beyond the limits.</exception>
    public static NpyFile Open(string path, LoadLimits limits)
    {
        using ByteSource file = ByteSource.Open(path);
        if (file.Length > limits.FileBytes)
            throw new ResourceLimitException($"{Printable.Escape(path)} has {file.Length:N0} bytes; the limit is {limits.FileBytes:N0}.");
        Span<byte> prefix = stackalloc byte[12];
        prefix = prefix[..file.ReadSome(prefix, 0)];
        if (!prefix.StartsWith(Magic))
            throw new ModelFormatException(path, "header", "does not begin with \\x93NUMPY.");
        if (prefix.Length < 8 || prefix[6] is not (1 or 2 or 3) || prefix[7] != 0)
        {
            string version = prefix.Length < 8 ? "of less than two bytes" : $"{prefix[6]}.{prefix[7]}";
            throw new ModelFormatException(path, "header", $"has version {version}; 1.0, 2.0 or 3.0 is expected.");
        }

        int start = prefix[6] == 1 ? 10 : 12;
        if (prefix.Length < start)
        {
            throw new ModelFormatException(
                path, "header", $"is too small: the file has {file.Length:N0} bytes, one of version {prefix[6]}.0 at least {start}.");
        }

        long length = prefix[6] == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(prefix[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..]);
        if (length > MaxHeaderBytes)
            throw new ModelFormatException(path, "header", $"is too large: {length:N0} bytes; the limit is {MaxHeaderBytes:N0}.");
        if (length > file.Length - start)
        {
            throw new ModelFormatException(
                path, "header", $"goes beyond the file: {length:N0} bytes from byte {start} on, of {file.Length:N0}.");
        }

        byte[] text = new byte[length];
        file.ReadExactly(text, start, path);
        NpyHeader header = NpyHeaderReader.Read(text, path, limits);
        Shape shape = CheckShape(header, file.Length - start - length, path, limits);
        new LoadBudget(path, limits).Take(4L * shape.Count, "the array");
        return new NpyFile(path, file.Status, start + length, header, shape);
    }

    /// <summary>Reads the elements as floats, in row-major order whatever their order in the file.</summary>
    /// <exception cref="ModelFormatException">The file became shorter since it was opened.</exception>
    public Tensor Read()
    {
        Tensor tensor = Tensor.Uninitialized(Shape);
        int size = _header.Type.Size();
        byte[] bytes = new byte[Math.Min(1 << 20, (long)Shape.Count * size)];
        bool isColumnMajor = _header.IsFortranOrder && Shape.Rank > 1;
        float[] floats = isColumnMajor ? new float[bytes.Length / size] : [];
        NpyFortranOrder order = new(Shape);
        using ByteSource file = ByteSource.OpenAgain(_path, _status);
        for (int read = 0; read < Shape.Count;)
        {
            int count = Math.Min(bytes.Length / size, Shape.Count - read);
            Span<byte> block = bytes.AsSpan(0, count * size);
            file.ReadExactly(block, _dataStart + (long)read * size, _path);
            if (_header.IsBigEndian)
                Reverse(block, size);
            Span<float> target = isColumnMajor ? floats.AsSpan(0, count) : tensor.AsSpan().Slice(read, count);
            _header.Type.ToFloats(block, target);
            if (isColumnMajor)
                order.Scatter(target, tensor.AsSpan());
            read += count;
        }

        return tensor;
    }

    private static Shape CheckShape(NpyHeader header, long dataLength, string path, LoadLimits limits)
    {
        string text = string.Join(", ", header.Dimensions);
        Int128 bytes = header.Type.Size();
        foreach (long dimension in header.Dimensions)
            bytes = Int128.Min(bytes * dimension, long.MaxValue);          // capped: beyond any file it need not be exact
        if (bytes != dataLength)
        {
            throw new ModelFormatException(
                path, "data", $"has {dataLength:N0} bytes, but the shape ({text}) of {header.Type} needs {bytes:N0}.");
        }

        if (bytes / header.Type.Size() > limits.Elements)
        {
            throw new ResourceLimitException(
                $"{Printable.Escape(path)}: {bytes / header.Type.Size():N0} elements; the limit is {limits.Elements:N0}.");
        }

        return Array.Exists(header.Dimensions, dimension => dimension > int.MaxValue)
            ? throw new ModelFormatException(path, "header", $"has the shape ({text}); a dimension is at most {int.MaxValue:N0}.")
            : new Shape(Array.ConvertAll(header.Dimensions, dimension => (int)dimension));
    }

    private static void Reverse(Span<byte> bytes, int size)
    {
        if (size == 2)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(bytes), MemoryMarshal.Cast<byte, ushort>(bytes));
        else if (size == 4)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(bytes), MemoryMarshal.Cast<byte, uint>(bytes));
        else
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(bytes), MemoryMarshal.Cast<byte, ulong>(bytes));
    }
}
