using Google.Protobuf;

namespace NetInsight.Tests.Formats.Onnx;

/// <summary>Bytes of ONNX files that no builder of messages would write.</summary>
internal static class OnnxBytes
{
    /// <summary>graph { node { attribute { g: graph { ... } } } }, written from the inside out.</summary>
    public static byte[] Nested(int depth)
    {
        List<byte[]> heads = [];
        long length = 0;
        for (int i = 0; i < depth; i++)
        {
            byte[] attribute = [0x32, .. Varint(length)];
            byte[] node = [0x2a, .. Varint(length + attribute.Length)];
            byte[] graph = [0x0a, .. Varint(length + attribute.Length + node.Length)];
            heads.Add([.. graph, .. node, .. attribute]);
            length += attribute.Length + node.Length + graph.Length;
        }

        heads.Reverse();
        return [0x3a, .. Varint(length), .. heads.SelectMany(head => head)];
    }

    /// <summary>A graph of so many empty messages in one field.</summary>
    public static byte[] Repeated(byte tag, int count)
    {
        byte[] messages = new byte[2 * count];
        for (int i = 0; i < messages.Length; i += 2)
            messages[i] = tag;
        return [0x3a, .. Varint(messages.Length), .. messages];
    }

    /// <summary>Nine bytes that claim a tensor of so many bytes of data.</summary>
    public static byte[] Claim(long length) => [0x3a, 0x07, 0x2a, 0x05, 0x4a, .. Varint(length)];

    private static byte[] Varint(long value)
    {
        using MemoryStream stream = new();
        using (CodedOutputStream output = new(stream, leaveOpen: true))
            output.WriteUInt64((ulong)value);
        return stream.ToArray();
    }
}
