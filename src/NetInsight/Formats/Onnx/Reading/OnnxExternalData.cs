using System.Globalization;
using NetInsight.Formats.Reading;
using NetInsight.Imaging;
using NetInsight.Imaging.Files;

namespace NetInsight.Formats.Onnx.Reading;

/// <summary>
/// Tensors in external files: read only from inside the model's folder, from regular files, never through links. Path traversal in other
/// readers was reported four times (CVE-2022-25882, CVE-2024-27318, CVE-2026-27489, CVE-2026-34446). A file is opened once and judged on
/// its handle, so that exchanging it meanwhile gains nothing.
/// </summary>
/// <param name="modelPath">The model's file.</param>
/// <param name="model">What that is; null where the system does not say.</param>
/// <param name="limits">Limits of files.</param>
internal sealed class OnnxExternalData(string modelPath, FileStatus? model, LoadLimits limits) : IDisposable
{
    private static readonly HashSet<string> KnownKeys = ["location", "offset", "length", "checksum", "basepath"];

    private static readonly HashSet<string> DeviceNames = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(i => new[] { $"COM{i}", $"LPT{i}" })],
            StringComparer.OrdinalIgnoreCase);

    private string _location = "";
    private ByteSource? _file;                          // that of the location, for tensor after tensor

    /// <summary>Where a tensor lies.</summary>
    /// <param name="tensor">The tensor, whose external_data says where.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="expected">The bytes that its shape and type need.</param>
    /// <exception cref="ModelFormatException">The entries break a rule, or do not fit the tensor.</exception>
    public (string Location, long Offset, int Length) RangeOf(TensorProto tensor, string name, long expected)
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
        CheckLocation(location, name);
        if (length > Array.MaxLength)
        {
            throw new ResourceLimitException($"{Printable.Escape(modelPath)}: tensor '{Printable.Escape(name)}' has {length:N0} bytes; "
                + $"one array holds {Array.MaxLength:N0}.");
        }

        return (location, offset, (int)length);
    }

    /// <summary>The open file of a location, which holds the range.</summary>
    /// <exception cref="ModelFormatException">
    /// It is no regular file inside the model's folder, or is reached through a link, or ends before the range.
    /// </exception>
    public ByteSource Open((string Location, long Offset, int Length) range, string name)
    {
        ByteSource file = Open(range.Location, name);
        if (range.Offset > file.Length - range.Length)
        {
            throw Fault(name, $"asks for bytes {range.Offset:N0} to {(Int128)range.Offset + range.Length:N0} of '{range.Location}', "
                + $"which has {file.Length:N0}.");
        }

        return file;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private ByteSource Open(string location, string name)
    {
        if (_file is not null && _location == location)
            return _file;
        _file?.Dispose();
        _file = null;
        string folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
        ByteSource file = ByteSource.Of(RegularFile.OpenBelow(
            folder, location.Split('/'), rule => Fault(name, $"names the location '{location}', which {rule}.")));
        try
        {
            bool isModel = file.Status is { } status && model is { } own ? status.IsSameFile(own)
                : string.Equals(Path.Combine(folder, location), Path.GetFullPath(modelPath), StringComparison.Ordinal);
            if (isModel)
                throw Fault(name, "names the model's own file.");
            if (file.Length > limits.FileBytes)
            {
                throw new ResourceLimitException(
                    $"{Printable.Escape(location)} has {file.Length:N0} bytes; the limit is {limits.FileBytes:N0}.");
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }

        (_file, _location) = (file, location);
        return file;
    }

    /// <summary>A location must be a simple relative path, by the rules of all systems.</summary>
    private void CheckLocation(string location, string name)
    {
        bool isInside = location.Length > 0 && location.IndexOfAny(['\\', ':', '\0']) < 0 && !Path.IsPathRooted(location)
            && location.Split('/').All(part => part.Length > 0 && part is not ("." or "..") && !DeviceNames.Contains(part.Split('.')[0]));
        if (!isInside)
            throw Fault(name, $"names the location '{location}'; a simple relative path inside the model's folder is expected.");
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
}
