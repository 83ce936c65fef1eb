using System.Diagnostics.CodeAnalysis;
using NetInsight.FeatureSpace;
using NetInsight.Models;

namespace NetInsight;

/// <summary>Raw pixels as features: the space with which a network's features are compared.</summary>
[SuppressMessage("ApiDesign", "RS0026", Justification = "The overloads differ in their second, required parameter.")]
public static class PixelFeatures
{
    /// <summary>
    /// The pixels of images as resized and cropped for a network, [images, height x width x 3]: red, green and blue from 0 to 1, row-major
    /// from the top left; the table has the images' names.
    /// </summary>
    /// <param name="model">The network whose <see cref="Model.Fit"/> is used.</param>
    /// <param name="images">Images of any size, each with a name of its own; enumerated one at a time.</param>
    /// <param name="cancellationToken">Stops between images.</param>
    /// <exception cref="ArgumentException">
    /// There is no image; an image is null, or has the name of an earlier one or one that no file can hold.
    /// </exception>
    /// <exception cref="InvalidOperationException">The file leaves the input's size open.</exception>
    public static FeatureTable Compute(Model model, IEnumerable<NamedImage> images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ImageNames names = new();
        return Compute(model, Pixels(), cancellationToken).WithIds(names.All);

        IEnumerable<RgbImage> Pixels()
        {
            foreach (NamedImage image in images)
            {
                names.Add(image, names.All.Count);
                yield return image.Image;
            }
        }
    }

    /// <summary>
    /// The pixels of images as resized and cropped for a network, [images, height x width x 3]: red, green and blue from 0 to 1, row-major
    /// from the top left; the table has no names.
    /// </summary>
    /// <param name="model">The network whose <see cref="Model.Fit"/> is used.</param>
    /// <param name="images">Images of any size; enumerated one at a time.</param>
    /// <param name="cancellationToken">Stops between images.</param>
    /// <exception cref="ArgumentException">There is no image, or an image is null.</exception>
    /// <exception cref="InvalidOperationException">The file leaves the input's size open.</exception>
    public static FeatureTable Compute(Model model, IEnumerable<RgbImage> images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        FeatureRows rows = new(FeaturePooling.None);
        foreach (RgbImage image in images)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RgbImage fitted = model.Fit(image ?? throw new ArgumentException($"Image {rows.Count} is null.", nameof(images)));
            Tensor row = Tensor.Uninitialized(new Shape(1, fitted.Pixels.Length));
            for (int i = 0; i < row.Count; i++)
                row.AsSpan()[i] = fitted.Pixels[i] / 255f;
            rows.Add(row, 1, FeatureTable.PixelLayer);
        }

        return rows.Count > 0
            ? new FeatureTable(rows.ToTensor(), FeatureTable.PixelLayer)
            : throw new ArgumentException("There is no image.", nameof(images));
    }
}
