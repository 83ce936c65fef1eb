using System.Buffers.Binary;
using System.Text;
using NetInsight.Formats.Reading;

namespace NetInsight.Formats;

/// <summary>
/// Recognises files of other tools by their content and says how to convert them, so that none is called a broken ONNX file.
/// </summary>
internal static class ForeignFile
{
    /// <summary>What is said of a pointer of Git LFS.</summary>
    public const string Pointer = "is a Git LFS pointer, not the file itself: run \"git lfs pull\" in its repository.";

    /// <summary>The bytes that are looked at, at the beginning and at the end (where a zip file lists its entries).</summary>
    private const int BlockBytes = 1 << 16;

    /// <summary>Opens a file, once; throws where the path names no regular file, or the file belongs to another tool.</summary>
    /// <exception cref="ModelFormatException">What it is, and how to convert it.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static ByteSource Open(string path)
    {
        if (Directory.Exists(path) && File.Exists(Path.Combine(path, "saved_model.pb")))
        {
            throw new ModelFormatException(
                path, "", $"is a folder with a TensorFlow SavedModel. {FromTensorFlow("--saved-model FOLDER")}");
        }

        ByteSource file = ByteSource.Open(path);
        try
        {
            Refuse(file, path);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Throws where the bytes of a file belong to another tool.</summary>
    /// <exception cref="ModelFormatException">What it is, and how to convert it.</exception>
    public static void Refuse(ByteSource file, string name)
    {
        byte[] start = file.Start(BlockBytes), end = [];
        if (IsZip(start) && file.Length > BlockBytes)
        {
            end = new byte[BlockBytes];
            end = end[..file.ReadSome(end, file.Length - BlockBytes)];
        }

        Refuse(start, end, name);
    }

    private static void Refuse(ReadOnlySpan<byte> start, ReadOnlySpan<byte> end, string name)
    {
        if (Describe(start, end) is { } rule)
            throw new ModelFormatException(name, "", rule);
    }

    /// <summary>What the file is and how to convert it; null where it may be one that is read.</summary>
    private static string? Describe(ReadOnlySpan<byte> start, ReadOnlySpan<byte> end)
    {
        if (IsPointer(start))
            return Pointer;
        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A]))
            return $"is an HDF5 file, as Keras writes (.h5). {FromKeras}";
        if (start.Length >= 8 && start[4..8].SequenceEqual("TFL3"u8))
            return $"is a TensorFlow Lite model. {FromTensorFlow("--tflite FILE")}";
        if (start.Length >= 8 && start[4..8].SequenceEqual("ORTM"u8))
            return "is in ONNX Runtime's own format (.ort): use the ONNX file from which it was made.";
        if (start.StartsWith("GGUF"u8))
            return "is a GGUF file of language models: only networks for images in ONNX are read.";
        if (IsZip(start))
            return Zip(start, end);
        return Text(start) ?? TensorFlowGraph(start);
    }

    /// <summary>Whether a file is a pointer of Git LFS, which stands where the file itself was not downloaded.</summary>
    public static bool IsPointer(ReadOnlySpan<byte> start) =>
        start.StartsWith("version https://git-lfs"u8) || start.StartsWith("version https://hawser"u8);

    private static bool IsZip(ReadOnlySpan<byte> start) => start.StartsWith("PK\x03\x04"u8);

    /// <summary>Zip files are told apart by the names of their entries.</summary>
    private static string? Zip(ReadOnlySpan<byte> start, ReadOnlySpan<byte> end)
    {
        List<string> names = [];
        AddNames(names, start, "PK\x03\x04"u8, 26, 30);         // local headers
        AddNames(names, start, "PK\x01\x02"u8, 28, 46);         // the central directory, at the end
        AddNames(names, end, "PK\x01\x02"u8, 28, 46);
        if (Any("model.weights.h5"))
            return $"is a Keras 3 file (.keras). {FromKeras}";
        if (names.Exists(name => name.StartsWith("TransformerChain", StringComparison.Ordinal)) || Any("Model.key") || Any("TrainingInfo"))
        {
            return "is an ML.NET model (zip): write an ONNX file with mlContext.Model.ConvertToOnnx(model, data, stream), "
                + "or use the ONNX file from which its pipeline was made.";
        }

        if (Any("constants.pkl") || names.Exists(name => name.Contains("/code/", StringComparison.Ordinal)))
        {
            return "is a TorchScript program: load it in Python with torch.jit.load and write an ONNX file with "
                + "torch.onnx.export(model, example, \"model.onnx\"), or save its state dict for Weights.Load.";
        }

        if (Any("serialized_exported_program.json") || Any("models/model.json"))
        {
            return "is a program of torch.export (.pt2): write an ONNX file in Python with "
                + "torch.onnx.export(program, dynamo=True).save(\"model.onnx\").";
        }

        return Any("data.pkl") ? null
            : Any("saved_model.pb") ? $"is a zip file with a TensorFlow SavedModel: unpack it. {FromTensorFlow("--saved-model FOLDER")}"
            : Any(".onnx") ? "is a zip file with an ONNX file in it: unpack it and load that."
            : Any(".npy") ? "is a NumPy archive of several arrays (.npz): save one array as .npy, or all with safetensors.numpy.save_file."
            : null;

        bool Any(string ending) => names.Exists(name =>
            name.EndsWith(ending, StringComparison.Ordinal) || name.Contains($"{ending}/", StringComparison.Ordinal)
            || name.Contains($"{ending}\\", StringComparison.Ordinal));
    }

    /// <summary>Adds the names after a signature: their length stands in 2 bytes at one offset from it, their text at another.</summary>
    private static void AddNames(List<string> names, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature, int lengthAt, int nameAt)
    {
        for (int at = bytes.IndexOf(signature); at >= 0 && at + nameAt <= bytes.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + lengthAt)..]);
            if (at + nameAt + length <= bytes.Length)
                names.Add(Encoding.UTF8.GetString(bytes.Slice(at + nameAt, length)));
            int next = bytes[(at + nameAt)..].IndexOf(signature);
            at = next < 0 ? -1 : at + nameAt + next;
        }
    }

    private static string? Text(ReadOnlySpan<byte> start)
    {
        if (start[..Math.Min(start.Length, 16)].Contains((byte)0))
            return null;                                        // binary: the first bytes of a safetensors file may look like text
        ReadOnlySpan<byte> text = (start is [0xEF, 0xBB, 0xBF, ..] ? start[3..] : start).TrimStart(" \t\r\n"u8);
        if (text is [(byte)'<', ..])
        {
            string head = Encoding.UTF8.GetString(text[..Math.Min(text.Length, 4096)]);
            return head.Contains("<net ", StringComparison.Ordinal) || head.Contains("<net>", StringComparison.Ordinal)
                ? "is an OpenVINO network (.xml beside a .bin): use the ONNX file from which it was converted, "
                    + "or export the original network to ONNX again."
                : head.Contains("<html", StringComparison.OrdinalIgnoreCase)
                    || head.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase)
                ? "is a web page, not a model: the download brought an HTML page; fetch the raw file."
                : head.StartsWith("<?xml", StringComparison.Ordinal) || head.Contains("</", StringComparison.Ordinal)
                ? "is an XML file; it holds no labels, and no network that is read."
                : null;
        }

        if (text is [(byte)'{', ..])
        {
            return text.IndexOf("\"modelTopology\""u8) >= 0 || text.IndexOf("\"weightsManifest\""u8) >= 0
                ? $"is a TensorFlow.js model. {FromTensorFlow("--tfjs FILE")}"
                : text.IndexOf("\"class_name\""u8) >= 0 && text.IndexOf("\"config\""u8) >= 0
                ? $"is the architecture of a Keras model without its weights. {FromKeras}"
                : null;
        }

        if (text.StartsWith("[net]"u8) || text.StartsWith("[convolutional]"u8))
            return "is a Darknet configuration: convert it and its weights to ONNX, for instance with pytorch-YOLOv4's darknet2onnx.py.";
        if (text.StartsWith("7767517"u8))
            return "is an ncnn network: use the ONNX file from which it was converted.";
        return text.StartsWith("name:"u8) || text.StartsWith("layer {"u8) || text.StartsWith("input:"u8)
            ? "is a Caffe network (.prototxt): convert it and its .caffemodel to ONNX, for instance with caffe2onnx."
            : null;
    }

    /// <summary>
    /// Protobufs of TensorFlow. A SavedModel begins with schema version 1 (08 01) and a message in field 2 that begins with one (0A), where
    /// ONNX has the producer's name; a GraphDef is a list of nodes in field 1, which is a number in ONNX: 0A length, 0A name, 12 operator.
    /// </summary>
    private static string? TensorFlowGraph(ReadOnlySpan<byte> start)
    {
        int content = 3;
        while (content < start.Length && start[content] >= 0x80)
            content++;                                          // the length, 7 bits a byte
        if (start is [0x08, 0x01, 0x12, ..] && content + 1 < start.Length && start[content + 1] == 0x0A)
            return $"is a TensorFlow SavedModel. {FromTensorFlow("--saved-model FOLDER")}";
        if (start is not [0x0A, _, ..])
            return null;
        int at = start[1] < 0x80 ? 2 : 3;
        if (start.Length < at + 2 || start[at] != 0x0A || start[at + 1] >= 0x80)
            return null;
        at += 2 + start[at + 1];
        return start.Length > at + 2 && start[at] == 0x12 && start.Length >= at + 2 + start[at + 1]
            && Operators.Contains(Encoding.ASCII.GetString(start.Slice(at + 2, start[at + 1])))
            ? $"is a frozen TensorFlow graph (.pb). {FromTensorFlow("--graphdef FILE --inputs NAME:0 --outputs NAME:0")}"
            : null;
    }

    /// <summary>TensorFlow's operators with which graphs begin.</summary>
    private static readonly HashSet<string> Operators = new(StringComparer.Ordinal)
    {
        "Placeholder", "PlaceholderWithDefault", "Const", "VariableV2", "VarHandleOp", "NoOp", "Identity", "DecodeJpeg", "Cast", "Variable",
    };

    private static string FromKeras =>
        "Write an ONNX file in Python with model.export(\"model.onnx\", format=\"onnx\") (Keras 3) or tf2onnx.convert.from_keras(model, "
        + "output_path=\"model.onnx\").";

    private static string FromTensorFlow(string source) => $"Convert it: python -m tf2onnx.convert {source} --output model.onnx.";
}
