using NetInsight.Imaging;

namespace NetInsight;

/// <summary>A layer and the weight of its loss.</summary>
/// <param name="Layer">The layer's name, as <see cref="Model.Layers"/> lists it.</param>
/// <param name="Weight">The weight; not negative. Default 1. Weights are taken as they are, not divided by their sum.</param>
public sealed record LayerWeight(string Layer, double Weight = 1)
{
    /// <summary>The layer's name, as <see cref="Model.Layers"/> lists it.</summary>
    public string Layer { get; init => field = Named(value); } = Named(Layer);

    /// <summary>The weight; not negative.</summary>
    public double Weight { get; init => field = Check.NotNegative(value); } = Check.NotNegative(Weight, nameof(Weight));

    /// <summary>A layer with a weight of 1.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static implicit operator LayerWeight(string layer) => new(layer);

    private static string Named(string layer)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        return layer;
    }
}
