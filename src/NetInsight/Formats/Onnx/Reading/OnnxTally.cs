using System.Text;

namespace NetInsight.Formats.Onnx.Reading;

/// <summary>What a file holds, counted before it is parsed, and the memory that parsing it would take.</summary>
/// <param name="path">The file, for messages; printable.</param>
/// <param name="limits">The limits.</param>
/// <param name="fileBytes">The bytes that are parsed.</param>
internal sealed class OnnxTally(string path, LoadLimits limits, long fileBytes)
{
    /// <summary>Bytes of metadata: names of classes, a configuration.</summary>
    private const long MostMetadata = 16L << 20;

    /// <summary>
    /// Memory that parsing may take: what any file may, and for each byte. Full messages of real files take about 15 bytes of objects
    /// for a byte of the file, empty ones 100.
    /// </summary>
    private const long MemoryOfAnyFile = 48L << 20, MemoryOfByte = 24;

    private int _nodes, _tensors, _functions, _others, _numbers;
    private long _metadata, _memory;

    /// <summary>Kinds of messages.</summary>
    public enum Kind
    {
        /// <summary>A node.</summary>
        Node,

        /// <summary>A tensor.</summary>
        Tensor,

        /// <summary>A function.</summary>
        Function,

        /// <summary>An attribute.</summary>
        Attribute,

        /// <summary>An entry of the model's metadata, or an imported set of operators.</summary>
        Metadata,

        /// <summary>A name, a dimension, a value's type, ...</summary>
        Other,
    }

    /// <summary>Counts a message of some bytes.</summary>
    /// <exception cref="ResourceLimitException">There is more of its kind than the limits allow.</exception>
    public void Add(Kind kind, int bytes)
    {
        int most = Math.Max(limits.Nodes, limits.Tensors);
        (int count, int limit, string what, int size) = kind switch
        {
            Kind.Node => (++_nodes, limits.Nodes, "nodes", 250),
            Kind.Tensor => (++_tensors, limits.Tensors, "tensors", 450),
            Kind.Function => (++_functions, limits.Nodes, "functions", 350),
            Kind.Attribute => (++_others, (int)Math.Min(8L * most, int.MaxValue), "names and attributes", 250),
            _ => (++_others, (int)Math.Min(8L * most, int.MaxValue), "names and attributes", 60),
        };
        if (count > limit)
            throw Exceeded($"more than {limit:N0} {what}");
        _metadata += kind == Kind.Metadata ? bytes : 0;
        if (_metadata > MostMetadata)
            throw Exceeded($"more than {MostMetadata:N0} bytes of metadata");
        AddMemory(size);
    }

    /// <summary>Counts a name.</summary>
    /// <exception cref="ResourceLimitException">It is longer than the limits allow.</exception>
    public void AddName(ReadOnlySpan<byte> name)
    {
        int length = name.Length > limits.NameLength ? Encoding.UTF8.GetCharCount(name) : 0;
        if (length > limits.NameLength)
            throw Exceeded($"a name has {length:N0} characters; the limit is {limits.NameLength:N0}");
        AddMemory(2L * name.Length);
    }

    /// <summary>Counts integers outside of the large tensors, which are not parsed.</summary>
    /// <exception cref="ResourceLimitException">There are more than the limits allow.</exception>
    public void AddNumbers(int count)
    {
        long limit = 16L * Math.Max(limits.Nodes, limits.Tensors);
        if (count > limit - _numbers)
            throw Exceeded($"more than {limit:N0} integers in attributes, shapes and small tensors");
        _numbers += count;
        AddMemory(8L * count);
    }

    /// <summary>The exception for something beyond a limit.</summary>
    public ResourceLimitException Exceeded(string what) => new($"{path}: {what}.");

    private void AddMemory(long bytes)
    {
        _memory += bytes;
        if (_memory > MemoryOfAnyFile + MemoryOfByte * fileBytes)
            throw Exceeded($"its messages would take more than {MemoryOfByte} bytes of memory for each byte, so that most are empty");
    }
}
