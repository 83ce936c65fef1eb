namespace NetInsight.Tests;

/// <summary>Finds the reference results and data that lie beside the repository in a folder called <c>shared</c>.</summary>
internal static class SharedFiles
{
    private static readonly string? Root = FindRoot();

    /// <summary>The full path of a file or folder below <c>shared</c>, such as "reference/zoo.json"; null if it is absent.</summary>
    public static string? Find(string relative)
    {
        if (Root is null)
            return null;
        string path = Path.Combine(Root, relative);
        return Path.Exists(path) ? path : null;
    }

    /// <summary>The full path, or a skipped test where the file is absent.</summary>
    public static string Require(string relative)
    {
        string? path = Find(relative);
        if (path is null)
            Assert.Skip($"shared/{relative} is absent");
        return path;
    }

    private static string? FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string shared = Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(Path.Combine(shared, "reference")))
                return shared;
        }

        return null;
    }
}
