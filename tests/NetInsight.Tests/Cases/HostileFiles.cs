using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NetInsight.Tests.Formats.Npy;
using NetInsight.Tests.Formats.Onnx;
using NetInsight.Tests.Formats.PyTorch;
using NetInsight.Tests.Imaging;
using NetInsight.Tests.Imaging.Codecs;

namespace NetInsight.Tests.Cases;

/// <summary>Hostile files, made anew: rows of RELIABILITY.md B3 that cost memory or time where a reader trusts them.</summary>
internal static class HostileFiles
{
    /// <summary>The files by name, which begins with the row.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> All()
    {
        foreach ((string name, byte[] bytes) in Safetensors())
            yield return ($"{name}.safetensors", bytes);
        foreach ((string name, byte[] bytes) in Onnx())
            yield return ($"{name}.onnx", bytes);
        foreach ((string name, byte[] bytes) in PyTorch())
            yield return ($"{name}.pth", bytes);
        yield return ("N1-header-4-GB.npy", [0x93, .. "NUMPY"u8, 2, 0, 0xff, 0xff, 0xff, 0xff]);
        yield return ("N1-no-data.npy", Npy("<f4", "(65536, 65536)"));
        yield return ("N1-objects.npy", Npy("|O", "(3,)"));
        yield return ("N1-expression.npy", NpyBuilder.Bytes("{'descr': __import__('os').system('x')}\n", [], 1));
        foreach ((string name, byte[] bytes) in Images())
            yield return (name, bytes);
    }

    private static byte[] Npy(string type, string shape) =>
        NpyBuilder.Bytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}\n", [], 1);

    private static IEnumerable<(string Name, byte[] Bytes)> Safetensors()
    {
        yield return ("S1-7-bytes", new byte[7]);
        yield return ("S2-length-2^64-1", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, .. new byte[100]]);
        yield return ("S2-length-beyond-the-file", Header("{}", claimed: 100_000_000));
        yield return ("S3-depth-100000", Header(new string('[', 100_000)));
        yield return ("S3-no-UTF-8", Header("{\"\u00ff\":1}", Encoding.Latin1));
        yield return ("S6-shape-2^32-squared", Header(Tensor("a", "4294967296,4294967296", 0, 0)));
        yield return ("S7-overlap", [.. Header($"{{{Entry("a", "2", 0, 8)},{Entry("b", "2", 4, 12)}}}"), .. new byte[12]]);
        StringBuilder tiny = new("{");
        for (int i = 0; i < 300_000; i++)
            tiny.Append(i == 0 ? "" : ",").Append(Entry($"t{i}", "0", 0, 0));
        yield return ("S8-300000-empty-tensors", Header(tiny.Append('}').ToString()));

        static string Tensor(string name, string shape, long from, long to) => $"{{{Entry(name, shape, from, to)}}}";

        static string Entry(string name, string shape, long from, long to) =>
            $"\"{name}\":{{\"dtype\":\"F32\",\"shape\":[{shape}],\"data_offsets\":[{from},{to}]}}";
    }

    private static byte[] Header(string text, Encoding? encoding = null, long? claimed = null)
    {
        byte[] header = (encoding ?? Encoding.UTF8).GetBytes(text), bytes = new byte[8 + header.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, claimed ?? header.Length);
        header.CopyTo(bytes, 8);
        return bytes;
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Onnx()
    {
        byte[] whole = Image().Node("Relu", "x", "y").ToBytes();
        yield return ("O1-empty", []);
        yield return ("O1-cut", whole[..^5]);
        yield return ("O1-zeros", new byte[1 << 20]);
        yield return ("O2-nested-100000", OnnxBytes.Nested(100_000));
        yield return ("O3-claims-2-GB", OnnxBytes.Claim(2_000_000_000));
        yield return ("O4-2000000-empty-nodes", OnnxBytes.Repeated(0x0a, 2_000_000));
        yield return ("O4-2000000-empty-tensors", OnnxBytes.Repeated(0x2a, 2_000_000));
        yield return ("O6-2-billion-elements", Filled(40_000, 50_000));
        yield return ("O7-pad-2^31", Image().Longs("p", 0, 0, 1L << 31, 0, 0, 0, 0, 0).Node("Pad", "x p", "y").ToBytes());
        yield return ("O8-reshape-2^40", Image().Longs("s", 1L << 40).Node("Reshape", "x s", "y").ToBytes());
        yield return ("O8-expand", Image().Longs("s", 1000, 2, 8000, 8000).Node("Expand", "x s", "y").ToBytes());
        yield return ("O8-tile", Image().Longs("r", 1, 1, 10_000, 10_000).Node("Tile", "x r", "y").ToBytes());
        yield return ("O8-constant-2^62", Filled(1L << 62));
        yield return ("O13-name-of-1-MB", new OnnxBuilder().Input("x", 1, 2, 8, 8).Output(new string('n', 1 << 20))
            .Node("Relu", "x", new string('n', 1 << 20)).ToBytes());
        yield return ("F1-sum-of-100000", Image().Node("Sum", string.Join(' ', Enumerable.Repeat("x", 100_000)), "y").ToBytes());

        static byte[] Filled(params long[] shape) =>
            Image().Longs("s", shape).Node("ConstantOfShape", "s", "c").Node("Add", "x c", "y").ToBytes();

        static OnnxBuilder Image() => new OnnxBuilder().Input("x", 1, 2, 8, 8).Output("y");
    }

    private static IEnumerable<(string Name, byte[] Bytes)> PyTorch()
    {
        yield return ("P1-os-system", TorchBuilder.Zip(new PickleBuilder().Op("cos\nsystem\n(").Text("true").Op("tR").Stop()));
        yield return ("P2-LONG4-2-GB", TorchBuilder.Zip(new PickleBuilder().Op(0x8b).Four(int.MaxValue).Stop()));
        yield return ("P2-BINBYTES8-2^62", TorchBuilder.Zip(new PickleBuilder(4).Op(0x8e).Eight(1UL << 62).Stop()));
        yield return ("P2-4000000-opcodes", TorchBuilder.Zip(new PickleBuilder().Op(new string(')', 4_000_000)).Stop()));
        yield return ("P2-4000000-lists", TorchBuilder.Zip(new PickleBuilder().Op(new string(']', 4_000_000)).Stop()));
        TorchStorage ten = TorchStorage.Range("0", 10);
        yield return ("P3-stride-2^40", TorchBuilder.Zip(TorchBuilder.OneTensor(ten, 0, [10], [1L << 40]), ten));
        yield return ("P3-one-element-2^31-times", TorchBuilder.Zip(TorchBuilder.OneTensor(ten, 0, [1L << 31], [0]), ten));
        using MemoryStream bomb = new();
        using (ZipArchive archive = new(bomb, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry("net/data.pkl", CompressionLevel.SmallestSize).Open();
            entry.Write(new byte[64 << 20]);
        }

        yield return ("P4-bomb", bomb.ToArray());
        yield return ("P4-65535-entries", ZipBuilder.Build([.. Enumerable.Range(0, 65_535).Select(i => new ZipPart($"net/{i}", []))]));
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Images()
    {
        yield return ("I1-empty.png", []);
        yield return ("I1-0x0.png", PngBytes.File(0, 0, 8, 2, []));
        yield return ("I1-2^31-square.png", PngBytes.File(int.MaxValue, int.MaxValue, 8, 2, []));
        yield return ("I1-500-million-wide.png", PngBytes.File(1, 500_000_000, 8, 2, []));
        yield return ("I2-30000-square.png", PngBytes.File(30_000, 30_000, 1, 0, new byte[30_000 * 3751]));
        yield return ("I2-9000-square.png", PngBytes.File(9_000, 9_000, 1, 0, new byte[9_000 * 1126]));
        byte[] photo = TestPhoto();
        yield return ("I3-half.jpg", photo[..(photo.Length / 2)]);
        yield return ("I4-drawing.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='99999' height='99999'/>"u8.ToArray());
        byte[] frame = [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
        byte[] frames = [.. Enumerable.Repeat(frame, 100_000).SelectMany(next => next)];
        yield return ("I4-100000-frames.gif", [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, .. frames, 0x3b]);
    }

    private static byte[] TestPhoto() => TestImages.Noise(400, 600).Encode(ImageFormat.Jpeg);
}
