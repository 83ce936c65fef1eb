namespace NetInsight.Kernels.Operators.Windows;

/// <summary>
/// The extents of a batch of feature maps, whatever their layout. A signal of rank 3 (N x C x W) counts as maps of height 1.
/// </summary>
internal readonly record struct FeatureMap(int Batch, int Height, int Width, int Channels)
{
    /// <summary>Reads a storage shape in NHWC: [N, H, W, C], or [N, W, C].</summary>
    public static FeatureMap OfNhwc(Shape shape) => shape.Rank == 3
        ? new(shape[0], 1, shape[1], shape[2])
        : new(shape[0], shape[1], shape[2], shape[3]);

    /// <summary>Reads a logical shape: [N, C, H, W], or [N, C, W].</summary>
    public static FeatureMap OfNchw(Shape shape, string name) => shape.Rank switch
    {
        3 => new(shape[0], 1, shape[2], shape[1]),
        4 => new(shape[0], shape[2], shape[3], shape[1]),
        _ => throw new ArgumentException($"{name}: expects feature maps (batch x channels x height x width), but is given {shape}."),
    };

    /// <summary>The logical shape of these feature maps, with the rank of <paramref name="like"/>.</summary>
    public Shape ToNchw(Shape like) => like.Rank == 3 ? new Shape(Batch, Channels, Width) : new Shape(Batch, Channels, Height, Width);

    /// <summary>Positions (row, column) of one feature map.</summary>
    public int Positions => Height * Width;
}
