namespace NetInsight.Kernels.Operators.Windows;

/// <summary>A shape read as maps stored channels last: N x H x W x C; a signal (N x W x C) has one row.</summary>
internal readonly record struct FeatureMap(int Batch, int Height, int Width, int Channels)
{
    /// <summary>Reads a stored shape.</summary>
    public static FeatureMap OfNhwc(Shape shape) => shape.Rank == 3
        ? new(shape[0], 1, shape[1], shape[2])
        : new(shape[0], shape[1], shape[2], shape[3]);

    /// <summary>Reads a plain shape: N x C x H x W, or N x C x W.</summary>
    public static FeatureMap OfNchw(Shape shape, string name) => shape.Rank switch
    {
        3 => new(shape[0], 1, shape[2], shape[1]),
        4 => new(shape[0], shape[2], shape[3], shape[1]),
        _ => throw new ArgumentException($"{name}: expects maps (batch x channels x height x width), but is given {shape}."),
    };

    /// <summary>The plain shape of these maps, with as many dimensions as <paramref name="like"/>.</summary>
    public Shape ToNchw(Shape like) => like.Rank == 3 ? new Shape(Batch, Channels, Width) : new Shape(Batch, Channels, Height, Width);

    /// <summary>Places of one map.</summary>
    public int Positions => Height * Width;
}
