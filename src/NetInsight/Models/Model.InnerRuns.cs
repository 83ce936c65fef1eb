using NetInsight.Models;

namespace NetInsight;

public sealed partial class Model
{
    /// <summary>Runs one image, and prepares runs of the layers behind a value for changes of it.</summary>
    /// <param name="input">The image, 1 x channels x height x width.</param>
    /// <param name="from">The value that will be changed: the input, or the output of a node.</param>
    /// <param name="to">The value that results, such as <see cref="LogitsValue"/>.</param>
    /// <param name="cancellation">Stops this run and all that follow.</param>
    internal InnerRun OpenInner(Tensor input, int from, int to, CancellationToken cancellation)
    {
        Check(input);
        return new InnerRun(Engine, input, from, to, HasFixedBatch || _repeats > 1, cancellation);
    }

    /// <summary>The shapes of the values that some values depend on, for a batch of inputs; those of constants are left out.</summary>
    internal IReadOnlyDictionary<int, Shape> ShapesFor(Tensor input, IReadOnlySet<int> values)
    {
        Check(input);
        return Graphs.ShapeInference.Infer(Graph, [input.Shape], values);
    }

    /// <summary>The first image's share of a value, in a network that repeats its image for a fixed batch.</summary>
    internal Tensor FirstImageOf(Tensor value) => _repeats == 1 ? value : FirstOf(value);
}
