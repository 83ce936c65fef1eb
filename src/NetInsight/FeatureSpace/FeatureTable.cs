using System.Collections.Immutable;

namespace NetInsight;

/// <summary>
/// Features of many images: a row of values for each, with names and labels where they are known. Immutable, except that
/// <see cref="Values"/> is not copied.
/// </summary>
public sealed partial class FeatureTable
{
    /// <summary>The <see cref="Layer"/> of raw pixels.</summary>
    internal const string PixelLayer = "pixels";

    /// <summary>Makes a table of any features.</summary>
    /// <param name="values">[images, features]; not copied.</param>
    /// <param name="layer">The layer, or another source of the features.</param>
    /// <param name="ids">A name for each image, or null.</param>
    /// <param name="labels">A class for each image, or null.</param>
    /// <exception cref="ArgumentException">The tensor is no matrix, or there is not one name or label for each image.</exception>
    public FeatureTable(Tensor values, string layer, IEnumerable<string>? ids = null, IEnumerable<string>? labels = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(layer);
        if (values.Shape.Rank != 2)
            throw new ArgumentException($"Expects a matrix, images x features, but the tensor's shape is {values.Shape}.", nameof(values));
        (Values, Layer) = (values, layer);
        Ids = Texts(ids, nameof(ids));
        Labels = Texts(labels, nameof(labels));
    }

    /// <summary>The features, [images, features].</summary>
    public Tensor Values { get; }

    /// <summary>The layer that gave the features.</summary>
    public string Layer { get; }

    /// <summary>The number of images.</summary>
    public int Count => Values.Shape[0];

    /// <summary>The number of features of each image.</summary>
    public int Width => Values.Shape[1];

    /// <summary>The images' names, such as those of their files; null where none are known.</summary>
    public ImmutableArray<string>? Ids { get; }

    /// <summary>The images' classes; null where none are known.</summary>
    public ImmutableArray<string>? Labels { get; }

    /// <summary>The features of an image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ReadOnlySpan<float> this[int index] => (uint)index < (uint)Count
        ? Values.AsSpan().Slice(index * Width, Width)
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count} images.");

    /// <summary>The same features with names for the images.</summary>
    /// <exception cref="ArgumentException">There is not one for each image.</exception>
    public FeatureTable WithIds(IEnumerable<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return new FeatureTable(Values, Layer, ids, Labels);
    }

    /// <summary>The same features with classes for the images.</summary>
    /// <exception cref="ArgumentException">There is not one for each image.</exception>
    public FeatureTable WithLabels(IEnumerable<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return new FeatureTable(Values, Layer, Ids, labels);
    }

    /// <summary>Layer, images and features, such as <c>fc7: 2000 x 4096</c>.</summary>
    public override string ToString() => $"{Layer}: {Count} x {Width}";

    private ImmutableArray<string>? Texts(IEnumerable<string>? texts, string name)
    {
        if (texts is null)
            return null;
        ImmutableArray<string> all = [.. texts];
        bool hasNull = all.Contains(null!);
        if (all.Length != Count || hasNull)
            throw new ArgumentException($"There are {Count} images, but {all.Length} texts{(hasNull ? ", some of them null" : "")}.", name);
        return all;
    }
}
