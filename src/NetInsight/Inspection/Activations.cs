using System.Collections.Immutable;

namespace NetInsight;

/// <summary>
/// What layers make of one picture, channel by channel: which features are there, and where (Zeiler and Fergus 2014, arXiv:1311.2901; Yosinski et
/// al. 2015, arXiv:1506.06579, section 2).
/// </summary>
/// <remarks>
/// Values are the layer's own output. Where a ReLU stands behind a convolution, the convolution's values are those before it, even though a run
/// that nobody looks into computes both in one step.
/// </remarks>
public static class Activations
{
    /// <summary>Runs the network on a picture, as far as the layers need.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">A picture of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="layers">The layers, or modules whose last layers are meant; at least one.</param>
    /// <param name="options">Scale, order, and how much is drawn.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <returns>One result for each layer, in the order asked for.</returns>
    /// <exception cref="ArgumentException">There is no such layer, or none is named.</exception>
    /// <exception cref="InvalidOperationException">The file leaves the input's size open, or a layer's output is no map and no row of numbers.</exception>
    public static IReadOnlyList<ActivationMap> Compute(
        Model model, RgbImage image, IEnumerable<string> layers, ActivationsOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(image);
        return Compute(model, model.Prepare(image), layers, options, cancellationToken);
    }

    /// <summary>Runs the network on an input that is already prepared.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, IEnumerable{string}, ActivationsOptions, CancellationToken)"/>
    /// <param name="layers">The layers, or modules whose last layers are meant; at least one.</param>
    /// <param name="options">Scale, order, and how much is drawn.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static IReadOnlyList<ActivationMap> Compute(
        Model model, Tensor input, IEnumerable<string> layers, ActivationsOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(layers);
        if (input.Shape.Rank == 0 || input.Shape[0] != 1)
            throw new ArgumentException($"Expects one prepared picture, 1 x channels x height x width, but is given {input.Shape}.", nameof(input));
        ImmutableArray<string> wanted = [.. layers];
        if (wanted.IsEmpty)
            throw new ArgumentException("At least one layer is expected.", nameof(layers));
        foreach (string layer in wanted)
            model.ValueOf(layer, nameof(layers));
        Trace trace = model.Run(input, wanted, cancellationToken: cancellationToken);
        return [.. wanted.Select(layer => new ActivationMap(layer, AsMap(trace[layer], layer), options ?? ActivationsOptions.Default))];
    }

    /// <summary>Channels x height x width; a row of numbers is so many channels of one place.</summary>
    private static Tensor AsMap(Tensor output, string layer)
    {
        Shape shape = output.Shape;
        if (shape.Rank is < 2 or > 4 || shape[0] != 1 || output.Count == 0)
            throw new InvalidOperationException($"Layer '{Printable.Escape(layer)}' gives {shape} for one picture; 1 x channels x height x width or 1 x units is expected.");
        return output.Reshape(new Shape(shape[1], shape.Rank == 4 ? shape[2] : 1, shape.Rank == 2 ? 1 : shape[-1]));
    }
}
