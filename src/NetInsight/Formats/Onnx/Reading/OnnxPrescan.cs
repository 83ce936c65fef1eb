using Google.Protobuf;
using NetInsight.Imaging;

namespace NetInsight.Formats.Onnx.Reading;

/// <summary>
/// Traverses a file's protobuf without allocating objects and counts messages, strings and numbers: parsed, some megabytes of empty nodes
/// would take a hundred times as much memory before any limit could be checked.
/// </summary>
internal static class OnnxPrescan
{
    private const int MaxNesting = 32;

    /// <summary>Dimensions of a tensor that are parsed; how many are read, <see cref="LoadLimits.Rank"/> says.</summary>
    private const int MostDimensions = 64;

    /// <summary>The kind of message in each field that holds messages, strings or bytes that become objects.</summary>
    private static readonly Dictionary<(Message Parent, int Field), Message> Children = new()
    {
        [(Message.Model, 7)] = Message.Graph,
        [(Message.Model, 8)] = Message.Leaf,
        [(Message.Model, 14)] = Message.Leaf,
        [(Message.Model, 25)] = Message.Function,
        [(Message.Function, 4)] = Message.Leaf,
        [(Message.Function, 5)] = Message.Leaf,
        [(Message.Function, 6)] = Message.Leaf,
        [(Message.Function, 7)] = Message.Node,
        [(Message.Function, 9)] = Message.Leaf,
        [(Message.Function, 11)] = Message.Attribute,
        [(Message.Graph, 1)] = Message.Node,
        [(Message.Graph, 5)] = Message.Tensor,
        [(Message.Graph, 11)] = Message.Value,
        [(Message.Graph, 12)] = Message.Value,
        [(Message.Graph, 15)] = Message.Tensor,
        [(Message.Node, 1)] = Message.Leaf,
        [(Message.Node, 2)] = Message.Leaf,
        [(Message.Node, 5)] = Message.Attribute,
        [(Message.Attribute, 5)] = Message.Tensor,
        [(Message.Attribute, 6)] = Message.Graph,
        [(Message.Attribute, 9)] = Message.Leaf,
        [(Message.Tensor, 6)] = Message.Leaf,
        [(Message.Tensor, 13)] = Message.Leaf,
        [(Message.Value, 2)] = Message.Type,
        [(Message.Type, 1)] = Message.TensorType,
        [(Message.TensorType, 2)] = Message.Dimensions,
        [(Message.Dimensions, 1)] = Message.Leaf,
    };

    private enum Message
    {
        Model,
        Graph,
        Function,
        Node,
        Attribute,
        Tensor,
        Value,
        Type,
        TensorType,
        Dimensions,
        Leaf,               // holds no messages that need counting
    }

    /// <summary>Counts the messages and checks the counts against the limits.</summary>
    /// <exception cref="ResourceLimitException">There is more of something than the limits allow.</exception>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no protobuf.</exception>
    public static void Check(byte[] bytes, int length, string path, LoadLimits limits, CancellationToken cancellation = default)
    {
        OnnxTally tally = new(Printable.Escape(path), limits, length);
        new Traversal(bytes, tally, limits, cancellation).Visit(Message.Model, 0, length, 0);
    }

    private sealed class Traversal(byte[] bytes, OnnxTally tally, LoadLimits limits, CancellationToken cancellation)
    {
        /// <summary>Visits one message and, recursively, those in it.</summary>
        public void Visit(Message message, int offset, int length, int depth)
        {
            if (depth > MaxNesting)
                throw tally.Exceeded($"messages are nested more than {MaxNesting} deep");
            CodedInputStream input = new(bytes, offset, length);
            int attributes = 0, dimensions = 0;
            for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                cancellation.ThrowIfCancellationRequested();
                int start = (int)input.Position;              // relative to the whole array
                input.SkipLastField();
                int field = WireFormat.GetTagFieldNumber(tag);
                ReadOnlySpan<byte> content = bytes.AsSpan(start, (int)input.Position - start);
                bool isPacked = WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited;
                if (IsNumbers(message, field))
                {
                    int count = isPacked ? Varints(WithoutLength(content)) : 1;
                    tally.AddNumbers(count);
                    dimensions += message == Message.Tensor && field == 1 ? count : 0;
                    if (dimensions > Math.Max(limits.Rank, MostDimensions))
                        throw tally.Exceeded($"a tensor has more than {Math.Max(limits.Rank, MostDimensions)} dimensions");
                    continue;
                }

                if (!isPacked)
                    continue;
                if (IsName(message, field))
                    tally.AddName(WithoutLength(content));
                if (!Children.TryGetValue((message, field), out Message child))
                    continue;
                tally.Add(KindOf(message, child), content.Length);
                if (child == Message.Attribute && ++attributes > limits.AttributesPerNode)
                    throw tally.Exceeded($"a node has more than {limits.AttributesPerNode:N0} attributes");
                if (child == Message.Leaf)
                    continue;
                ReadOnlySpan<byte> inner = WithoutLength(content);
                if (!inner.IsEmpty)
                    Visit(child, (int)input.Position - inner.Length, inner.Length, depth + 1);
            }
        }

        private static OnnxTally.Kind KindOf(Message parent, Message child) => child switch
        {
            Message.Node => OnnxTally.Kind.Node,
            Message.Tensor => OnnxTally.Kind.Tensor,
            Message.Function => OnnxTally.Kind.Function,
            Message.Attribute => OnnxTally.Kind.Attribute,
            Message.Leaf when parent == Message.Model => OnnxTally.Kind.Metadata,
            _ => OnnxTally.Kind.Other,
        };

        /// <summary>
        /// Fields of numbers of variable size, which take more memory than bytes: dims, integers of attributes and tensors.
        /// </summary>
        private static bool IsNumbers(Message message, int field) => message switch
        {
            Message.Tensor => field is 1 or OnnxStoredData.Int32Data or OnnxStoredData.Int64Data or OnnxStoredData.Uint64Data,
            Message.Attribute => field == 8,
            _ => false,
        };

        /// <summary>Names of values, nodes, operators, attributes and tensors.</summary>
        private static bool IsName(Message message, int field) => message switch
        {
            Message.Node => field is 1 or 2 or 3 or 4 or 7,
            Message.Attribute => field is 1 or 21,
            Message.Tensor => field == 8,
            Message.Function => field is 1 or 4 or 5 or 6 or 10,
            Message.Value => field == 1,
            _ => false,
        };

        private static int Varints(ReadOnlySpan<byte> content)
        {
            int count = 0;
            foreach (byte next in content)
                count += next < 0x80 ? 1 : 0;
            return count;
        }

        /// <summary>The content of a field behind its length.</summary>
        private static ReadOnlySpan<byte> WithoutLength(ReadOnlySpan<byte> field)
        {
            int at = 0;
            while (field[at] >= 0x80)
                at++;
            return field[(at + 1)..];
        }
    }
}
