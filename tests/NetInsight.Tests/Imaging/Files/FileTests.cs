namespace NetInsight.Tests.Imaging.Files;

/// <summary>Image files: by path and stream, written atomically.</summary>
public sealed class FileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("netinsight-").FullName;
    private readonly RgbImage _image = TestImages.Gradient(10, 20);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string In(string name) => Path.Combine(_folder, name);

    [Theory]
    [InlineData("a.png", true)]
    [InlineData("a.PNG", true)]
    [InlineData("a.bmp", true)]
    [InlineData("a.jpg", false)]
    [InlineData("a.jpeg", false)]
    [InlineData("a.webp", false)]
    public async Task What_is_saved_can_be_loaded(string name, bool lossless)
    {
        _image.Save(In(name));
        byte[] first = await File.ReadAllBytesAsync(In(name), Token);
        await _image.SaveAsync(In(name), cancellationToken: Token);
        Assert.Equal(first, await File.ReadAllBytesAsync(In(name), Token));

        RgbImage loaded = RgbImage.Load(In(name));
        TestImages.AssertSame(lossless ? _image : loaded, await RgbImage.LoadAsync(In(name), cancellationToken: Token));
        using FileStream stream = File.OpenRead(In(name));
        TestImages.AssertSame(loaded, RgbImage.Load(stream));
        Assert.True(stream.CanRead);
        Assert.Equal([In(name)], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Unknown_extensions_list_the_known_ones()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => _image.Save(In("a.tiff")));
        Assert.Equal("path", error.ParamName);
        Assert.Contains(".png, .jpg, .jpeg, .webp, .bmp, but the extension is '.tiff'", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _image.Save(In("a")));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        // Moving a file over a folder fails after all bytes were written: the last moment at which a write can fail.
        string target = In("folder.png");
        Directory.CreateDirectory(target);
        File.WriteAllText(Path.Combine(target, "old"), "old");
        Assert.ThrowsAny<Exception>(() => _image.Save(target));
        Assert.Equal("old", File.ReadAllText(Path.Combine(target, "old")));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_write_that_fails_names_the_file_and_not_the_temporary_one()
    {
        string path = In("absent/a.png");
        DirectoryNotFoundException error = Assert.Throws<DirectoryNotFoundException>(() => _image.Save(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp-", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_write_leaves_the_old_file_and_nothing_else()
    {
        await File.WriteAllTextAsync(In("a.png"), "old", Token);
        CancellationToken cancelled = new(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _image.SaveAsync(In("a.png"), cancellationToken: cancelled));
        Assert.Equal("old", await File.ReadAllTextAsync(In("a.png"), Token));
        Assert.Equal([In("a.png")], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Encoding_errors_leave_the_old_file()
    {
        File.WriteAllText(In("a.jpg"), "old");
        Assert.Throws<ArgumentOutOfRangeException>(() => _image.Save(In("a.jpg"), quality: 101));
        Assert.Equal("old", File.ReadAllText(In("a.jpg")));
    }

    [Fact]
    public void Missing_files_and_folders_are_io_errors()
    {
        Assert.Throws<FileNotFoundException>(() => RgbImage.Load(In("none.png")));
        Assert.Throws<DirectoryNotFoundException>(() => RgbImage.Load(In("none/none.png")));
        Assert.Throws<DirectoryNotFoundException>(() => _image.Save(In("none/none.png")));
        Assert.Throws<ArgumentException>(() => RgbImage.Load(""));
        Assert.Throws<ArgumentNullException>(() => RgbImage.Load((Stream)null!));
    }

    [Fact]
    public async Task Broken_files_are_named()
    {
        await File.WriteAllTextAsync(In("a.png"), "no image", Token);
        ImageFormatException error = Assert.Throws<ImageFormatException>(() => RgbImage.Load(In("a.png")));
        Assert.Equal(In("a.png"), error.Path);
        Assert.Equal($"{error.Path}: {error.Rule}", error.Message);
        await Assert.ThrowsAsync<ImageFormatException>(() => RgbImage.LoadAsync(In("a.png"), cancellationToken: Token));
    }

    [Fact]
    public void Streams_are_read_to_their_end_or_to_the_limit()
    {
        byte[] file = _image.Encode(ImageFormat.Png);
        using MemoryStream behind = new([1, 2, 3, .. file]);
        behind.Position = 3;
        TestImages.AssertSame(_image, RgbImage.Load(behind));

        using Endless endless = new();
        ImageLimits limits = new() { MaxFileBytes = 1_000_000 };
        ImageFormatException error = Assert.Throws<ImageFormatException>(() => RgbImage.Load(endless, limits));
        Assert.Contains("1000000 bytes (MaxFileBytes)", error.Rule, StringComparison.Ordinal);
        Assert.InRange(endless.Delivered, 1_000_000, 1_200_000);
    }

    [Fact]
    public void Limits_are_checked_where_they_are_written()
    {
        Named("MaxPixels", () => new ImageLimits { MaxPixels = 0 });
        Named("MaxPixels", () => new ImageLimits { MaxPixels = 500_000_001 });
        Named("MaxSide", () => new ImageLimits { MaxSide = -1 });
        Named("MaxFileBytes", () => new ImageLimits { MaxFileBytes = long.MaxValue });

        static void Named(string property, Func<ImageLimits> limits) =>
            Assert.Equal(property, Assert.Throws<ArgumentOutOfRangeException>(limits).ParamName);
    }

    /// <summary>A stream that never ends and cannot seek, as /dev/zero.</summary>
    private sealed class Endless : Stream
    {
        public long Delivered { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Delivered; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Delivered += count;
            return count;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
