using System.Collections.Immutable;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Models.Architectures;

/// <summary>
/// Builds the graph of a published architecture layer by layer. Layers and parameters have torchvision's state-dict names; parameters are
/// declared while building and read at the end, so that all missing, surplus and misshapen ones are listed together.
/// </summary>
internal sealed class ArchitectureBuilder
{
    private readonly List<(string Name, Shape? Parameter, Tensor? Constant)> _values = [];
    private readonly List<Node> _nodes = [];
    private readonly HashSet<string> _names = [];
    private readonly Dictionary<int, Func<Tensor, Tensor>> _conversions = [];
    private readonly GraphInput _input;

    /// <summary>Begins a network that takes n x 3 x size x size; any size where null.</summary>
    public ArchitectureBuilder(int? size)
    {
        _values.Add(("input", null, null));
        _input = new GraphInput(0, [null, 3, size, size]);
    }

    /// <summary>Begins a network that takes n x 3 x height x width.</summary>
    public ArchitectureBuilder(ImageSize size)
    {
        _values.Add(("input", null, null));
        _input = new GraphInput(0, [null, 3, size.Height, size.Width]);
    }

    /// <summary>The network's input.</summary>
    public static int Input => 0;

    /// <summary>Adds a node; a name that exists already gets a suffix, since a module used twice is two nodes.</summary>
    public int Add(string name, Operator op, params ReadOnlySpan<int> inputs)
    {
        string unique = name;
        for (int i = 1; !_names.Add(unique); i++)
            unique = $"{name}_{i}";
        _values.Add((unique, null, null));
        _nodes.Add(new Node(unique, op, [.. inputs], _values.Count - 1));
        return _values.Count - 1;
    }

    /// <summary>A convolution with square kernel; parameters <c>name.weight</c> and, optionally, <c>name.bias</c>.</summary>
    public int Conv(
        string name, int x, int inputs, int outputs, int kernel, int stride = 1, int padding = 0, int groups = 1, bool bias = true)
    {
        int weight = Parameter($"{name}.weight", outputs, inputs / groups, kernel, kernel);
        Conv conv = new(Window.Square(kernel, stride, padding), groups);
        return bias ? Add(name, conv, x, weight, Parameter($"{name}.bias", outputs)) : Add(name, conv, x, weight);
    }

    /// <summary>A batch normalisation; parameters weight, bias, running_mean, running_var.</summary>
    public int Norm(string name, int x, int channels, float epsilon = 1e-5f) => Add(
        name,
        new BatchNormalization(epsilon),
        x,
        Parameter($"{name}.weight", channels),
        Parameter($"{name}.bias", channels),
        Parameter($"{name}.running_mean", channels),
        Parameter($"{name}.running_var", channels));

    /// <summary>A fully connected layer.</summary>
    public int Linear(string name, int x, int inputs, int outputs) =>
        Add(name, new Gemm(TransposesB: true), x, Parameter($"{name}.weight", outputs, inputs), Parameter($"{name}.bias", outputs));

    /// <summary>A ReLU.</summary>
    public int Relu(string name, int x) => Add(name, new Activation<Relu>(), x);

    /// <summary>ReLU6: min(max(x, 0), 6).</summary>
    public int Relu6(string name, int x) => Add(name, new Activation<Clip>(new Clip(0, 6)), x);

    /// <summary>A max-pooling with square window.</summary>
    public int MaxPool(string name, int x, int kernel, int stride, int padding = 0, bool ceiling = false) =>
        Add(name, new MaxPool(Window.Square(kernel, stride, padding, ceiling: ceiling)), x);

    /// <summary>Global average pooling: the mean over all positions.</summary>
    public int GlobalAverage(string name, int x) => Add(name, new GlobalPool(GlobalPoolKind.Average), x);

    /// <summary>A constant of the architecture, which weights files do not hold.</summary>
    public int Constant(Shape shape, params ReadOnlySpan<float> values)
    {
        _values.Add(($"constant{_values.Count}", null, new Tensor(shape, values)));
        return _values.Count - 1;
    }

    /// <summary>Reads the parameters and makes the graph.</summary>
    /// <param name="architecture">Its name, for messages.</param>
    /// <param name="output">The value that is the graph's output.</param>
    /// <param name="weights">The parameters.</param>
    /// <param name="isIgnored">Names of parameters in files that the network does not use.</param>
    /// <exception cref="ModelFormatException">Parameters are missing, surplus or misshapen; all are listed.</exception>
    public Graph Build(string architecture, int output, Weights weights, Func<string, bool>? isIgnored = null)
    {
        if (weights.Shapes is { } shapes)
            Compare(architecture, weights.Source, shapes, isIgnored ?? (_ => false));
        ImmutableArray<Value> values =
        [
            .. _values.Select((value, index) => new Value(value.Name, value.Parameter is { } shape
                ? Converted(index, weights.Read(value.Name, shape))
                : value.Constant)),
        ];
        return new Graph(values, [_input], [.. _nodes], [output]);
    }

    /// <summary>A parameter of the weights file.</summary>
    public int Parameter(string name, params ReadOnlySpan<int> dimensions)
    {
        _values.Add((name, new Shape(dimensions), null));
        return _values.Count - 1;
    }

    /// <summary>A parameter that the graph takes in another form than the file has, such as transposed.</summary>
    public int Converted(string name, Func<Tensor, Tensor> convert, params ReadOnlySpan<int> dimensions)
    {
        int value = Parameter(name, dimensions);
        _conversions[value] = convert;
        return value;
    }

    private Tensor Converted(int value, Tensor tensor) =>
        _conversions.TryGetValue(value, out Func<Tensor, Tensor>? convert) ? convert(tensor) : tensor;

    private void Compare(string architecture, string source, IReadOnlyDictionary<string, Shape> found, Func<string, bool> isIgnored)
    {
        Dictionary<string, Shape> expected = _values.Where(value => value.Parameter is not null)
            .ToDictionary(value => value.Name, value => value.Parameter!.Value);
        string[] missing = [.. expected.Keys.Where(name => !found.ContainsKey(name)).Order(StringComparer.Ordinal)];
        string[] surplus = [.. found.Keys.Where(name => !expected.ContainsKey(name) && !IsUnused(name)).Order(StringComparer.Ordinal)];
        string[] misshapen = [.. expected.Where(entry => found.TryGetValue(entry.Key, out Shape shape) && shape != entry.Value)
            .Select(entry => $"{entry.Key} ({found[entry.Key]}, expected {entry.Value})").Order(StringComparer.Ordinal)];
        string[] lists = [List("missing", missing), List("surplus", surplus), List("misshapen", misshapen)];
        string[] faults = [.. lists.Where(text => text.Length > 0)];
        if (faults.Length > 0)
            throw new ModelFormatException(source, "", $"these are no weights of {architecture}: {string.Join("; ", faults)}.");

        bool IsUnused(string name) => name.EndsWith("num_batches_tracked", StringComparison.Ordinal) || isIgnored(name);
    }

    private static string List(string what, string[] names) =>
        names.Length == 0 ? "" : $"{names.Length} {what}: {string.Join(", ", names)}";
}
