namespace NetInsight.Imaging.Files;

/// <summary>What an open file is.</summary>
/// <param name="Kind">Regular file, folder or other.</param>
/// <param name="Links">The number of its names (hard links).</param>
/// <param name="Device">The device on which it lies.</param>
/// <param name="Number">Its number on the device (inode, file id): two handles with the same device and number are one file.</param>
internal readonly record struct FileStatus(FileKind Kind, int Links, ulong Device, ulong Number)
{
    /// <summary>Whether two are the same file.</summary>
    public bool IsSameFile(FileStatus other) => Device == other.Device && Number == other.Number;
}

/// <summary>Kinds of files.</summary>
internal enum FileKind
{
    /// <summary>A file with content.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A pipe, socket or device, whose reading may block or never end.</summary>
    Other,
}
