using System.Globalization;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>A labelled data set on disk: one subfolder for each class, read lazily, one image at a time.</summary>
public static class LabelledFolder
{
    /// <summary>
    /// The images of the subfolders, in ordinal order of classes and names, named <c>subfolder/file</c>. A subfolder is called by the
    /// class's name among the model's labels, or by its index.
    /// </summary>
    /// <param name="model">The classifier, whose classes they are.</param>
    /// <param name="folder">The folder; its subfolders are listed by this call, images are read during enumeration.</param>
    /// <param name="unreadable">
    /// Called for each file that cannot be read, which is then skipped. Null: the first such file ends the sequence with its exception.
    /// </param>
    /// <param name="limits">Limits of size and strictness; null means <see cref="ImageLimits.Default"/>.</param>
    /// <exception cref="ArgumentException">
    /// There is no subfolder, or one is called by no class of the network, or two by the same; the message names it.
    /// </exception>
    /// <exception cref="IOException">There is no such folder, or it cannot be read.</exception>
    public static IEnumerable<LabelledImage> Read(
        Model model, string folder, Action<UnreadableImage>? unreadable = null, ImageLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string[] paths = [.. Directory.EnumerateDirectories(folder).OrderBy(Path.GetFileName, StringComparer.Ordinal)];
        if (paths.Length == 0)
            throw new ArgumentException($"'{folder}' has no subfolders; one for each class is expected.", nameof(folder));
        (string Name, string Path, int Class)[] classes =
            [.. paths.Select(path => (Path.GetFileName(path), path, ClassOf(model, Path.GetFileName(path))))];
        foreach (IGrouping<int, (string Name, string Path, int Class)> same in classes.GroupBy(each => each.Class))
        {
            if (same.ElementAtOrDefault(1) is { Name: { } second })
            {
                throw new ArgumentException(
                    $"The subfolders '{Printable.Escape(same.First().Name)}' and '{Printable.Escape(second)}' of '{folder}' both stand for "
                    + $"class {same.Key}.",
                    nameof(folder));
            }
        }

        return Images();

        IEnumerable<LabelledImage> Images()
        {
            foreach ((string name, string path, int index) in classes)
            {
                foreach (NamedImage image in ImageFolder.Read(path, unreadable, limits))
                    yield return new LabelledImage($"{name}/{image.Id}", image.Image, index);
            }
        }
    }

    private static int ClassOf(Model model, string name)
    {
        int index = model.Labels?.IndexOf(name) ?? -1;
        if (index < 0 && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            index = number;
        if (index >= 0 && (model.ClassCount is not { } classes || index < classes))
            return index;
        string labels = model.Labels is null ? "the network has no labels" : "no label is called so";
        throw new ArgumentException(
            $"The subfolder '{Printable.Escape(name)}' stands for no class of the network: {labels}, and it is no index"
            + (model.ClassCount is { } count ? $" from 0 to {count - 1}." : "."),
            "folder");
    }
}
