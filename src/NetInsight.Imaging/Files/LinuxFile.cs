using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NetInsight.Imaging.Files;

/// <summary>
/// Linux's calls for files, which .NET 10 does not offer: opening without blocking and without links, and what a handle is.
/// </summary>
internal static class LinuxFile
{
    /// <summary>Stands for the current folder where a handle of a folder is expected (AT_FDCWD).</summary>
    private const int CurrentFolder = -100;

    // Values of x64 and arm64; O_NOFOLLOW and O_DIRECTORY are other bits on ARM.
    private const int NonBlocking = 0x800, CloseOnExec = 0x80000, OnlyPath = 0x200000;
    private const int NoSuchFile = 2, NotPermitted = 1, AccessDenied = 13, NoFolder = 20, TooManyLinks = 40;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64;

    private static int NoFollow => IsArm ? 0x8000 : 0x20000;

    private static int Folder => IsArm ? 0x4000 : 0x10000;

    /// <summary>Opens a file for reading; a pipe or device does not block.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SafeFileHandle Open(string path)
    {
        int file = OpenAt(CurrentFolder, path, NonBlocking | CloseOnExec, 0);
        return file >= 0 ? new SafeFileHandle(file, ownsHandle: true) : throw Failure(Marshal.GetLastPInvokeError(), path);
    }

    /// <summary>
    /// Opens a file below a folder for reading, component by component, each relative to the handle of the one before: no link is followed,
    /// whatever is renamed meanwhile.
    /// </summary>
    /// <param name="folder">The folder, which may itself be reached through links.</param>
    /// <param name="components">The names of folders, and of the file at the end.</param>
    /// <param name="isLink">Whether a component is a link; then there is no handle.</param>
    /// <returns>The file; null where there is none of that name, or a link.</returns>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SafeFileHandle? OpenBelow(string folder, ReadOnlySpan<string> components, out bool isLink)
    {
        isLink = false;
        SafeFileHandle current = Handle(OpenAt(CurrentFolder, folder, OnlyPath | Folder | CloseOnExec, 0), folder);
        for (int i = 0; i < components.Length; i++)
        {
            bool isLast = i == components.Length - 1;
            int flags = CloseOnExec | NoFollow | (isLast ? NonBlocking : OnlyPath | Folder);
            int next = OpenAt((int)current.DangerousGetHandle(), components[i], flags, 0);
            int error = Marshal.GetLastPInvokeError();
            if (next < 0)
                isLink = error is TooManyLinks || (error == NoFolder && IsLink(current, components[i]));
            current.Dispose();
            if (next < 0)
                return error is NoSuchFile or NoFolder or TooManyLinks ? null : throw Failure(error, Path.Combine(folder, components[i]));
            current = new SafeFileHandle(next, ownsHandle: true);
        }

        return current;
    }

    /// <summary>What an open file is; null where the system does not say.</summary>
    public static FileStatus? StatusOf(SafeFileHandle file)
    {
        const int EmptyPath = 0x1000;
        return Status((int)file.DangerousGetHandle(), "", EmptyPath);
    }

    /// <summary>Whether a name in a folder is a link. (Opened as a folder and without links, a link is called no folder.)</summary>
    private static bool IsLink(SafeFileHandle folder, string name)
    {
        const int NoLink = 0x100;
        return Status((int)folder.DangerousGetHandle(), name, NoLink) is { Kind: FileKind.Link };
    }

    private static FileStatus? Status(int file, string path, int flags)
    {
        const uint Basic = 0x7ff;
        byte[] status = new byte[256];
        try
        {
            if (Statx(file, path, flags, Basic, status) != 0)
                return null;
        }
        catch (EntryPointNotFoundException)             // a C library older than 2018
        {
            return null;
        }

        FileKind kind = (BinaryPrimitives.ReadUInt16LittleEndian(status.AsSpan(28)) & 0xf000) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Folder,
            0xa000 => FileKind.Link,
            _ => FileKind.Other,
        };
        return new FileStatus(
            kind,
            BinaryPrimitives.ReadInt32LittleEndian(status.AsSpan(16)),
            BinaryPrimitives.ReadUInt64LittleEndian(status.AsSpan(136)),
            BinaryPrimitives.ReadUInt64LittleEndian(status.AsSpan(32)));
    }

    private static SafeFileHandle Handle(int file, string path) =>
        file >= 0 ? new SafeFileHandle(file, ownsHandle: true) : throw Failure(Marshal.GetLastPInvokeError(), path);

    private static Exception Failure(int error, string path) => error switch
    {
        NoSuchFile when Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder) =>
            new DirectoryNotFoundException($"Could not find a part of the path '{path}'."),
        NoFolder => new DirectoryNotFoundException($"Could not find a part of the path '{path}'."),
        NoSuchFile => new FileNotFoundException($"Could not find file '{path}'.", path),
        AccessDenied or NotPermitted => new UnauthorizedAccessException($"Access to the path '{path}' is denied."),
        _ => new IOException($"'{path}' cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}."),
    };

    [DllImport("libc", EntryPoint = "openat", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false,
        ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenAt(int folder, string path, int flags, int mode);

    [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int file, string path, int flags, uint mask, byte[] status);
}
