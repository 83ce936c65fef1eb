namespace NetInsight.Segmentation.Cutting;

/// <summary>A direction or a mean in the space of colours, in levels.</summary>
internal readonly record struct ColorVector(double Red, double Green, double Blue)
{
    /// <summary>The product with a colour.</summary>
    public double Dot(double red, double green, double blue) => Red * red + Green * green + Blue * blue;
}
