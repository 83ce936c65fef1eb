using System.Collections.Immutable;
using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Formats.Onnx;

/// <summary>The image input of a file: how its dimensions are ordered, and how it is made from the graph's NCHW input.</summary>
internal sealed class OnnxImage
{
    private static readonly HashSet<string> Elementwise = ["Cast", "Identity", "Add", "Sub", "Mul", "Div", "Neg", "Clip", "Dropout"];

    private static readonly HashSet<string> TakesNchw =
    [
        "Conv", "ConvTranspose", "MaxPool", "AveragePool", "LpPool", "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool",
        "BatchNormalization", "InstanceNormalization", "GroupNormalization", "LRN", "DepthToSpace", "SpaceToDepth", "ConvInteger",
        "QLinearConv",
    ];

    private readonly OnnxFile _file;
    private readonly OnnxRequest _request;
    private readonly ImmutableArray<int?> _dimensions;

    /// <summary>Recognises the layout of an input.</summary>
    public OnnxImage(OnnxFile file, OnnxInput input, OnnxRequest request)
    {
        (_file, Input, _request, _dimensions) = (file, input, request, input.Dimensions);
        int rank = _dimensions.Length;
        Order = !request.ForImages || rank is not (3 or 4) ? null : request.Layout switch
        {
            InputLayout.Nchw => rank == 4 ? [0, 1, 2, 3] : [0, 1, 2],
            InputLayout.Nhwc => rank == 4 ? [0, 3, 1, 2] : [2, 0, 1],
            _ => Recognized(),
        };
        if (request.Layout != InputLayout.Automatic && Order is null && request.ForImages)
            throw file.Fault($"input {input}", $"has {rank} dimensions; an image has 4, or 3 without the batch.");
        CheckSize();
    }

    /// <summary>The input as the file states it.</summary>
    public OnnxInput Input { get; }

    /// <summary>
    /// The dimensions of the file's input in the order batch, channels, height, width, or without the batch where the input has none; null
    /// where it is no image.
    /// </summary>
    public ImmutableArray<int>? Order { get; }

    /// <summary>The batch size that the file fixes; 1 where an image has no batch dimension; null where it is open, or 0.</summary>
    public int? Batch => Order is { Length: 3 } ? 1 : _dimensions.Length == 0 ? 1 : _dimensions[0] is 0 ? null : _dimensions[0];

    /// <summary>Whether the file leaves a dimension beside the batch open.</summary>
    public bool HasOpenSize => _dimensions.Skip(Order is { Length: 3 } ? 0 : 1).Any(extent => extent is null);

    /// <summary>The size of the input, where it is an image.</summary>
    public ImageSize? Size => Order is not { } order ? null : new ImageSize(
        Math.Max(_dimensions[order[^2]] ?? _request.Size?.Height ?? _request.MetadataSize?.Height ?? ImageSize.DefaultExtent, 1),
        Math.Max(_dimensions[order[^1]] ?? _request.Size?.Width ?? _request.MetadataSize?.Width ?? ImageSize.DefaultExtent, 1));

    /// <summary>The graph's input for a batch of images of the size, or of a larger one where the size is open.</summary>
    /// <param name="batch">The batch size.</param>
    /// <param name="more">Further rows; half as many further columns.</param>
    /// <param name="repeats">How often the one image of the graph's input is repeated for a file that fixes a larger batch.</param>
    public BoundInput Bind(int batch, int more = 0, int repeats = 1)
    {
        if (Order is not { } order)
        {
            int[] extents = [.. _dimensions.Select((extent, axis) => axis == 0 ? batch : extent ?? ImageSize.DefaultExtent + more)];
            return new BoundInput(Input.Name, new Shape(extents)) { Source = Input, Steps = Repeat(repeats, extents.Length) };
        }

        int channels = _dimensions[order[^3]] ?? 3;
        int rows = Size!.Value.Height + (_dimensions[order[^2]] is null ? more : 0);
        int columns = Size.Value.Width + (_dimensions[order[^1]] is null ? more / 2 : 0);
        return new BoundInput(Input.Name, new Shape(batch, channels, rows, columns))
        {
            Source = Input,
            Steps = [.. Repeat(repeats, 4), .. StepsFrom(order, new Shape(channels, rows, columns))],
        };
    }

    private static ImmutableArray<Operator> Repeat(int repeats, int rank) =>
        repeats == 1 ? [] : [new Expand([repeats, .. Enumerable.Repeat(1, rank - 1)])];

    /// <summary>The operators from NCHW to the file's order.</summary>
    private static IEnumerable<Operator> StepsFrom(ImmutableArray<int> order, Shape image)
    {
        bool isNhwc = order[^3] == order.Length - 1;
        if (isNhwc)
            yield return Transpose.ToNhwc(4);
        if (order.Length == 3)
            yield return isNhwc ? new Reshape([image[1], image[2], image[0]]) : new Reshape([image[0], image[1], image[2]]);
    }

    /// <summary>Follows the input through the file's first nodes, as long as each is the only way on.</summary>
    private ImmutableArray<int>? Recognized()
    {
        int rank = _dimensions.Length;
        ImmutableArray<int> axes = rank == 4 ? [0, 1, 2, 3] : [-1, 0, 1, 2];      // the file's dimension at each index; -1: none yet
        string name = Input.Name;
        bool hasBatch = rank == 4, hasMoved = false;
        for (int step = 0; step < 16; step++)
        {
            OnnxNode[] readers = [.. _file.Nodes.Where(node => node.Inputs.Contains(name)).Take(2)];
            if (readers is not [{ Outputs: [string output, ..] } node])
                break;
            if (node.Type == "Transpose" && node.Longs("perm") is { } permutation && Permuted(axes, permutation, hasBatch) is { } permuted)
                (axes, hasMoved) = (permuted, true);
            else if (node.Type == "Unsqueeze" && !hasBatch && AxesOf(node) is [0])
                hasBatch = true;
            else if (node.Type == "Reshape" && LooksNhwc() && _dimensions[3] == 1 && axes is [0, 1, 2, 3])
                return [0, 3, 1, 2];                    // gray: a Reshape in place of the Transpose
            else if (TakesNchw.Contains(node.Type) && node.Inputs[0] == name && hasBatch)
                return Known(axes, rank) ?? (rank == 4 ? [0, 1, 2, 3] : null);
            else if (!Elementwise.Contains(node.Type))
                break;
            name = output;
        }

        if (hasMoved && hasBatch && Known(axes, rank) is { } known)
            return known;
        return rank == 3 ? null : LooksNhwc() ? [0, 3, 1, 2] : [0, 1, 2, 3];
    }

    private static ImmutableArray<int>? Permuted(ImmutableArray<int> axes, long[] permutation, bool hasBatch)
    {
        int first = hasBatch ? 0 : 1;
        if (permutation.Length != 4 - first || permutation.Any(axis => axis < 0 || axis >= permutation.Length))
            return null;
        ImmutableArray<int> moved = [.. permutation.Select(axis => axes[first + (int)axis])];
        return hasBatch ? moved : [-1, .. moved];
    }

    private static ImmutableArray<int>? Known(ImmutableArray<int> axes, int rank) => (rank, axes) switch
    {
        (4, [0, 1, 2, 3]) or (4, [0, 3, 1, 2]) => axes,
        (3, [-1, 0, 1, 2]) or (3, [-1, 2, 0, 1]) => axes[1..],
        _ => null,
    };

    private long[]? AxesOf(OnnxNode node)
    {
        if (node.Longs("axes") is { } axes)
            return axes;
        if (!node.Has(1))
            return null;
        if (_file.Initializers.TryGetValue(node.Inputs[1], out OnnxConstant? known))
            return known.Longs;
        OnnxNode? constant = _file.Nodes.FirstOrDefault(other => other.Type == "Constant" && other.Outputs.Contains(node.Inputs[1]));
        return constant?.Longs("value_ints")
            ?? (constant?.Tensor("value") is { } tensor ? _file.Source.Tensors.ReadOnce(tensor, node.Inputs[1]).Longs : null);
    }

    /// <summary>Channels last: 1, 3 or 4 of them, and an image before them.</summary>
    private bool LooksNhwc() => _dimensions is [_, var rows, var columns, 1 or 3 or 4]
        && rows is null or >= 8 && columns is null or >= 8;

    private void CheckSize()
    {
        if (_request.Size is not { } size || Order is not { } order)
            return;
        if ((_dimensions[order[^2]] is { } rows && rows != size.Height) || (_dimensions[order[^1]] is { } columns && columns != size.Width))
        {
            throw _file.Fault(
                $"input {Input}",
                $"has another size than {nameof(ModelOptions)}.{nameof(ModelOptions.InputSize)} states, {size}.");
        }
    }
}
