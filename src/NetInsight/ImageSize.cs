using NetInsight.Imaging;

namespace NetInsight;

/// <summary>Rows and columns of a network's input.</summary>
/// <param name="Height">Rows; positive.</param>
/// <param name="Width">Columns; positive.</param>
public readonly record struct ImageSize(int Height, int Width)
{
    /// <summary>Height and width where neither a file nor the options state them: those of ImageNet networks.</summary>
    internal const int DefaultExtent = 224;

    /// <summary>Rows; positive.</summary>
    public int Height { get; init => field = Check.Positive(value); } = Check.Positive(Height);

    /// <summary>Columns; positive.</summary>
    public int Width { get; init => field = Check.Positive(value); } = Check.Positive(Width);

    /// <summary>Height and width, such as <c>224 x 224</c>.</summary>
    public override string ToString() => $"{Height} x {Width}";
}
