using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NetInsight.Formats.Onnx.Reading;

/// <summary>
/// Tensors in external files: read only from inside the model's folder, from regular files, never through links. Path traversal in other
/// readers was reported four times (CVE-2022-25882, CVE-2024-27318, CVE-2026-27489, CVE-2026-34446).
/// </summary>
internal sealed class OnnxExternalData(string modelPath, LoadLimits limits)
{
    private static readonly HashSet<string> KnownKeys = ["location", "offset", "length", "checksum", "basepath"];

    private static readonly HashSet<string> DeviceNames = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(i => new[] { $"COM{i}", $"LPT{i}" })],
            StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the bytes of a tensor.</summary>
    /// <param name="tensor">The tensor, whose external_data says where they are.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="expected">The bytes that its shape and type need.</param>
    public byte[] Read(TensorProto tensor, string name, long expected)
    {
        Dictionary<string, string> entries = [];
        foreach (StringStringEntryProto entry in tensor.ExternalData)
        {
            if (!KnownKeys.Contains(entry.Key) || !entries.TryAdd(entry.Key, entry.Value))
                throw Fault(name, $"has the unknown or repeated key '{entry.Key}'.");
        }

        string location = entries.GetValueOrDefault("location") ?? throw Fault(name, "names no location.");
        long offset = Integer(entries, "offset", name) ?? 0, length = Integer(entries, "length", name) ?? expected;
        if (length != expected)
            throw Fault(name, $"claims {length:N0} bytes, but its shape and type need {expected:N0}.");

        string path = Resolve(location, name);
        long size = new FileInfo(path).Length;          // before opening, which blocks for a pipe: pipes and devices have length 0
        if (size > limits.FileBytes)
            throw new ResourceLimitException($"{Printable.Escape(path)} has {size:N0} bytes; the limit is {limits.FileBytes:N0}.");
        if (offset > size - length)
            throw Fault(name, $"asks for bytes {offset:N0} to {(Int128)offset + length:N0} of '{location}', which has {size:N0}.");
        if (length > Array.MaxLength)
        {
            throw new ResourceLimitException($"{Printable.Escape(modelPath)}: tensor '{Printable.Escape(name)}' has {length:N0} bytes; "
                + $"one array holds {Array.MaxLength:N0}.");
        }

        if (length == 0)
            return [];
        using SafeFileHandle file = File.OpenHandle(path);
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)length);
        for (int read = 0; read < bytes.Length;)
        {
            int count = RandomAccess.Read(file, bytes.AsSpan(read), offset + read);
            read += count > 0 ? count : throw Fault(name, $"'{location}' ended while it was read.");
        }

        return bytes;
    }

    /// <summary>The full path of a location, which must name a regular file inside the model's folder.</summary>
    private string Resolve(string location, string name)
    {
        bool isInside = location.Length > 0 && location.IndexOfAny(['\\', ':', '\0']) < 0 && !Path.IsPathRooted(location)
            && location.Split('/').All(part => part.Length > 0 && part is not ("." or "..") && !DeviceNames.Contains(part.Split('.')[0]));
        if (!isInside)
            throw Fault(name, $"names the location '{location}'; a simple relative path inside the model's folder is expected.");

        string folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
        string path = folder;
        foreach (string part in location.Split('/'))
        {
            path = Path.Combine(path, part);
            FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            if (info.LinkTarget is not null)
                throw Fault(name, $"names the location '{location}', which goes through a link.");
        }

        if (string.Equals(path, Path.GetFullPath(modelPath), StringComparison.Ordinal))
            throw Fault(name, "names the model's own file.");
        if (!File.Exists(path) || HardLinks(path) > 1)
        {
            string problem = File.Exists(path) ? "a hard link: it has more than one name" : "no file";
            throw Fault(name, $"lies in '{location}', which is {problem}.");
        }

        return path;
    }

    private long? Integer(Dictionary<string, string> entries, string key, string name)
    {
        if (!entries.TryGetValue(key, out string? text))
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Fault(name, $"has the {key} '{text}'; an integer from 0 is expected.");
    }

    private ModelFormatException Fault(string name, string rule) => new(modelPath, $"external data of tensor '{name}'", rule);

    /// <summary>The number of hard links to a file on Linux, 1 elsewhere. A second link may be to a secret outside the folder.</summary>
    private static int HardLinks(string path)
    {
        // AT_FDCWD, AT_SYMLINK_NOFOLLOW, STATX_NLINK
        const int CurrentFolder = -100, NoFollow = 0x100, LinkCount = 4, LinkCountOffset = 16;
        byte[] status = new byte[256];
        return OperatingSystem.IsLinux() && Statx(CurrentFolder, path, NoFollow, LinkCount, status) == 0
            ? BitConverter.ToInt32(status, LinkCountOffset)
            : 1;
    }

    [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, string path, int flags, uint mask, byte[] status);
}
