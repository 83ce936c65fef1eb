using System.Globalization;

namespace NetInsight.Models.Architectures.Building;

/// <summary>A tensor that an architecture takes from a weights file.</summary>
/// <param name="Name">Its name in the file, without the prefix that all names of the file may share.</param>
/// <param name="Dimensions">Its extents; <see cref="Open"/> is the number of classes, which the file states.</param>
internal sealed record StoredParameter(string Name, int[] Dimensions)
{
    /// <summary>An extent that is the number of classes.</summary>
    public const int Open = -1;

    /// <summary>The shape with a number of classes.</summary>
    public Shape ShapeFor(int classes) => new([.. Dimensions.Select(extent => extent == Open ? classes : extent)]);

    /// <summary>
    /// Whether a tensor of the file has the parameter's elements in the parameter's order: the same shape; or a convolution over the whole
    /// map where a matrix is expected, [O, C, H, W] for [O, C x H x W]; or a matrix for a 1 x 1 convolution.
    /// </summary>
    public bool Fits(Shape found, int classes)
    {
        Shape expected = ShapeFor(classes);
        bool sameElements = (found.Rank, expected.Rank) is (4, 2) || ((found.Rank, expected.Rank) is (2, 4) && expected.Product(2, 4) == 1);
        return found == expected || (sameElements && found.Count == expected.Count && found[0] == expected[0]);
    }

    /// <summary>The shape for messages: <c>classes x 512</c>.</summary>
    public override string ToString() =>
        string.Join('x', Dimensions.Select(extent => extent == Open ? "classes" : extent.ToString(CultureInfo.InvariantCulture)));
}
