using System.Buffers.Binary;
using NetInsight.Imaging.Codecs;

namespace NetInsight.Tests.Imaging.Codecs;

public sealed class ExifOrientationTests
{
    /// <summary>As Pillow gives it, which leaves the orientation to its caller.</summary>
    private static readonly ImageLimits AsStored = new() { ApplyExifOrientation = false };

    private static readonly RgbImage Stored = TestImages.Noise(2, 3);

    // Positions of the stored pixels a b c / d e f in the upright image (EXIF 2.3, tag Orientation).
    [Theory]
    [InlineData(1, 3, "abcdef")]
    [InlineData(2, 3, "cbafed")]
    [InlineData(3, 3, "fedcba")]
    [InlineData(4, 3, "defabc")]
    [InlineData(5, 2, "adbecf")]
    [InlineData(6, 2, "daebfc")]
    [InlineData(7, 2, "fcebda")]
    [InlineData(8, 2, "cfbead")]
    [InlineData(0, 3, "abcdef")]
    [InlineData(9, 3, "abcdef")]
    public void Images_are_rotated_upright(int orientation, int width, string pixels)
    {
        RgbColor[] expected = [.. pixels.Select(pixel => Stored[(pixel - 'a') / 3, (pixel - 'a') % 3])];
        TestImages.AssertSame(TestImages.Of(width, expected), ExifOrientation.Apply(Stored, orientation));
    }

    [Fact]
    public void The_tag_of_a_file_counts_unless_declined()
    {
        // 16 x 12, orientation 6, written by Pillow.
        byte[] file = Convert.FromBase64String("""
            /9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAAoHBwgHBgoICAgLCgoLDhgQDg0NDh0VFhEYIx8lJCIf
            IiEmKzcvJik0KSEiMEExNDk7Pj4+JS5ESUM8SDc9Pjv/2wBDAQoLCw4NDhwQEBw7KCIoOzs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7
            Ozs7Ozs7Ozv/wAARCAAMABADASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEG
            E1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZ
            mqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QA
            tREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpj
            ZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMB
            AAIRAxEAPwDUSC2t28suSx6U7UNCjitluo2yz9RWf8O2OoaLcT3R82RTwzdqt6nczBvLDnaOgqI1G68I0NJSdrvt2R48JUqFP206au3y2Wz66n//2Q==
            """);
        RgbImage stored = RgbImage.Decode(file, AsStored), upright = RgbImage.Decode(file);
        Assert.Equal((16, 12, 12, 16), (stored.Width, stored.Height, upright.Width, upright.Height));
        TestImages.AssertSame(ExifOrientation.Apply(stored, 6), upright);
        Assert.Equal(stored[0, 0], upright[0, 11]);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void A_PNG_is_rotated_by_its_chunk_eXIf(bool isLittle, bool isAtTheEnd)
    {
        // Byte order, 42, directory at 8; two entries: a resolution unit (0x0128) and the orientation, 6; no further directory.
        byte[] exif = isLittle
            ? [0x49, 0x49, 42, 0, 8, 0, 0, 0, 2, 0, 0x28, 1, 3, 0, 1, 0, 0, 0, 2, 0, 0, 0,
                0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]
            : [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 2, 1, 0x28, 0, 3, 0, 0, 0, 1, 0, 2, 0, 0,
                1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        byte[] png = Stored.Encode(ImageFormat.Png), sum = new byte[4];
        byte[] content = [.. "eXIf"u8, .. exif];
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc(content));
        byte[] chunk = [0, 0, 0, (byte)exif.Length, .. content, .. sum];
        int at = isAtTheEnd ? png.Length - 12 : 33;              // before IEND, or behind IHDR
        byte[] file = [.. png[..at], .. chunk, .. png[at..]];
        TestImages.AssertSame(ExifOrientation.Apply(Stored, 6), RgbImage.Decode(file));
        TestImages.AssertSame(Stored, RgbImage.Decode(file, AsStored));
        for (int length = 0; length < exif.Length; length++)     // a directory that ends early states nothing, or what it still holds
            Assert.InRange(PngOrientation.Of([.. png[..33], 0, 0, 0, (byte)length, .. "eXIf"u8, .. exif[..length], 0, 0, 0, 0]), 1, 6);
    }

    /// <summary>PNG's checksum.</summary>
    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) == 0 ? 0 : 0xEDB88320);
        }

        return ~crc;
    }

    [Fact]
    public async Task A_photograph_of_a_phone_is_upright_however_it_is_read()
    {
        string path = SharedFiles.Require("cases/users/pictures/exif_6.jpg");
        RgbImage stored = RgbImage.Load(path, AsStored), upright = RgbImage.Load(path);
        Assert.Equal((48, 64, 64, 48), (stored.Height, stored.Width, upright.Height, upright.Width));
        TestImages.AssertSame(ExifOrientation.Apply(stored, 6), upright);
        CancellationToken token = TestContext.Current.CancellationToken;
        TestImages.AssertSame(upright, await RgbImage.LoadAsync(path, cancellationToken: token));
        using FileStream stream = File.OpenRead(path);
        TestImages.AssertSame(upright, await RgbImage.LoadAsync(stream, cancellationToken: token));
        Assert.True(stream.CanRead);
        string folder = Path.GetDirectoryName(path)!;
        Assert.Equal(64, ImageFolder.Read(folder, _ => { }).Single(image => image.Id == "exif_6.jpg").Image.Height);
        Assert.Equal(48, ImageFolder.Read(folder, _ => { }, AsStored).Single(image => image.Id == "exif_6.jpg").Image.Height);
    }
}
