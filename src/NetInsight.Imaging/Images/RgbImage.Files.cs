using System.Diagnostics.CodeAnalysis;
using NetInsight.Imaging.Codecs;
using NetInsight.Imaging.Files;

namespace NetInsight;

[SuppressMessage("ApiDesign", "RS0026", Justification = "The overloads of Load and LoadAsync differ in their first, required parameter.")]
public sealed partial class RgbImage
{
    private const int DefaultQuality = 90;

    /// <summary>Reads a PNG, JPEG, WebP or BMP file, or the first frame of a GIF.</summary>
    /// <param name="path">The file. Its format is recognised by its content, not by its name.</param>
    /// <param name="limits">Limits of size and strictness; null means <see cref="ImageLimits.Default"/>.</param>
    /// <remarks>
    /// The values are those that Pillow's <c>Image.open(path).convert('RGB')</c> gives, but rotated upright by the file's EXIF
    /// orientation (<see cref="ImageLimits.ApplyExifOrientation"/>, on by default): alpha dropped, colour profiles ignored. Channels of 16
    /// bits are reduced to their upper 8 bits.
    /// </remarks>
    /// <exception cref="ImageFormatException">
    /// The file has another format, is damaged, truncated, or beyond the limits; or the path names a folder, a pipe or a device.
    /// </exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static RgbImage Load(string path, ImageLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = Open(path);
        limits ??= ImageLimits.Default;
        return ImageDecoder.Decode(WholeFile.Read(stream, limits, path), limits, path);
    }

    /// <inheritdoc cref="Load(string, ImageLimits?)"/>
    /// <summary>Reads an image from a stream's position to its end. The stream stays open.</summary>
    /// <param name="stream">A readable stream; it need not be seekable.</param>
    /// <param name="limits">Limits of size and strictness; null means <see cref="ImageLimits.Default"/>.</param>
    public static RgbImage Load(Stream stream, ImageLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        limits ??= ImageLimits.Default;
        return ImageDecoder.Decode(WholeFile.Read(stream, limits, path: null), limits, path: null);
    }

    /// <inheritdoc cref="Load(string, ImageLimits?)"/>
    /// <summary>As <see cref="Load(string, ImageLimits?)"/>; the file is read asynchronously, then decoded.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled before decoding began.</exception>
    public static async Task<RgbImage> LoadAsync(string path, ImageLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        limits ??= ImageLimits.Default;
        cancellationToken.ThrowIfCancellationRequested();
        FileStream stream = Open(path);
        await using (stream.ConfigureAwait(false))
        {
            byte[] bytes = await WholeFile.ReadAsync(stream, limits, path, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return ImageDecoder.Decode(bytes, limits, path);
        }
    }

    /// <inheritdoc cref="Load(string, ImageLimits?)"/>
    /// <summary>As <see cref="Load(Stream, ImageLimits?)"/>; the stream is read asynchronously, then the image is decoded.</summary>
    /// <param name="stream">A readable stream; it need not be seekable, and stays open.</param>
    /// <param name="limits">Limits of size and strictness; null means <see cref="ImageLimits.Default"/>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before decoding began.</exception>
    public static async Task<RgbImage> LoadAsync(
        Stream stream, ImageLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        limits ??= ImageLimits.Default;
        byte[] bytes = await WholeFile.ReadAsync(stream, limits, path: null, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return ImageDecoder.Decode(bytes, limits, path: null);
    }

    /// <inheritdoc cref="Load(string, ImageLimits?)"/>
    /// <summary>Reads an image from the bytes of a file in memory.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="limits">Limits of size and strictness; null means <see cref="ImageLimits.Default"/>.</param>
    public static RgbImage Decode(ReadOnlySpan<byte> bytes, ImageLimits? limits = null) =>
        ImageDecoder.Decode(bytes, limits ?? ImageLimits.Default, path: null);

    /// <summary>
    /// Writes the image as .png, .jpg, .jpeg, .webp or .bmp, atomically: an existing file stays until the new one is complete.
    /// </summary>
    /// <param name="path">The file; its extension chooses the format.</param>
    /// <param name="quality">For JPEG and WebP (where 100 is lossless), 1 to 100, default 90; PNG and BMP are always lossless.</param>
    /// <exception cref="ArgumentException">The extension is none of these, or the quality is out of range.</exception>
    /// <exception cref="InvalidOperationException">The image is larger than the format allows (WebP: 16,383 a side).</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path, int quality = DefaultQuality)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes = Encode(FileExtension.Format(path), quality);
        WholeFile.Write(path, stream => stream.Write(bytes));
    }

    /// <inheritdoc cref="Save"/>
    /// <exception cref="OperationCanceledException">The token was cancelled before the file was complete; nothing was written.</exception>
    public Task SaveAsync(string path, int quality = DefaultQuality, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return WholeFile.WriteAsync(path, Encode(FileExtension.Format(path), quality), cancellationToken);
    }

    /// <summary>The image as the bytes of a file. The same image gives the same bytes.</summary>
    /// <param name="format">The file's format.</param>
    /// <param name="quality">For JPEG and WebP (where 100 is lossless), 1 to 100, default 90; PNG and BMP are always lossless.</param>
    /// <exception cref="ArgumentOutOfRangeException">The quality is not between 1 and 100, or the format is unknown.</exception>
    /// <exception cref="InvalidOperationException">The image is larger than the format allows (WebP: 16,383 a side).</exception>
    public byte[] Encode(ImageFormat format, int quality = DefaultQuality) => ImageEncoder.Encode(this, format, quality);

    /// <summary>
    /// Opens a file, unless its length is 0: what has no length and yet content, as some files of the system, might never end. Pipes and
    /// devices can be read as streams.
    /// </summary>
    private static FileStream Open(string path)
    {
        FileStream stream = RegularFile.OpenStream(path, rule => new ImageFormatException($"The path {rule.TrimEnd('.')}.", path));
        if (stream.Length > 0)
            return stream;
        stream.Dispose();
        throw new ImageFormatException("The file is empty, or not a regular file.", path);
    }
}
