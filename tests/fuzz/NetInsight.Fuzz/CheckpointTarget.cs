using System.IO.Compression;
using System.Text;

namespace NetInsight.Fuzz;

/// <summary>
/// Files of <see cref="Weights.Load"/>, which detects the format by the first bytes: whole PyTorch checkpoints (<c>checkpoint</c>), and
/// their pickle alone (<c>pickle</c>), since few mutations of a zip file leave it a zip file.
/// </summary>
internal static class CheckpointTarget
{
    /// <summary>The format as a target.</summary>
    public static FuzzTarget Target { get; } =
        new("checkpoint", Read, () => Pickles().Select(Archive), () => [.. Words(), .. ArchiveWords()]);

    /// <summary>The pickle as a target.</summary>
    public static FuzzTarget PickleOnly { get; } = new("pickle", pickle => Read(Archive(pickle)), Pickles, Words);

    private static void Read(byte[] bytes) => TemporaryFile.Use(bytes, path =>
    {
        Weights weights = Weights.Load(path);
        foreach (string name in weights.Shapes!.Keys)
            _ = weights[name];
    });

    /// <summary>
    /// Pickles of torch.save: dicts and an OrderedDict of tensors of several types, a transposed view, and an empty dict.
    /// </summary>
    private static IEnumerable<byte[]> Pickles() =>
    [
        Pickle("}", ("a.weight", "Float", 0, 6, 0, [2, 3], [3, 1]), ("b", "Float", 1, 2, 1, [1], [1])),
        Pickle("ccollections\nOrderedDict\nq\0)Rq\u0001", ("conv.weight", "Half", 0, 12, 0, [1, 2, 3], [6, 3, 1])),
        Pickle("}", ("transposed", "Float", 0, 6, 0, [3, 2], [1, 3]), ("scalar", "Double", 1, 1, 0, [], [])),
        Pickle("}", ("b", "BFloat16", 0, 12, 0, [2, 0], [1, 1]), ("batches", "Long", 1, 1, 0, [], [])),
        Latin("\u0080\u0002}."),
    ];

    private static byte[] Pickle(
        string dict, params (string Name, string Type, int Storage, int Count, int Offset, byte[] Shape, byte[] Strides)[] tensors)
    {
        StringBuilder text = new($"\u0080\u0002{dict}(");
        foreach ((string name, string type, int storage, int count, int offset, byte[] shape, byte[] strides) in tensors)
        {
            text.Append($"{Unicode(name)}ctorch._utils\n_rebuild_tensor_v2\n(({Unicode("storage")}ctorch\n{type}Storage\n")
                .Append($"{Unicode($"{storage}")}{Unicode("cpu")}K{(char)count}tQ")
                .Append($"K{(char)offset}{Tuple(shape)}{Tuple(strides)}\u0089ccollections\nOrderedDict\n)RtR");
        }

        return Latin(text.Append("u.").ToString());
    }

    private static string Unicode(string text) => $"X{(char)text.Length}\0\0\0{text}";

    private static string Tuple(byte[] items) => $"({string.Concat(items.Select(item => $"K{(char)item}"))}t";

    private static byte[] Archive(byte[] pickle)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "archive/data.pkl", pickle);
            Add(archive, "archive/byteorder", Latin("little"));
            Add(archive, "archive/data/0", [.. Enumerable.Range(0, 24).Select(i => (byte)(i % 5 * 16))]);
            Add(archive, "archive/data/1", new byte[8]);
            Add(archive, "archive/version", Latin("3\n"));
        }

        return stream.ToArray();
    }

    private static void Add(ZipArchive archive, string name, byte[] bytes)
    {
        ZipArchiveEntry entry = archive.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using Stream stream = entry.Open();
        stream.Write(bytes);
    }

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    private static IEnumerable<byte[]> Words() => new[]
    {
        "ctorch._utils\n_rebuild_tensor_v2\n", "ctorch._utils\n_rebuild_parameter\n", "ccollections\nOrderedDict\n",
        "ctorch\nFloatStorage\n", "ctorch\nHalfStorage\n", "ctorch\nBFloat16Storage\n", "ctorch\nDoubleStorage\n", "ctorch\nLongStorage\n",
        "ctorch.storage\nUntypedStorage\n", "cos\nsystem\n", ")R", "tR", "tQ", "q\0", "h\0", "K\u0001", "M\u0001\0", "J\0\0\0\u0080",
        "\u008a\u0008\0\0\0\0\0\0\0\u0080", "X\u0001\0\0\0a", "\u0086", "\u0087", "\u0089", "\u0088", "}(", "u", "s", "](", "e", "a", "b",
        "0", "2", "N",
        "\u0095\u0010\0\0\0\0\0\0\0", "\u008c\u0001a", "\u0094", "\u0093", "\u0081", "B\u0001\0\0\0a", "C\u0001a", "r\0\0\0\u0080",
        "j\0\0\0\u0080",
    }.Select(Latin);

    private static IEnumerable<byte[]> ArchiveWords() => new[]
    {
        "PK\u0001\u0002", "PK\u0003\u0004", "PK\u0005\u0006", "PK\u0006\u0006", "PK\u0006\u0007", "archive/data/0", "archive/data.pkl",
        "big",
    }.Select(Latin);
}
