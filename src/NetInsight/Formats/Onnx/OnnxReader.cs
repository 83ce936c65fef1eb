using System.Collections.Immutable;
using Google.Protobuf;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Formats.Reading;
using NetInsight.Imaging;

namespace NetInsight.Formats.Onnx;

/// <summary>Reads ONNX files (Open Neural Network Exchange, opsets 1 to 25) into graphs.</summary>
/// <remarks>
/// Whatever the bytes are, only our own exceptions and I/O exceptions are thrown, no code of the file is run, and no other file is opened
/// but external data inside the model's folder.
/// </remarks>
internal static class OnnxReader
{
    /// <summary>Bytes that are parsed in some milliseconds, without a look at the token.</summary>
    private const int LargeBytes = 1 << 20;

    /// <summary>Discards unknown fields, such as those of training: kept, empty ones would take fifty times their bytes.</summary>
    private static readonly MessageParser<ModelProto> Parser = ModelProto.Parser.WithDiscardUnknownFields(true);

    /// <summary>Reads a file with its inputs as they are; external data may be in its folder.</summary>
    public static OnnxModel Read(string path, LoadLimits limits)
    {
        using ByteSource file = ByteSource.Open(path);
        using OnnxExternalData externalData = new(path, file.Status, limits);
        return Read(file, path, externalData, new OnnxRequest(limits));
    }

    /// <summary>Reads bytes with the inputs as they are; external data is refused.</summary>
    public static OnnxModel Read(ReadOnlyMemory<byte> bytes, string name, LoadLimits limits) =>
        Read(ByteSource.Of(bytes), name, null, new OnnxRequest(limits));

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="externalData">Reads external data; refused where null.</param>
    /// <param name="request">What is asked of the file, and the limits.</param>
    public static OnnxModel Read(ByteSource file, string path, OnnxExternalData? externalData, OnnxRequest request)
    {
        CheckSize(file.Length, path, request.Limits);
        if (OnnxSkeleton.Read(file, path, request.Cancellation) is { } skeleton)
        {
            OnnxRawData rawData = new(file, skeleton.RawDataRanges, path, request.Cancellation);
            return Read(skeleton.Bytes, path, externalData, request, rawData);
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)file.Length);
        file.ReadExactly(bytes, 0, path, request.Cancellation);
        return Read(bytes, path, externalData, request);
    }

    private static OnnxModel Read(
        byte[] bytes, string path, OnnxExternalData? externalData, OnnxRequest request, OnnxRawData? rawData = null)
    {
        try
        {
            OnnxPrescan.Check(bytes, bytes.Length, path, request.Limits, request.Cancellation);
            ModelProto model = Parse(bytes, request.Cancellation);
            if (model.Graph is null)
                throw new ModelFormatException(path, "", bytes.Length == 0 ? "is empty." : "holds no graph: it is no ONNX model.");
            ImmutableArray<string>? labels = OnnxClassLabels.Take(model);
            OnnxFile file = new(model, path, externalData, request.Limits, rawData, request.Cancellation);
            return OnnxConversion.Convert(file, request, Metadata(model)) with { ClassLabels = labels };
        }
        catch (Exception e) when (
            e is InvalidProtocolBufferException or ArgumentException or OverflowException or InvalidOperationException)
        {
            throw new ModelFormatException(path, "", $"is no ONNX model: {e.Rule()}", e);
        }
    }

    /// <summary>
    /// Parses a file; a large one through a stream, which the parser reads in blocks, so that it can be stopped between them.
    /// </summary>
    private static ModelProto Parse(byte[] bytes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (bytes.Length <= LargeBytes || !cancellation.CanBeCanceled)
            return Parser.ParseFrom(bytes);
        using CancellableStream stream = new(bytes, cancellation);
        return Parser.ParseFrom(stream);
    }

    private static ImmutableDictionary<string, string> Metadata(ModelProto model)
    {
        ImmutableDictionary<string, string>.Builder metadata = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (StringStringEntryProto entry in model.MetadataProps)
            metadata[entry.Key] = entry.Value;
        return metadata.ToImmutable();
    }

    private static void CheckSize(long length, string path, LoadLimits limits)
    {
        long limit = Math.Min(limits.FileBytes, Array.MaxLength);
        if (length > limit)
            throw new ResourceLimitException($"{Printable.Escape(path)} has {length:N0} bytes; the limit is {limit:N0}.");
    }
}
