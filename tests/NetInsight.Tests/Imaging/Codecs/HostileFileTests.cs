using System.Text;
using CsCheck;
using NetInsight.Imaging.Codecs;
using NetInsight.Tests.Imaging.Resampling;

namespace NetInsight.Tests.Imaging.Codecs;

/// <summary>Malicious or damaged files: always an <see cref="ImageFormatException"/> that says why.</summary>
public sealed class HostileFileTests
{
    private static readonly string[] Names = [.. PillowFiles.All.Keys];

    private static string Rule(byte[] bytes, ImageLimits? limits = null)
    {
        ImageFormatException error = Assert.Throws<ImageFormatException>(() => RgbImage.Decode(bytes, limits));
        Assert.Null(error.Path);
        Assert.Equal(error.Rule, error.Message);
        return error.Rule;
    }

    [Fact]
    public void Empty() => Assert.Equal("The file is empty.", Rule([]));

    [Fact]
    public void Random_bytes() => Gen.Byte.Array[100].Sample(bytes => Assert.NotEmpty(Rule(bytes)), iter: 1000);

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(0u, 5u)]
    [InlineData(uint.MaxValue, 5u)]
    [InlineData(int.MaxValue, (uint)int.MaxValue)]
    [InlineData(1u, 500_000_000u)]
    [InlineData(60_000u, 60_000u)]
    [InlineData(30_000u, 30_000u)]
    [InlineData(20_000u, 20_000u)]
    public void Png_headers_of_impossible_size(uint width, uint height)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotEmpty(Rule(PngBytes.File(height, width, 8, 2, new byte[64])));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Limits_are_named()
    {
        string rule = Rule(PngBytes.File(20_000, 20_000, 8, 2, [0]));
        Assert.Equal("The image is 20000 x 20000 pixels, above the limit of 100000000 in all (MaxPixels).", rule);
        Assert.Contains("MaxSide", Rule(PngBytes.File(1, 65_501, 8, 2, [0])), StringComparison.Ordinal);
        byte[] file = PillowFiles.Bytes("PNG rgb");
        Assert.Contains("MaxPixels", Rule(file, new ImageLimits { MaxPixels = 16 * 12 - 1 }), StringComparison.Ordinal);
        Assert.Contains("MaxSide", Rule(file, new ImageLimits { MaxSide = 15 }), StringComparison.Ordinal);
        Assert.Contains("MaxFileBytes", Rule(file, new ImageLimits { MaxFileBytes = file.Length - 1 }), StringComparison.Ordinal);
        ImageLimits exact = new() { MaxPixels = 16 * 12, MaxSide = 16, MaxFileBytes = file.Length };
        Assert.Equal(16, RgbImage.Decode(file, exact).Width);
    }

    [Theory]
    [InlineData("PNG rgb")]
    [InlineData("JPEG")]
    [InlineData("WebP")]
    [InlineData("BMP")]
    [InlineData("GIF")]
    public void Cut_files(string name)
    {
        byte[] file = PillowFiles.Bytes(name);
        for (int length = 0; length < file.Length - 16; length += Math.Max(1, file.Length / 40))
            Assert.NotEmpty(Rule(file[..length]));
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    public void Half_a_photo_is_read_only_on_request(ImageFormat format)
    {
        RgbImage photo = TestImages.Noise(200, 300);
        byte[] half = photo.Encode(format)[..^40_000];
        Assert.StartsWith("The file ends before", Rule(half), StringComparison.Ordinal);
        RgbImage part = RgbImage.Decode(half, new ImageLimits { AllowTruncated = true });
        Assert.Equal((300, 200), (part.Width, part.Height));
        RgbImage whole = RgbImage.Decode(photo.Encode(format));
        Assert.Equal(whole.Pixels[..3000], part.Pixels[..3000]);
        Assert.False(whole.Pixels[^3000..].SequenceEqual(part.Pixels[^3000..]));
    }

    // The decoder shows each scan as it comes and calls a file without the last ones complete; Pillow refuses it.
    [Fact]
    public void A_progressive_jpeg_cut_anywhere_is_refused()
    {
        byte[] file = PillowFiles.Bytes("JPEG progressive");
        for (int length = 0; length < file.Length; length++)
            Assert.NotEmpty(Rule(file[..length]));
        TestImages.AssertSame(RgbImage.Decode(file), RgbImage.Decode([.. file, .. new byte[100]]));
        TestImages.AssertSame(RgbImage.Decode(file), RgbImage.Decode([.. file, .. file[..40]]));

        int last = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        Assert.Contains("without its lowest 1 bits", Rule([.. file[..last], 0xFF, 0xD9]), StringComparison.Ordinal);
        Assert.Equal(16, RgbImage.Decode(file.AsSpan()[..last], new ImageLimits { AllowTruncated = true }).Width);
    }

    [Fact]
    public void A_progressive_photograph_cut_in_its_last_scan_is_refused()
    {
        string path = SharedFiles.Require("cases/users/pictures/trunc_prog_60.jpg");
        string rule = Assert.Throws<ImageFormatException>(() => RgbImage.Load(path)).Rule;
        Assert.StartsWith("The file ends before", rule, StringComparison.Ordinal);
        Assert.Equal((333, 500), (RgbImage.Load(path, Whatever).Height, RgbImage.Load(path, Whatever).Width));
    }

    private static ImageLimits Whatever { get; } = new() { AllowTruncated = true };

    [Fact]
    public void A_png_with_too_few_rows() =>
        Assert.StartsWith("The file ends before", Rule(PngBytes.File(4, 4, 8, 0, new byte[5 * 2])), StringComparison.Ordinal);

    [Fact]
    public void A_jpeg_that_claims_to_be_huge()
    {
        byte[] file = PillowFiles.Bytes("JPEG");
        int frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        file.AsSpan(frame + 5, 4).Fill(0xFF);                               // 65535 x 65535
        Assert.NotEmpty(Rule(file));
    }

    [Fact]
    public void A_jpeg_of_12_bits()
    {
        byte[] file = PillowFiles.Bytes("JPEG");
        file[file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) + 4] = 12;
        Assert.NotEmpty(Rule(file));
    }

    [Fact]
    public void A_jpeg_of_ten_thousand_scans()
    {
        byte[] file = PillowFiles.Bytes("JPEG progressive");
        int last = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        Assert.Equal(10, JpegScans.Count(file));
        Assert.Equal(
            "The JPEG has 10009 scans of 192 pixels, above the limit of 16 scans of 100000.",
            Rule(WithLastScan(10_000), new ImageLimits { MaxPixels = 100_000 }));
        Assert.NotEmpty(Rule(WithLastScan(10_000)));                        // within MaxPixels, but refused by Skia
        Assert.Equal(16, RgbImage.Decode(WithLastScan(20)).Width);

        byte[] WithLastScan(int times) =>
            [.. file[..last], .. Enumerable.Repeat(file[last..^2], times).SelectMany(scan => scan), .. file[^2..]];
    }

    [Fact]
    public void Of_a_hundred_thousand_frames_the_first_is_read()
    {
        byte[] gif = Convert.FromBase64String(
            "R0lGODdhBAADAIEAAP8AAAAAAAAAAAAAACwAAAAABAADAAAICAABCBxIUGBAACwAAAAABAADAIEA/wAAAAAAAAAAAAAICAABCBxIUGBAADs=");
        int second = gif.AsSpan().LastIndexOf((byte)0x2C);
        byte[] many = [.. gif[..second], .. Enumerable.Repeat(gif[second..^1], 100_000).SelectMany(frame => frame), .. gif[^1..]];
        TestImages.AssertSame(RgbImage.Solid(3, 4, new RgbColor(255, 0, 0)), RgbImage.Decode(many));
    }

    // Red, green and blue frames of 4 x 3 pixels, written by Pillow as animated WebP and animated PNG.
    [Theory]
    [InlineData(
        "UklGRrQAAABXRUJQVlA4WAoAAAACAAAAAwAAAgAAQU5JTQYAAAAAAAAAAABBTk1GKAAAAAAAAAAAAAMAAAIAAAAAAAJWUDhMDwAAAC8DgAAABxD9j/4HIqL/AQBB" +
        "Tk1GKAAAAAAAAAAAAAMAAAIAAAAAAABWUDhMDwAAAC8DgAAAB9D/iP4HIqL/AQBBTk1GKAAAAAAAAAAAAAMAAAIAAAAAAABWUDhMDwAAAC8DgAAABxDR//4HIqL/" +
        "AQA=")]
    [InlineData(
        "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAIAAAA7ljmRAAAACGFjVEwAAAADAAAAAM7tusAAAAAaZmNUTAAAAAAAAAAEAAAAAwAAAAAAAAAAAAAD6AAAScCOawAA" +
        "ABBJREFUeJxj/M+AAEwMuDgAJnYBBeTzuNUAAAAaZmNUTAAAAAEAAAAEAAAAAwAAAAAAAAAAAAAD6AAA0rNkvwAAABZmZEFUAAAAAnicY2T4zwAHTAwMODgAJXcB" +
        "BWJvKDoAAAAaZmNUTAAAAAMAAAAEAAAAAwAAAAAAAAAAAAAD6AAAPyW3VgAAABhmZEFUAAAABHicY2Rg+M8AA0wMSACFAwAkeAEFABOPlQAAAABJRU5ErkJggg==")]
    public void Of_animations_the_first_frame_is_read(string base64)
    {
        byte[] file = Convert.FromBase64String(base64);
        TestImages.AssertSame(RgbImage.Solid(3, 4, new RgbColor(255, 0, 0)), RgbImage.Decode(file));
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG")]
    [InlineData("<?xml version='1.0'?>\n<svg/>", "SVG")]
    [InlineData("\0\0\0\x18" + "ftypheic\0\0\0\0", "HEIC")]
    [InlineData("II*\0\x08\0\0\0", "TIFF")]
    [InlineData("%PDF-1.7", "PDF")]
    [InlineData("P6\n2 2\n255\n", "Netpbm")]
    [InlineData("8BPS\0\x01", "PSD")]
    [InlineData("\0\0\x01\0\x01\0", "ICO")]
    public void Formats_that_are_not_read_are_named(string start, string name) =>
        Assert.Contains(name, Rule(Encoding.Latin1.GetBytes(start)), StringComparison.Ordinal);

    [Fact]
    public void Mutated_files_give_images_or_our_exception() =>
        Gen.Select(Gen.Int[0, Names.Length - 1], Gen.Select(Gen.Int[0, 4000], Gen.Byte).Array[1, 6], Gen.Bool).Sample(
            (index, changes, lenient) =>
            {
                byte[] bytes = PillowFiles.Bytes(Names[index]);
                foreach ((int at, byte value) in changes)
                    bytes[at % bytes.Length] = value;
                try
                {
                    RgbImage image = RgbImage.Decode(bytes, new ImageLimits { MaxPixels = 1_000_000, AllowTruncated = lenient });
                    return image.Pixels.Length == 3 * image.Width * image.Height;
                }
                catch (ImageFormatException error)
                {
                    return error.Rule.Length > 0;
                }
            },
            iter: 5000);
}
