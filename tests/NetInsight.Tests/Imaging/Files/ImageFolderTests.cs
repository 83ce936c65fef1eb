using System.Diagnostics;

namespace NetInsight.Tests.Imaging.Files;

public sealed class ImageFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("netinsight-").FullName;

    public ImageFolderTests()
    {
        foreach ((string name, int width) in new[] { ("b.png", 2), ("B.PNG", 3), ("a10.bmp", 4), ("a9.jpg", 5) })
            TestImages.Gradient(6, width).Save(In(name));
        File.WriteAllText(In("notes.txt"), "no image");
        Directory.CreateDirectory(In("c.png"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Images_come_in_ordinal_order_of_their_files()
    {
        string[] names = ["B.PNG", "a10.bmp", "a9.jpg", "b.png"];
        Assert.Equal(names.Select(In), ImageFolder.Files(_folder));
        Assert.Equal(names.Zip([3, 4, 5, 2]), ImageFolder.Read(_folder).Select(named => (named.Id, named.Image.Width)));
        List<string> ids = [];
        await foreach (NamedImage named in ImageFolder.ReadAsync(_folder).WithCancellation(TestContext.Current.CancellationToken))
            ids.Add(named.Id);
        Assert.Equal(names, ids);
    }

    [Fact]
    public async Task Files_that_cannot_be_read_are_reported_and_left_out()
    {
        File.WriteAllText(In("a5.png"), "no image either");
        List<UnreadableImage> reports = [];
        Assert.Equal(4, ImageFolder.Read(_folder, reports.Add).Count());
        UnreadableImage report = Assert.Single(reports);
        Assert.Equal(In("a5.png"), report.Path);
        Assert.StartsWith($"{In("a5.png")}: The file does not begin as", report.ToString());

        int count = 0;
        await foreach (NamedImage _ in ImageFolder.ReadAsync(_folder, reports.Add).WithCancellation(TestContext.Current.CancellationToken))
            count++;
        Assert.Equal((4, 2), (count, reports.Count));
        Assert.Throws<ImageFormatException>(() => ImageFolder.Read(_folder).Count());
        Assert.Equal(5, Count(new ImageLimits { MaxFileBytes = 1 }));

        int Count(ImageLimits limits)
        {
            reports.Clear();
            Assert.Empty(ImageFolder.Read(_folder, reports.Add, limits));
            return reports.Count;
        }
    }

    [Fact]
    public void Images_are_read_during_enumeration()
    {
        File.WriteAllText(In("z.png"), "no image");
        Assert.Equal("B.PNG", ImageFolder.Read(_folder).First().Id);
        Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Read(In("missing")));
        Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.ReadAsync(In("missing")));
        Assert.Throws<ArgumentException>(() => ImageFolder.Files(""));
    }

    /// <summary>Reading a pipe, or a link to one, might never end.</summary>
    [Fact]
    public async Task Pipes_and_empty_files_are_reported_and_left_out()
    {
        File.WriteAllBytes(In("empty.png"), []);
        int odd = 1;
        if (!OperatingSystem.IsWindows())
        {
            using Process maker = Process.Start("mkfifo", In("pipe.png"));
            await maker.WaitForExitAsync(TestContext.Current.CancellationToken);
            File.CreateSymbolicLink(In("link.png"), In("pipe.png"));
            File.CreateSymbolicLink(In("circle.png"), In("circle.png"));
            odd += 3;
        }

        File.CreateSymbolicLink(In("zlink.png"), In("b.png"));
        List<UnreadableImage> reports = [];
        Assert.Equal(5, ImageFolder.Read(_folder, reports.Add).Count());
        Assert.Equal(odd, reports.Count);
        int count = 0;
        await foreach (NamedImage _ in ImageFolder.ReadAsync(_folder, reports.Add).WithCancellation(TestContext.Current.CancellationToken))
            count++;
        Assert.Equal((5, 2 * odd), (count, reports.Count));
    }

    private string In(string name) => Path.Combine(_folder, name);
}
