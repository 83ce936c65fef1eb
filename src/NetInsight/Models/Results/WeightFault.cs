using NetInsight.Imaging;

namespace NetInsight;

/// <summary>Weights of a layer that are not finite, which a trained network should not have.</summary>
/// <param name="Layer">The layer that takes the tensor.</param>
/// <param name="Tensor">The tensor's name in the file.</param>
/// <param name="NaNs">The number of its elements that are NaN.</param>
/// <param name="Infinities">The number of its elements that are infinite.</param>
/// <param name="Count">The number of its elements.</param>
public sealed record WeightFault(string Layer, string Tensor, int NaNs, int Infinities, int Count)
{
    /// <summary>The fault in words: <c>conv1: 3 NaN and 0 infinite of the 9408 elements of 'conv1.weight'</c>.</summary>
    public override string ToString() =>
        $"{Printable.Escape(Layer)}: {NaNs} NaN and {Infinities} infinite of the {Count} elements of '{Printable.Escape(Tensor)}'";
}
