using Google.Protobuf;

namespace NetInsight.Formats.Onnx;

/// <summary>
/// Walks over a file's protobuf without making objects of it, and counts what would become objects: some megabytes of empty nodes would
/// otherwise take a hundred times as much memory before anybody could look at them.
/// </summary>
internal static class OnnxPrescan
{
    private const int DeepestNesting = 32;

    /// <summary>Fields that hold messages, by the message they stand in: what each is, so that the walk knows where to go in.</summary>
    private static readonly Dictionary<(Part In, int Field), Part> Children = new()
    {
        [(Part.Model, 7)] = Part.Graph,
        [(Part.Model, 8)] = Part.Leaf,
        [(Part.Model, 14)] = Part.Leaf,
        [(Part.Model, 25)] = Part.Leaf,
        [(Part.Graph, 1)] = Part.Node,
        [(Part.Graph, 5)] = Part.Tensor,
        [(Part.Graph, 11)] = Part.Value,
        [(Part.Graph, 12)] = Part.Value,
        [(Part.Graph, 15)] = Part.Tensor,
        [(Part.Node, 1)] = Part.Leaf,
        [(Part.Node, 2)] = Part.Leaf,
        [(Part.Node, 5)] = Part.Attribute,
        [(Part.Attribute, 5)] = Part.Tensor,
        [(Part.Attribute, 6)] = Part.Graph,
        [(Part.Attribute, 9)] = Part.Leaf,
        [(Part.Tensor, 6)] = Part.Leaf,
        [(Part.Tensor, 13)] = Part.Leaf,
        [(Part.Value, 2)] = Part.Type,
        [(Part.Type, 1)] = Part.TensorType,
        [(Part.TensorType, 2)] = Part.Extents,
        [(Part.Extents, 1)] = Part.Leaf,
    };

    private enum Part
    {
        Model,
        Graph,
        Node,
        Attribute,
        Tensor,
        Value,
        Type,
        TensorType,
        Extents,
        Leaf,
    }

    /// <summary>Counts and checks.</summary>
    /// <exception cref="ResourceLimitException">There is more of something than the limits allow.</exception>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no protobuf.</exception>
    public static void Check(byte[] bytes, int length, string path, LoadLimits limits) =>
        new Counter(bytes, Printable.Escape(path), limits).Walk(Part.Model, 0, length, 0);

    private sealed class Counter(byte[] bytes, string path, LoadLimits limits)
    {
        private int _nodes, _tensors, _others;

        /// <summary>Walks over one message and those in it.</summary>
        public void Walk(Part part, int offset, int length, int depth)
        {
            if (depth > DeepestNesting)
                throw new ResourceLimitException($"{path}: messages are nested more than {DeepestNesting} deep.");
            CodedInputStream input = new(bytes, offset, length);
            int attributes = 0;
            for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                int start = (int)input.Position;              // counts from the array's start
                input.SkipLastField();
                if (WireFormat.GetTagWireType(tag) != WireFormat.WireType.LengthDelimited
                    || !Children.TryGetValue((part, WireFormat.GetTagFieldNumber(tag)), out Part child))
                    continue;

                Count(child);
                if (child == Part.Attribute && ++attributes > limits.AttributesPerNode)
                    throw new ResourceLimitException($"{path}: a node has more than {limits.AttributesPerNode:N0} attributes.");
                if (child == Part.Leaf)
                    continue;
                CodedInputStream head = new(bytes, start, (int)input.Position - start);
                int content = head.ReadLength();
                Walk(child, (int)head.Position, content, depth + 1);
            }
        }

        private void Count(Part part)
        {
            (int count, int limit, string what) = part switch
            {
                Part.Node => (++_nodes, limits.Nodes, "nodes"),
                Part.Tensor => (++_tensors, limits.Tensors, "tensors"),
                _ => (++_others, 8 * Math.Max(limits.Nodes, limits.Tensors), "names and attributes"),
            };
            if (count > limit)
                throw new ResourceLimitException($"{path}: more than {limit:N0} {what}.");
        }
    }
}
