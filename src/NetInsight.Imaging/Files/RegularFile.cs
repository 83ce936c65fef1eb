using Microsoft.Win32.SafeHandles;

namespace NetInsight.Imaging.Files;

/// <summary>
/// Opens files that someone else may have placed: only regular ones, decided on the open handle, so that nothing can be exchanged between
/// the look and the reading. A pipe or device neither blocks nor is read.
/// </summary>
internal static class RegularFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file; links are followed, since the caller named it.</param>
    /// <param name="refuse">The exception for anything but a regular file; its argument says what it is: <c>is a folder; ...</c></param>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SafeFileHandle Open(string path, Func<string, Exception> refuse)
    {
        path = Path.GetFullPath(path);
        if (Directory.Exists(path))
            throw refuse("is a folder; the path of a file is expected.");
        SafeFileHandle file = OpenForReading(path, refuse);
        try
        {
            if (StatusOf(file) is { Kind: not FileKind.Regular } status)
            {
                throw refuse(status.Kind == FileKind.Folder
                    ? "is a folder; the path of a file is expected."
                    : "is no regular file, but a pipe or device.");
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>As <see cref="Open"/>, as a stream without a buffer.</summary>
    public static FileStream OpenStream(string path, Func<string, Exception> refuse)
    {
        SafeFileHandle file = Open(path, refuse);
        try
        {
            return new FileStream(file, FileAccess.Read, bufferSize: 0, isAsync: false);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a file below a folder for reading, following no link on the way (on Linux by handles of folders, so that nothing can be
    /// exchanged meanwhile; elsewhere the way is looked at before and after the file is opened).
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="components">The names of folders, and of the file at the end.</param>
    /// <param name="refuse">The exception for anything but a regular file with one name; its argument says what it is.</param>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SafeFileHandle OpenBelow(string folder, string[] components, Func<string, Exception> refuse)
    {
        bool isLink = false;
        SafeFileHandle? file = OperatingSystem.IsLinux()
            ? LinuxFile.OpenBelow(folder, components, out isLink) : OpenWithoutLinks(folder, components, refuse, out isLink);
        if (file is null)
            throw refuse(isLink ? "goes through a link" : "is no file");
        try
        {
            FileStatus? status = StatusOf(file);
            if (!OperatingSystem.IsLinux() && GoesThroughLink(folder, components))
                throw refuse("goes through a link");
            if (status is { Kind: FileKind.Link })
                throw refuse("goes through a link");
            if (status is { Kind: not FileKind.Regular } other)
                throw refuse(other.Kind == FileKind.Folder ? "is no file" : "is no regular file, but a pipe or device");
            return status is { Links: > 1 } ? throw refuse("is a hard link: it has more than one name") : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What an open file is; null where the system does not say.</summary>
    public static FileStatus? StatusOf(SafeFileHandle file) =>
        OperatingSystem.IsLinux() ? LinuxFile.StatusOf(file) : OperatingSystem.IsWindows() ? WindowsFile.StatusOf(file) : null;

    private static SafeFileHandle OpenForReading(string path, Func<string, Exception> refuse)
    {
        if (OperatingSystem.IsLinux())
            return LinuxFile.Open(path);
        // Where handles do not tell: pipes and devices have no length, and opening them might block.
        if (!OperatingSystem.IsWindows() && new FileInfo(path) is { Exists: true, Length: 0 })
            throw refuse("is empty, or no regular file");
        return File.OpenHandle(path);
    }

    private static SafeFileHandle? OpenWithoutLinks(string folder, string[] components, Func<string, Exception> refuse, out bool isLink)
    {
        isLink = GoesThroughLink(folder, components);
        string path = Path.Combine([folder, .. components]);
        return isLink || !File.Exists(path) ? null : OpenForReading(path, refuse);
    }

    private static bool GoesThroughLink(string folder, string[] components)
    {
        string path = folder;
        foreach (string component in components)
        {
            path = Path.Combine(path, component);
            FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            if (info.LinkTarget is not null)
                return true;
        }

        return false;
    }
}
