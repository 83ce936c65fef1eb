using System.Collections.Immutable;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Models.Architectures.Building;

/// <summary>
/// Builds the graph of a published architecture layer by layer. Layers and parameters have torchvision's state-dict names, parameters
/// those that <see cref="Alias"/> gives; they are declared while building and read at the end, so that all missing, surplus and misshapen
/// ones are listed together.
/// </summary>
/// <param name="size">Height and width of the input: n x 3 x size x size.</param>
internal sealed class ArchitectureBuilder(int size)
{
    private readonly List<(string Name, StoredParameter? Parameter, Tensor? Constant)> _values = [("input", null, null)];
    private readonly List<Node> _nodes = [];
    private readonly HashSet<string> _names = [];
    private readonly Dictionary<string, string> _aliases = [];
    private readonly Dictionary<StoredParameter, Func<Tensor, Tensor>> _conversions = [];
    private string? _head;
    private int _classes;

    /// <summary>The network's input.</summary>
    public static int Input => 0;

    /// <summary>The name that a parameter of this name has in the weights file, where all follow a rule.</summary>
    public Func<string, string> NameInFile { get; init; } = name => name;

    /// <summary>States the name that a module of this name has in the weights file.</summary>
    public void Alias(string module, string inFile) => _aliases.Add(module, inFile);

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
        return Conv(name, x, inputs, outputs, Window.Square(kernel, stride, padding), groups, bias);
    }

    /// <summary>A convolution with any window.</summary>
    public int Conv(string name, int x, int inputs, int outputs, Window window, int groups = 1, bool bias = true)
    {
        int weight = Declare(name, "weight", outputs, inputs / groups, window.Rows.Kernel, window.Columns.Kernel);
        Conv conv = new(window, groups);
        return bias ? Add(name, conv, x, weight, Declare(name, "bias", outputs)) : Add(name, conv, x, weight);
    }

    /// <summary>A batch normalisation; parameters weight, bias, running_mean, running_var.</summary>
    public int Norm(string name, int x, int channels, float epsilon = 1e-5f) => Add(
        name,
        new BatchNormalization(epsilon),
        x,
        Declare(name, "weight", channels),
        Declare(name, "bias", channels),
        Declare(name, "running_mean", channels),
        Declare(name, "running_var", channels));

    /// <summary>A fully connected layer.</summary>
    public int Linear(string name, int x, int inputs, int outputs) =>
        Add(name, new Gemm(TransposesB: true), x, Declare(name, "weight", outputs, inputs), Declare(name, "bias", outputs));

    /// <summary>
    /// The fully connected layer that makes the logits: as many as the weights file has, <paramref name="classes"/> where weights are
    /// generated.
    /// </summary>
    public int Head(string name, int x, int inputs, int classes = 1000)
    {
        DeclareHead(name, classes);
        return Linear(name, x, inputs, StoredParameter.Open);
    }

    /// <summary>The 1 x 1 convolution that makes the logits of each position.</summary>
    public int ConvHead(string name, int x, int inputs, int classes = 1000)
    {
        DeclareHead(name, classes);
        return Conv(name, x, inputs, StoredParameter.Open, 1);
    }

    /// <summary>A ReLU.</summary>
    public int Relu(string name, int x) => Add(name, new Activation<Relu>(), x);

    /// <summary>ReLU6: min(max(x, 0), 6).</summary>
    public int Relu6(string name, int x) => Add(name, new Activation<Clip>(new Clip(0, 6)), x);

    /// <summary>A max-pooling with square window.</summary>
    public int MaxPool(string name, int x, int kernel, int stride, int padding = 0, bool ceiling = false) =>
        Add(name, new MaxPool(Window.Square(kernel, stride, padding, ceiling: ceiling)), x);

    /// <summary>
    /// Squeeze and excitation (Hu et al. 2017, arXiv:1709.01507): each channel times a factor, computed from the means of all channels by
    /// two 1 x 1 convolutions, <c>fc1</c> and <c>fc2</c>.
    /// </summary>
    public int SqueezeExcitation(string name, int x, int channels, int squeeze, Operator activation, Operator gate)
    {
        int y = Conv($"{name}.fc1", GlobalAverage($"{name}.avgpool", x), channels, squeeze, 1);
        y = Conv($"{name}.fc2", Add($"{name}.activation", activation, y), squeeze, channels, 1);
        return Add($"{name}.mul", new Arithmetic<Mul>(), x, Add($"{name}.scale_activation", gate, y));
    }

    /// <summary>Global average pooling: the mean over all positions.</summary>
    public int GlobalAverage(string name, int x) => Add(name, new GlobalPool(GlobalPoolKind.Average), x);

    /// <summary>A constant of the architecture, which weights files do not hold.</summary>
    public int Constant(Shape shape, params ReadOnlySpan<float> values)
    {
        _values.Add(($"constant{_values.Count}", null, new Tensor(shape, values)));
        return _values.Count - 1;
    }

    /// <summary>A parameter of a module: <c>module.weight</c> and so on.</summary>
    public int Declare(string module, string name, params ReadOnlySpan<int> dimensions) =>
        Parameter($"{_aliases.GetValueOrDefault(module, module)}.{name}", dimensions);

    /// <summary>A parameter of the weights file.</summary>
    public int Parameter(string name, params ReadOnlySpan<int> dimensions)
    {
        string file = NameInFile(name);
        _values.Add((file, new StoredParameter(file, dimensions.ToArray()), null));
        return _values.Count - 1;
    }

    /// <summary>A parameter that the graph takes in another form than the file has, such as transposed.</summary>
    public int Converted(string name, Func<Tensor, Tensor> convert, params ReadOnlySpan<int> dimensions)
    {
        int value = Parameter(name, dimensions);
        _conversions[_values[value].Parameter!] = convert;
        return value;
    }

    /// <summary>Reads the parameters and makes the graph.</summary>
    /// <param name="architecture">Its name, for messages.</param>
    /// <param name="output">The value that is the graph's output.</param>
    /// <param name="weights">The parameters.</param>
    /// <param name="inputSize">Height and width of the input, where they are not the architecture's.</param>
    /// <param name="isIgnored">Names of parameters in files that the network does not use.</param>
    /// <exception cref="ModelFormatException">Parameters are missing, surplus or misshapen; all are listed.</exception>
    public Graph Build(
        string architecture, int output, Weights weights, ImageSize? inputSize = null, Func<string, bool>? isIgnored = null)
    {
        StoredParameter[] parameters = [.. _values.Select(value => value.Parameter).OfType<StoredParameter>()];
        ParameterMatch? match =
            weights.Shapes is null ? null : new ParameterMatch(architecture, parameters, _head, weights, isIgnored ?? (_ => false));
        GraphInput input = new(0, [null, 3, inputSize?.Height ?? size, inputSize?.Width ?? size]);
        return new Graph([.. _values.Select(ValueOf)], [input], [.. _nodes], [output]);

        Value ValueOf((string Name, StoredParameter? Parameter, Tensor? Constant) value) => value.Parameter is not { } parameter
            ? new Value(value.Name, value.Constant)
            : new Value(value.Name, Converted(parameter, match?.Read(parameter) ?? Generated(parameter)));

        Tensor Generated(StoredParameter parameter) => weights.Read(parameter.Name, parameter.ShapeFor(_classes));
    }

    private Tensor Converted(StoredParameter parameter, Tensor tensor) =>
        _conversions.TryGetValue(parameter, out Func<Tensor, Tensor>? convert) ? convert(tensor) : tensor;

    private void DeclareHead(string module, int classes)
    {
        _head = NameInFile($"{_aliases.GetValueOrDefault(module, module)}.weight")[..^".weight".Length];
        _classes = classes;
    }
}
