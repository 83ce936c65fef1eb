namespace NetInsight.Tool.Running;

/// <summary>The images of a command line: files, and all images of folders.</summary>
internal static class ImagePaths
{
    /// <summary>Paths of the images, in the order given; those of a folder in the order of their names.</summary>
    /// <exception cref="InputException">A path leads nowhere, or a folder holds no images.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths)
    {
        List<string> files = [];
        foreach (string path in paths)
        {
            if (!Directory.Exists(path))
            {
                files.Add(File.Exists(path) ? path : throw new InputException($"{path}: there is no such image or folder."));
                continue;
            }

            IReadOnlyList<string> found = ImageFolder.Files(path);
            if (found.Count == 0)
                throw new InputException($"{path}: the folder holds no images (.png, .jpg, .jpeg, .webp, .bmp, .gif).");
            files.AddRange(found);
        }

        return [.. files.Distinct()];
    }

    /// <summary>Unique names: of the file, or the whole path where two files have the same.</summary>
    public static IReadOnlyDictionary<string, string> NamesOf(IReadOnlyList<string> paths)
    {
        HashSet<string> twice = [.. paths.GroupBy(path => Path.GetFileName(path)).Where(same => same.Count() > 1).Select(same => same.Key)];
        return paths.ToDictionary(path => path, path => twice.Contains(Path.GetFileName(path)) ? path : Path.GetFileName(path));
    }
}
