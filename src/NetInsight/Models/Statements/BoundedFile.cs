using System.Text;
using NetInsight.Formats;
using NetInsight.Imaging.Files;

namespace NetInsight.Models.Statements;

/// <summary>Reads small text files that were not named by the caller, so that no other file can be read in their place.</summary>
internal static class BoundedFile
{
    /// <summary>The file's text (UTF-8); null where there is no such file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">The largest file that is read.</param>
    /// <exception cref="ModelFormatException">
    /// It is no regular file, a pointer of Git LFS, a link that leads elsewhere, or too large.
    /// </exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string? Read(string path, int maxBytes)
    {
        FileInfo file = new(path);
        if (!file.Exists && file.LinkTarget is null)
            return null;
        if (file.LinkTarget is not null)
            file = Target(file);
        using FileStream stream = RegularFile.OpenStream(file.FullName, rule => Fault(path, rule));
        if (stream.Length > maxBytes)
            throw Fault(path, $"has {stream.Length:N0} bytes; the limit of files beside a model is {maxBytes:N0}.");
        if (stream.Length == 0)
            throw Fault(path, "is empty, or no regular file.");
        byte[] bytes = new byte[(int)Math.Min(stream.Length, maxBytes)];
        bytes = bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        if (ForeignFile.IsPointer(bytes))
            throw Fault(path, ForeignFile.Pointer);
        string text = Encoding.UTF8.GetString(bytes);
        return text.StartsWith('\uFEFF') ? text[1..] : text;
    }

    /// <summary>
    /// The file to which a link leads: one of the same folder, or a blob of Hugging Face's cache (snapshots/REVISION/name links to
    /// blobs/HASH). A repository could otherwise make any file of this machine appear as names of classes.
    /// </summary>
    private static FileInfo Target(FileInfo link)
    {
        if (link.ResolveLinkTarget(returnFinalTarget: true) is not FileInfo { Exists: true } target)
            throw Fault(link.FullName, "is a link that leads to no file.");
        string folder = link.DirectoryName!;
        bool isInside = target.DirectoryName == folder;
        for (DirectoryInfo? above = link.Directory; above is not null && !isInside; above = above.Parent)
        {
            isInside = above.Name == "snapshots" && above.Parent is { } root
                && target.DirectoryName == Path.Combine(root.FullName, "blobs");
        }

        return isInside ? target : throw Fault(link.FullName, "is a link that leads out of its folder.");
    }

    /// <summary>The exception for a file that breaks a rule, with the reason for which it was read.</summary>
    public static ModelFormatException Fault(string path, string rule, Exception? inner = null) => new(
        path,
        "",
        $"{rule} It is read because it lies beside the model; {nameof(ModelOptions)}.{nameof(ModelOptions.ReadNeighborFiles)} = false "
        + "leaves such files unread.",
        inner);
}
