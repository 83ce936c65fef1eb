using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NetInsight.Imaging.Files;

/// <summary>Windows' calls for what a handle is, which .NET 10 does not offer.</summary>
internal static class WindowsFile
{
    /// <summary>What an open file is; null where the system does not say.</summary>
    public static FileStatus? StatusOf(SafeFileHandle file)
    {
        const int Disk = 1, FolderAttribute = 0x10, LinkAttribute = 0x400;
        if (GetFileType(file) != Disk)
            return new FileStatus(FileKind.Other, 1, 0, 0);
        if (!GetFileInformationByHandle(file, out HandleInformation status))
            return null;
        FileKind kind = (status.Attributes & FolderAttribute) != 0 ? FileKind.Folder
            : (status.Attributes & LinkAttribute) != 0 ? FileKind.Link : FileKind.Regular;
        return new FileStatus(kind, status.Links, status.Volume, (ulong)status.IndexHigh << 32 | status.IndexLow);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct HandleInformation
    {
        public uint Attributes, CreatedLow, CreatedHigh, AccessedLow, AccessedHigh, WrittenLow, WrittenHigh, Volume, SizeHigh, SizeLow;
        public int Links;
        public uint IndexHigh, IndexLow;
    }

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int GetFileType(SafeFileHandle file);

    [DllImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetFileInformationByHandle(SafeFileHandle file, out HandleInformation status);
}
