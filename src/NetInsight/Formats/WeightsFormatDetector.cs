using System.Buffers.Binary;
using NetInsight.Formats.PyTorch;
using NetInsight.Formats.Reading;
using NetInsight.Formats.Safetensors;

namespace NetInsight.Formats;

/// <summary>Detects the format of a weights file by its first bytes.</summary>
internal static class WeightsFormatDetector
{
    /// <summary>The bytes that tell every format: a tar file has its magic at 257.</summary>
    private const int PrefixBytes = 512;

    /// <summary>The format of a file.</summary>
    public static WeightsFormat Detect(ByteSource file) => Detect(file.Start(PrefixBytes));

    /// <summary>
    /// The format of a file's first bytes. Safetensors is tried first, because the length before its header may begin like any other
    /// format's magic; no other format has a brace at byte 8 behind a length that small.
    /// </summary>
    public static WeightsFormat Detect(ReadOnlySpan<byte> prefix)
    {
        if (prefix.Length > 8 && prefix[8] == (byte)'{' && BinaryPrimitives.ReadUInt64LittleEndian(prefix) <= SafetensorsHeader.MaxBytes)
            return WeightsFormat.Safetensors;
        return prefix switch
        {
            [(byte)'P', (byte)'K', ..] => WeightsFormat.PyTorchZip,
            [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..] => WeightsFormat.Npy,
            [(byte)PickleOpcode.Protocol, ..] => WeightsFormat.PyTorchLegacy,
            _ when prefix.Length >= 262 && prefix[257..262].SequenceEqual("ustar"u8) => WeightsFormat.PyTorchTar,
            _ => WeightsFormat.Unknown,
        };
    }
}
