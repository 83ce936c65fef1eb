using System.Buffers.Binary;
using NetInsight.Imaging.Codecs;
using NetInsight.Tests.Imaging.Resampling;

namespace NetInsight.Tests.Imaging.Codecs;

/// <summary>Decoding within a limit of memory that counts all buffers, and a budget that several decodes share.</summary>
public sealed class DecodingMemoryTests
{
    /// <summary>A GIF of one pixel on a large canvas: the case of the review, smaller and not square.</summary>
    [Theory]
    [InlineData(10_000, 10_000)]
    [InlineData(5_000, 5_000)]
    [InlineData(65_000, 300)]
    [InlineData(3_000, 3_000)]
    public void A_few_bytes_that_claim_millions_of_pixels_are_refused(int width, int height)
    {
        byte[] gif = Convert.FromHexString("47494638396100000000800000000000000000002C00000000010001000002024401003B");
        BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(6), (ushort)width);
        BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(8), (ushort)height);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string rule = Assert.Throws<ImageFormatException>(() => RgbImage.Decode(gif)).Rule;
        Assert.StartsWith("Decoding takes", rule, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_large_drawing_of_one_colour_is_read()
    {
        RgbImage solid = RgbImage.Solid(3000, 4000, new RgbColor(10, 200, 30));
        foreach (ImageFormat format in (ImageFormat[])[ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.Bmp])
            Assert.Equal((3000, 4000), (RgbImage.Decode(solid.Encode(format)).Height, RgbImage.Decode(solid.Encode(format)).Width));
    }

    [Fact]
    public void Memory_is_counted_to_the_byte()
    {
        byte[] png = PillowFiles.Bytes("PNG rgb");                                  // 16 x 12
        long needed = 2 * png.Length + 7 * 16 * 12;
        Assert.Equal(16, RgbImage.Decode(png, new ImageLimits { MaxMemoryBytes = needed }).Width);
        string rule = Assert.Throws<ImageFormatException>(
            () => RgbImage.Decode(png, new ImageLimits { MaxMemoryBytes = needed - 1 })).Rule;
        Assert.Equal($"Decoding takes {needed} bytes of memory, above the limit of {needed - 1} (MaxMemoryBytes).", rule);
        ImageMemoryBudget small = new(needed - 1);
        Assert.Throws<ImageFormatException>(() => RgbImage.Decode(png, new ImageLimits { MemoryBudget = small }));
    }

    /// <summary>Coefficients of the whole image: 2 bytes each, in blocks of 8 x 8, rounded up to sampling units.</summary>
    [Fact]
    public void Coefficients_of_progressive_jpegs_are_counted()
    {
        Assert.Equal(0, JpegScans.CoefficientBytes(PillowFiles.Bytes("JPEG")));
        Assert.Equal(2 * 3 * 16 * 16, JpegScans.CoefficientBytes(Progressive(16, 12, 0x11)));
        Assert.Equal(2 * (16 * 16 + 2 * 8 * 8), JpegScans.CoefficientBytes(Progressive(16, 12, 0x22)));
        Assert.Equal(2 * (32 * 16 + 2 * 16 * 8), JpegScans.CoefficientBytes(Progressive(17, 12, 0x22)));
        Assert.Equal(2L * 3 * 10_000 * 10_000, JpegScans.CoefficientBytes(Progressive(10_000, 10_000, 0x11)));

        static byte[] Progressive(int width, int height, byte sampling) =>
        [
            0xFF, 0xD8, 0xFF, 0xC2, 0, 17, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width,
            3, 1, sampling, 0, 2, 0x11, 0, 3, 0x11, 0, 0xFF, 0xD9, 0, 0,
        ];
    }

    [Fact]
    public async Task Decodes_wait_for_each_other_where_the_budget_is_small()
    {
        ImageMemoryBudget budget = new(100);
        IDisposable first = budget.Take(60), second = budget.Take(40);
        Task<IDisposable> third = Task.Factory.StartNew(
            () => budget.Take(70), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.NotSame(third, await Task.WhenAny(third, Task.Delay(50, TestContext.Current.CancellationToken)));
        second.Dispose();
        second.Dispose();                                                           // counts once
        Assert.NotSame(third, await Task.WhenAny(third, Task.Delay(50, TestContext.Current.CancellationToken)));
        first.Dispose();
        (await third).Dispose();
        budget.Take(100).Dispose();
    }

    [Fact]
    public void Many_decodes_at_once_share_a_budget_and_give_the_same_images()
    {
        RgbImage image = TestImages.Noise(64, 48);
        byte[] png = image.Encode(ImageFormat.Png);
        ImageLimits limits = new() { MemoryBudget = new ImageMemoryBudget(2 * png.Length + 7 * 64 * 48 + 10) };
        Parallel.For(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
            TestImages.AssertSame(image, RgbImage.Decode(png, limits)));
    }
}
