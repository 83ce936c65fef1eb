using Google.Protobuf;

namespace NetInsight.Formats.Onnx.Reading;

/// <summary>
/// Traverses a file's protobuf without allocating objects and counts the messages: parsed, some megabytes of empty nodes would take a
/// hundred times as much memory before any limit could be checked.
/// </summary>
internal static class OnnxPrescan
{
    private const int MaxNesting = 32;

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
    public static void Check(byte[] bytes, int length, string path, LoadLimits limits, CancellationToken cancellation = default) =>
        new Traversal(bytes, Printable.Escape(path), limits, cancellation).Visit(Message.Model, 0, length, 0);

    private sealed class Traversal(byte[] bytes, string path, LoadLimits limits, CancellationToken cancellation)
    {
        private int _nodes, _tensors, _others;

        /// <summary>Visits one message and, recursively, those in it.</summary>
        public void Visit(Message message, int offset, int length, int depth)
        {
            if (depth > MaxNesting)
                throw new ResourceLimitException($"{path}: messages are nested more than {MaxNesting} deep.");
            CodedInputStream input = new(bytes, offset, length);
            int attributes = 0;
            for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                cancellation.ThrowIfCancellationRequested();
                int start = (int)input.Position;              // relative to the whole array
                input.SkipLastField();
                if (WireFormat.GetTagWireType(tag) != WireFormat.WireType.LengthDelimited
                    || !Children.TryGetValue((message, WireFormat.GetTagFieldNumber(tag)), out Message child))
                    continue;

                Count(child);
                if (child == Message.Attribute && ++attributes > limits.AttributesPerNode)
                    throw new ResourceLimitException($"{path}: a node has more than {limits.AttributesPerNode:N0} attributes.");
                if (child == Message.Leaf)
                    continue;
                CodedInputStream head = new(bytes, start, (int)input.Position - start);
                int content = head.ReadLength();
                Visit(child, (int)head.Position, content, depth + 1);
            }
        }

        private void Count(Message message)
        {
            (int count, int limit, string what) = message switch
            {
                Message.Node => (++_nodes, limits.Nodes, "nodes"),
                Message.Tensor => (++_tensors, limits.Tensors, "tensors"),
                _ => (++_others, 8 * Math.Max(limits.Nodes, limits.Tensors), "names and attributes"),
            };
            if (count > limit)
                throw new ResourceLimitException($"{path}: more than {limit:N0} {what}.");
        }
    }
}
