using System.Collections.Immutable;

namespace NetInsight;

/// <summary>Features of many images: a row of numbers for each, with its name and label where they are known. Immutable, but for who writes into <see cref="Values"/>.</summary>
public sealed partial class FeatureTable
{
    /// <summary>The name under which raw pixels stand in <see cref="Layer"/>.</summary>
    internal const string PixelLayer = "pixels";

    /// <summary>Makes a table of numbers from anywhere.</summary>
    /// <param name="values">Images x numbers; used as it is, not copied.</param>
    /// <param name="layer">Where the numbers come from.</param>
    /// <param name="ids">A name for each image, or null.</param>
    /// <param name="labels">A class for each image, or null.</param>
    /// <exception cref="ArgumentException">The tensor is no matrix, or there are too many or too few names or labels.</exception>
    public FeatureTable(Tensor values, string layer, IEnumerable<string>? ids = null, IEnumerable<string>? labels = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(layer);
        if (values.Shape.Rank != 2)
            throw new ArgumentException($"Expects a matrix, images x numbers, but is given a tensor of shape {values.Shape}.", nameof(values));
        (Values, Layer) = (values, layer);
        Ids = Texts(ids, nameof(ids));
        Labels = Texts(labels, nameof(labels));
    }

    /// <summary>The numbers, images x numbers.</summary>
    public Tensor Values { get; }

    /// <summary>The layer from which they come.</summary>
    public string Layer { get; }

    /// <summary>The number of images.</summary>
    public int Count => Values.Shape[0];

    /// <summary>The numbers of each image.</summary>
    public int Width => Values.Shape[1];

    /// <summary>The images' names, such as those of their files; null where none are known.</summary>
    public ImmutableArray<string>? Ids { get; }

    /// <summary>The images' classes; null where none are known.</summary>
    public ImmutableArray<string>? Labels { get; }

    /// <summary>The numbers of one image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ReadOnlySpan<float> this[int index] => (uint)index < (uint)Count
        ? Values.AsSpan().Slice(index * Width, Width)
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count} images.");

    /// <summary>The same numbers with names for the images.</summary>
    /// <exception cref="ArgumentException">There is not one for each image.</exception>
    public FeatureTable WithIds(IEnumerable<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return new FeatureTable(Values, Layer, ids, Labels);
    }

    /// <summary>The same numbers with classes for the images.</summary>
    /// <exception cref="ArgumentException">There is not one for each image.</exception>
    public FeatureTable WithLabels(IEnumerable<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return new FeatureTable(Values, Layer, Ids, labels);
    }

    /// <summary>Images and numbers, such as <c>fc7: 2000 x 4096</c>.</summary>
    public override string ToString() => $"{Layer}: {Count} x {Width}";

    private ImmutableArray<string>? Texts(IEnumerable<string>? texts, string name)
    {
        if (texts is null)
            return null;
        ImmutableArray<string> all = [.. texts];
        if (all.Length != Count || all.Contains(null!))
            throw new ArgumentException($"There are {Count} images, but {all.Length} texts{(all.Contains(null!) ? ", some of them null" : "")}.", name);
        return all;
    }
}
