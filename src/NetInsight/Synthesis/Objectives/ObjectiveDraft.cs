using NetInsight.Graphs.Gradients;
using NetInsight.Graphs.Gradients.Building;
using NetInsight.Graphs.Gradients.Targets;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Synthesis.Objectives;

/// <summary>The network's graph to which an objective's terms add their nodes.</summary>
/// <param name="model">The network.</param>
/// <param name="draft">Its graph, with the shapes for one batch.</param>
/// <param name="images">The images of the batch.</param>
internal sealed class ObjectiveDraft(Model model, GradientDraft draft, int images)
{
    private readonly TargetNodes _targets = new(draft, model.ClassifierHead);
    private readonly List<(int Value, Tensor Tensor)> _given = [];

    /// <summary>The network.</summary>
    public Model Model => model;

    /// <summary>Inputs of the graph besides the images, and their elements.</summary>
    public IReadOnlyList<(int Value, Tensor Tensor)> GivenInputs => _given;

    /// <summary>A value's shape.</summary>
    public Shape ShapeOf(int value) => draft.ShapeOf(value);

    /// <summary>A layer's output, [N, ...].</summary>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    public int Layer(string name) => FirstImages(model.ValueOf(name));

    /// <summary>A feature map [N, C, H, W] as [N, C, positions]; [N, C] as [N, C, 1].</summary>
    /// <exception cref="ArgumentException">The layer is no feature map.</exception>
    public int Channels(string layer)
    {
        int value = Layer(layer);
        Shape shape = ShapeOf(value);
        if (shape.Rank < 2)
            throw new ArgumentException($"Layer '{layer}' has an output of {shape}: no channels.", nameof(layer));
        return Reshape(value, shape[0], shape[1], shape.Product(2, shape.Rank));
    }

    /// <summary>F F', [N, C, C], of a layer's channels F as <see cref="Channels"/> has them: Gram matrices times C H W.</summary>
    public int Products(int channels) => Add(new MatMul(), channels, Add(new Transpose([0, 2, 1]), channels));

    /// <summary>The value of a target, and its seed where that is a value of the graph.</summary>
    public GradientTarget Target(TargetSpec spec)
    {
        GradientTarget target = _targets.Add(spec);
        return new GradientTarget(FirstImages(target.Value), target.Seed is { } seed ? FirstImages(seed) : null);
    }

    /// <summary>A tensor that is given to each run.</summary>
    public int Given(Tensor tensor)
    {
        int value = draft.Input($"objective/given/{_given.Count}", tensor.Shape);
        _given.Add((value, tensor));
        return value;
    }

    /// <summary>A constant.</summary>
    public int Constant(double value) => draft.Constant("objective/constant", new Tensor(new Shape(), [(float)value]));

    /// <summary>A node; its output.</summary>
    public int Add(Operator op, params ReadOnlySpan<int> inputs) => draft.Add($"objective/{op.Name}", op, inputs);

    /// <summary>a * b, broadcast.</summary>
    public int Multiply(int a, int b) => Add(new Arithmetic<Mul>(), a, b);

    /// <summary>a * factor.</summary>
    public int Scale(int a, double factor) => factor == 1 ? a : Multiply(a, Constant(factor));

    /// <summary>a - b, broadcast.</summary>
    public int Subtract(int a, int b) => Add(new Arithmetic<Sub>(), a, b);

    /// <summary>The same elements under another shape.</summary>
    public int Reshape(int value, params ReadOnlySpan<int> dimensions)
    {
        long[] extents = new long[dimensions.Length];
        for (int axis = 0; axis < extents.Length; axis++)
            extents[axis] = dimensions[axis];
        return ShapeOf(value) == new Shape(dimensions) ? value : Add(new Reshape([.. extents], KeepsZeros: true), value);
    }

    /// <summary>The sum over all elements of each image: [N].</summary>
    public int SumOfImage(int value) => ReduceImage<SumReduction>(value);

    /// <summary>The sum of the squares of all elements of each image: [N].</summary>
    public int SquaresOfImage(int value) => ReduceImage<SumSquareReduction>(value);

    private int ReduceImage<TReduction>(int value) where TReduction : struct, IReduction
    {
        Shape shape = ShapeOf(value);
        int rows = Reshape(value, shape[0], shape.Product(1, shape.Rank));
        return Add(new Reduce<TReduction>([1], KeepsAxes: false), rows);
    }

    /// <summary>The images' own share of a value, in a network that repeats its image for a fixed batch.</summary>
    private int FirstImages(int value)
    {
        Shape shape = ShapeOf(value);
        if (shape.Rank > 0 && shape[0] == images)
            return value;
        if (shape.Rank > 0 && model.Repeats > 1 && shape[0] == images * model.Repeats)
            return Add(new Slice([new SliceAxis(0, 0, images)]), value);
        throw new InvalidOperationException(
            $"A value of shape {shape} does not hold one result for each of {images} images; objectives need a batch first.");
    }
}
