using System.Collections.Immutable;
using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Imaging;
using NetInsight.Models;
using NetInsight.Models.Statements;

namespace NetInsight;

/// <summary>
/// A trained network. Immutable and thread-safe: many threads may use one model at once, and their runs do not affect each other. Dispose
/// it when done.
/// </summary>
public sealed partial class Model : IDisposable
{
    private readonly LayerTable _layers;
    private readonly Heads _heads;
    private readonly Dictionary<int, Shape>? _shapes;
    private readonly Precision _precision;
    private readonly int _repeats;
    private Engine? _engine;

    /// <summary>Makes a model from a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="options">The caller's options.</param>
    /// <param name="statements">What is stated about preprocessing and labels; labels are unused where they do not fit.</param>
    /// <param name="cancellation">Stops the making.</param>
    /// <exception cref="ArgumentException">
    /// The graph does not have one input, or no output, or the output is a constant; there is no such output; the labels do not fit.
    /// </exception>
    internal Model(Graph graph, ModelOptions options, ModelStatements? statements = null, CancellationToken cancellation = default)
    {
        if (graph.Inputs.Length != 1 || graph.Outputs.Length == 0)
        {
            throw new ArgumentException(
                $"The network has {graph.Inputs.Length} inputs and {graph.Outputs.Length} outputs; one input and at least one output are "
                + "expected.",
                nameof(graph));
        }

        Parallelism = options.Parallelism;
        _precision = options.Precision;
        Device = Device.Cpu;
        _engine = new Engine(graph, options.Parallelism, options.Limits.ActivationElements, options.Precision);
        ImmutableArray<int?> dimensions = graph.Inputs[0].Dimensions;
        if (dimensions is [_, { } channels, var height, var width])
        {
            InputShape = new Shape(
                1,
                channels,
                height ?? options.InputSize?.Height ?? ImageSize.DefaultExtent,
                width ?? options.InputSize?.Width ?? ImageSize.DefaultExtent);
        }
        else if (dimensions.Length > 0 && dimensions[1..].All(dimension => dimension is not null))
            InputShape = new Shape([1, .. dimensions[1..].Select(dimension => dimension!.Value)]);
        HasFixedBatch = dimensions is [{ } batch, ..] && batch == 1;
        _repeats = RepeatedBatch.Of(graph);
        Dictionary<int, Shape>? shapes = _shapes = InputShape is { } shape
            ? ShapeInference.Infer(graph, [shape], cancellation: cancellation) : null;
        CheckElements(graph, shapes);
        cancellation.ThrowIfCancellationRequested();
        _layers = new LayerTable(graph, shapes);
        cancellation.ThrowIfCancellationRequested();
        _heads = HeadsOf(graph, shapes, options, cancellation);
        Outputs = OutputsOf(graph, shapes, _heads);
        ClassCount = shapes is not null ? ClassifierHead.ClassCount(shapes[ClassifierHead.Scores]) : null;
        statements ??= ModelStatements.None;
        (Preprocessing, PreprocessingSource) = statements.Choose(graph, InputShape, options.Preprocessing);
        Labels = LabelsFor(ClassCount, options) ?? StatedLabels(ClassCount, statements.ForLabels);
    }

    /// <summary>
    /// Every feature map has elements, the input and the scores included: a network of no channels or no classes has nothing to show.
    /// </summary>
    /// <exception cref="ArgumentException">One has none.</exception>
    private static void CheckElements(Graph graph, Dictionary<int, Shape>? shapes)
    {
        if (shapes is null)
            return;
        foreach (int input in graph.Inputs.Select(input => input.Value).Where(input => shapes[input].Count == 0))
            throw new ArgumentException($"The input has shape {shapes[input]}: no elements.", nameof(graph));
        foreach (Node node in graph.Nodes)
        {
            if (shapes[node.Output].Count == 0)
            {
                throw new ArgumentException(
                    $"The result of layer '{Printable.Escape(node.Name)}' ({node.Operator.Name}) has shape {shapes[node.Output]}: "
                    + "no elements.",
                    nameof(graph));
            }
        }
    }

    /// <summary>The device on which the network runs: the CPU, unless it was moved by <see cref="On"/>.</summary>
    public Device Device { get; }

    /// <summary>The layers, in the order in which they are computed.</summary>
    public IReadOnlyList<Layer> Layers => _layers.Layers;

    /// <summary>
    /// The shape of the input for one image, 1 x channels x height x width, whatever the file's layout; with
    /// <see cref="ModelOptions.InputSize"/> where the file leaves the size open. Null where the input is no image and its size is open.
    /// </summary>
    public Shape? InputShape { get; }

    /// <summary>The number of classes; null where the network is no classifier or the file leaves the input's size open.</summary>
    public int? ClassCount { get; }

    /// <summary>How an image becomes the network's input.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>Where <see cref="Preprocessing"/> comes from, and why: options, files, the network itself, or a guess.</summary>
    public PreprocessingSource PreprocessingSource { get; }

    /// <summary>The names of the classes; null where none are known.</summary>
    public Labels? Labels { get; }

    /// <summary>The largest number of threads that one run uses.</summary>
    public int Parallelism { get; }

    /// <summary>The name of a class, or <c>class 386</c> where it has none.</summary>
    public string LabelOf(int index) => LabelOf(Labels, index);

    internal static string LabelOf(Labels? labels, int index) =>
        labels is not null && (uint)index < (uint)labels.Count ? labels[index] : $"class {index}";

    /// <summary>
    /// Releases weights and memory. Later calls throw an <see cref="ObjectDisposedException"/>; runs in progress end as usual.
    /// </summary>
    public void Dispose()
    {
        Engine? engine = Interlocked.Exchange(ref _engine, null);
        _gradients.Close();
        engine?.Dispose();
    }

    /// <summary>
    /// Releases what the model keeps for later calls and can make again: memory of feature maps, plans, gradient graphs, and on the CPU the
    /// packed weights. The next call takes as long as the first one did; results stay the same to the bit.
    /// </summary>
    /// <remarks>
    /// Without it the model keeps on the CPU as much memory for feature maps as the largest of its runs of the last 10 to 20 s needed, and
    /// none after 30 s without a run; on a GPU it keeps what runs needed until the GPU's memory is short. On the CPU the memory is garbage
    /// afterwards: the runtime gives it back to the system with its next collection of all generations. The weights as the file has them
    /// stay: packing, gradients, filters, fingerprints and other devices read them. Calls in progress keep what they use and end as usual.
    /// </remarks>
    /// <exception cref="DeviceException">The GPU failed.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public void Trim()
    {
        Engine engine = Engine;
        _gradients.Clear();
        engine.DropPlans();
        engine.Runner.Trim();
    }

    /// <summary>The output value of a layer.</summary>
    internal int ValueOf(string layer, string parameter = "layer") => _layers.ValueOf(layer, parameter);

    /// <summary>The graph.</summary>
    internal Graph Graph => Engine.Graph;

    /// <summary>
    /// The largest number of elements that the feature maps of a run to the logits hold at once, for an input of a shape; at least 1.
    /// </summary>
    /// <param name="input">The input's shape.</param>
    /// <param name="cancellation">Stops planning.</param>
    internal long PeakElements(Shape input, CancellationToken cancellation) =>
        Math.Max(Engine.PeakElements([input], new HashSet<int> { ClassifierHead.Scores }, cancellation), 1);

    /// <summary>Whether the file takes one image at a time.</summary>
    internal bool HasFixedBatch { get; }

    /// <summary>Whether the file leaves the size open, but could be read for one size only.</summary>
    internal bool IsForOneSize { get; init; }

    /// <summary>How often the network repeats its image for a fixed batch; 1 where it does not.</summary>
    internal int Repeats => _repeats;

    internal Engine Engine => _engine ?? throw new ObjectDisposedException(nameof(Model));
}
