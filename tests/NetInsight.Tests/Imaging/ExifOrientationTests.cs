using NetInsight.Imaging.Codecs;

namespace NetInsight.Tests.Imaging;

public sealed class ExifOrientationTests
{
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
    public void The_tag_of_a_file_counts_only_on_request()
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
        RgbImage stored = RgbImage.Decode(file);
        RgbImage upright = RgbImage.Decode(file, new ImageLimits { ApplyExifOrientation = true });
        Assert.Equal((16, 12, 12, 16), (stored.Width, stored.Height, upright.Width, upright.Height));
        TestImages.AssertSame(ExifOrientation.Apply(stored, 6), upright);
        Assert.Equal(stored[0, 0], upright[0, 11]);
    }
}
