using System.Collections.Immutable;
using NetInsight.Graphs;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>
/// The outputs of layers for one image, channel by channel: which features are present, and where (Zeiler and Fergus 2014, arXiv:1311.2901;
/// Yosinski et al. 2015, arXiv:1506.06579, section 2).
/// </summary>
/// <remarks>
/// Values are the layer's own output. Where a ReLU follows a convolution, the convolution's values are those before the ReLU, although an
/// ordinary run computes both in one fused step. Tokens of a transformer are drawn where their patches are: tokens x channels become a map
/// for each channel; the class token, which has no position, is not drawn, and the caption says so. Weights of attention are a map of
/// tokens x tokens for each head.
/// </remarks>
public static class Activations
{
    /// <summary>Runs the network on an image, as far as the layers need.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">An image of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="layers">The layers, or modules whose last layers are meant; at least one.</param>
    /// <param name="options">Scale, order, and the largest number of channels drawn.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <returns>One result for each layer, in the requested order.</returns>
    /// <exception cref="ArgumentException">There is no such layer, or none is named.</exception>
    /// <exception cref="InvalidOperationException">
    /// The file leaves the input's size open, or a layer's output is neither a feature map nor a row of units.
    /// </exception>
    public static IReadOnlyList<ActivationMap> Compute(
        Model model,
        RgbImage image,
        IEnumerable<string> layers,
        ActivationsOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(image);
        return Compute(model, model.Prepare(image), layers, options, model.PreprocessingSource.Note, cancellationToken);
    }

    /// <summary>Runs the network on an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, IEnumerable{string}, ActivationsOptions, CancellationToken)"/>
    /// <param name="layers">The layers, or modules whose last layers are meant; at least one.</param>
    /// <param name="options">Scale, order, and the largest number of channels drawn.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static IReadOnlyList<ActivationMap> Compute(
        Model model,
        Tensor input,
        IEnumerable<string> layers,
        ActivationsOptions? options = null,
        CancellationToken cancellationToken = default) => Compute(model, input, layers, options, "", cancellationToken);

    private static ImmutableArray<ActivationMap> Compute(
        Model model,
        Tensor input,
        IEnumerable<string> layers,
        ActivationsOptions? options,
        string note,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(layers);
        if (input.Shape.Rank == 0 || input.Shape[0] != 1)
        {
            throw new ArgumentException(
                $"One preprocessed image, 1 x channels x height x width, is expected, but {input.Shape} is given.", nameof(input));
        }

        ImmutableArray<string> requested = [.. layers];
        if (requested.IsEmpty)
            throw new ArgumentException("At least one layer is expected.", nameof(layers));
        foreach (string layer in requested)
            model.ValueOf(layer, nameof(layers));
        Trace trace = model.Run(input, requested, cancellationToken: cancellationToken);
        options ??= ActivationsOptions.Default;
        return [.. requested.Select(layer => MapOf(layer, trace[layer]))];

        ActivationMap MapOf(string layer, Tensor output)
        {
            MapAxes? axes = model.MapAxesOf(layer, input.Shape);
            int left = axes is null ? 0 : axes.Before + axes.After;
            return new ActivationMap(layer, AsMap(axes?.ToMap(output) ?? output, layer), options, note, left);
        }
    }

    /// <summary>The output as [channels, height, width]; a row of units is [units, 1, 1].</summary>
    private static Tensor AsMap(Tensor output, string layer)
    {
        Shape shape = output.Shape;
        if (shape.Rank is < 2 or > 4 || shape[0] != 1 || output.Count == 0)
        {
            throw new InvalidOperationException(
                $"Layer '{Printable.Escape(layer)}' gives {shape} for one image; 1 x channels x height x width or 1 x units is expected.");
        }

        return output.Reshape(new Shape(shape[1], shape.Rank == 4 ? shape[2] : 1, shape.Rank == 2 ? 1 : shape[-1]));
    }
}
