using System.Buffers.Binary;
using NetInsight.Formats.PyTorch;
using NetInsight.Formats.Safetensors;

namespace NetInsight.Formats;

/// <summary>The formats of files of weights.</summary>
internal enum WeightsFormat
{
    /// <summary>Begins as none of the others.</summary>
    Unknown,

    /// <summary>A length of 8 bytes, then a JSON header.</summary>
    Safetensors,

    /// <summary>A zip file, as torch.save writes since 1.6.</summary>
    PyTorchZip,

    /// <summary>Pickles and numbers, as torch.save wrote before 1.6.</summary>
    PyTorchLegacy,

    /// <summary>One array of NumPy, as numpy.save writes.</summary>
    Npy,

    /// <summary>A tar file, as torch.save wrote before 0.1.10.</summary>
    PyTorchTar,
}

/// <summary>Tells formats by a file's first bytes.</summary>
internal static class WeightsFormats
{
    /// <summary>The bytes by which every format can be told.</summary>
    private const int StartBytes = 512;

    /// <summary>The format of a file.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="ModelFormatException">It is no regular file, such as a pipe.</exception>
    public static WeightsFormat Recognize(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (!file.CanSeek)
            throw new ModelFormatException(path, "", "is no regular file.");
        Span<byte> start = stackalloc byte[StartBytes];
        return Recognize(start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]);
    }

    /// <summary>
    /// The format of bytes. Safetensors comes first, for the length before its header may begin as any other format; its header's brace at
    /// byte 8 and the zeros before it are found in no other.
    /// </summary>
    public static WeightsFormat Recognize(ReadOnlySpan<byte> start)
    {
        if (start.Length > 8 && start[8] == (byte)'{' && BinaryPrimitives.ReadUInt64LittleEndian(start) <= SafetensorsHeader.MostBytes)
            return WeightsFormat.Safetensors;
        return start switch
        {
            [(byte)'P', (byte)'K', ..] => WeightsFormat.PyTorchZip,
            [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..] => WeightsFormat.Npy,
            [(byte)PickleOpcode.Protocol, ..] => WeightsFormat.PyTorchLegacy,
            _ when start.Length >= 262 && start[257..262].SequenceEqual("ustar"u8) => WeightsFormat.PyTorchTar,
            _ => WeightsFormat.Unknown,
        };
    }
}
