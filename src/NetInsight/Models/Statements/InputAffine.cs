using System.Collections.Immutable;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Kernels.Operators.Resizing;

namespace NetInsight.Models.Statements;

/// <summary>
/// The element-wise beginning of a network: y[c] = Gains[c] * x[Channels[c]] + Offsets[c], followed node by node from the image input as
/// long as each value has one reader.
/// </summary>
internal sealed class InputAffine
{
    /// <summary>More than any file's preprocessing has.</summary>
    private const int MaxNodes = 32;

    private readonly Graph _graph;
    private readonly List<string> _layers = [];
    private int[] _channels;
    private int _axis = 1;                               // of the channels; -1 where a Reshape left none
    private int _rank = 4;

    private InputAffine(Graph graph, int channels)
    {
        _graph = graph;
        _channels = [.. Enumerable.Range(0, channels)];
        (Gains, Offsets) = (new double[channels], new double[channels]);
        Gains.AsSpan().Fill(1);
    }

    /// <summary>The factor of each channel.</summary>
    public double[] Gains { get; private set; }

    /// <summary>What is added to each channel after that.</summary>
    public double[] Offsets { get; private set; }

    /// <summary>The channel of the input that each one reads.</summary>
    public ImmutableArray<int> Channels => [.. _channels];

    /// <summary>The names of the nodes that compute it; those that only move elements are not listed.</summary>
    public IReadOnlyList<string> Layers => _layers;

    /// <summary>The first node that is not part of it; null where there are several or none.</summary>
    public Node? Next { get; private set; }

    /// <summary>The inputs at which channels become 0: means, where these are subtracted. Rounding around 0 is 0.</summary>
    public double[] Centers => [.. Gains.Zip(Offsets, (gain, offset) => Math.Abs(offset) < 1e-6 * Math.Max(gain, 1) ? 0 : -offset / gain)];

    /// <summary>The change of the input that changes a channel by 1: standard deviations, where these divide.</summary>
    public double[] Widths => [.. Gains.Select(gain => 1 / gain)];

    /// <summary>Follows the image input of a graph with a known number of channels.</summary>
    public static InputAffine Of(Graph graph, int channels)
    {
        InputAffine affine = new(graph, channels);
        int value = graph.Inputs[0].Value;
        for (int i = 0; i < MaxNodes && !graph.Outputs.Contains(value); i++)
        {
            Node[] readers = [.. graph.Nodes.Where(node => node.Operator is not BatchExpand && node.Inputs.Contains(value)).Take(2)];
            affine.Next = readers is [var only] ? only : null;
            if (affine.Next is not { } next || !affine.TryTake(next, value))
                break;
            value = next.Output;
        }

        return affine;
    }

    private bool TryTake(Node node, int value) => node.Operator switch
    {
        Identity or Expand or Resize or Pad => true,
        Activation<Clip> => true,
        Activation<DequantizeLinear> { Rule: var rule } => TryApply(node, [rule.Scale], [-rule.ZeroPoint * rule.Scale]),
        Transpose transpose => TryMove(transpose),
        Reshape reshape => TryReshape(reshape),
        Flatten => TryFlatten(),
        Slice slice => TrySlice(slice),
        Gather gather => TryGather(gather),
        Conv conv => TryConvolve(node, conv, value),
        Arithmetic<Add> => Constant(node, value) is { } added && TryApply(node, [1], added),
        Arithmetic<Mul> => Constant(node, value) is { } factor && TryApply(node, factor, [0]),
        Arithmetic<Div> when node.Inputs[0] == value =>
            Constant(node, value) is { } divisor && TryApply(node, [.. divisor.Select(x => 1 / x)], [0]),
        Arithmetic<Sub> when node.Inputs[0] == value =>
            Constant(node, value) is { } mean && TryApply(node, [1], [.. mean.Select(x => -x)]),
        _ => node.Operator.Name == "Cast",
    };

    /// <summary>Composes y = gain * x + offset onto what is known; each has one value or one for each channel.</summary>
    private bool TryApply(Node node, double[] gain, double[] offset)
    {
        double[] gains = [.. Gains.Select((known, c) => known * gain[gain.Length == 1 ? 0 : c])];
        double[] offsets = [.. Offsets.Select((known, c) => known * gain[gain.Length == 1 ? 0 : c] + offset[offset.Length == 1 ? 0 : c])];
        if (!gains.All(x => double.IsFinite(x) && x > 0) || !offsets.All(double.IsFinite))
            return false;
        (Gains, Offsets) = (gains, offsets);
        _layers.Add(node.Name);
        return true;
    }

    /// <summary>
    /// The node's other input as one value, or one for each channel; the mean over positions where it has one for each (a mean image).
    /// </summary>
    private double[]? Constant(Node node, int value)
    {
        if (node.Inputs.Length != 2 || node.Inputs[0] == node.Inputs[1])
            return null;
        int other = node.Inputs[0] == value ? node.Inputs[1] : node.Inputs[0];
        if (_graph.Values[other].Constant is not { Count: > 0 } constant)
            return null;
        ReadOnlySpan<float> elements = constant.AsSpan();
        if (constant.Count == 1)
            return [elements[0]];
        int channels = _channels.Length;
        if (_axis < 0 || constant.Shape.Rank > _rank
            || constant.Shape.Expand(_rank) is var shape && shape[_axis] != channels)
            return null;
        int inner = 1;
        for (int axis = _axis + 1; axis < _rank; axis++)
            inner *= shape[axis];
        double[] means = new double[channels];
        for (int i = 0; i < elements.Length; i++)
            means[i / inner % channels] += elements[i] * (double)channels / elements.Length;
        return means;
    }

    private bool TryMove(Transpose transpose)
    {
        _axis = _axis < 0 ? -1 : transpose.Permutation.AsSpan().IndexOf(_axis);
        return true;
    }

    /// <summary>Positions joined to one dimension keep the channels, and so do positions as rows and columns again.</summary>
    private bool TryReshape(Reshape reshape)
    {
        if (_axis == 1 && reshape.Dimensions is [0 or 1 or -1, var channels, .. { Length: 1 or 2 } positions]
            && channels == _channels.Length && (reshape.Dimensions[0] != -1 || IsWholeImage(positions)))
        {
            _rank = reshape.Dimensions.Length;
            return true;
        }

        return TryFlatten();
    }

    private bool IsWholeImage(ImmutableArray<long> positions) => _graph.Inputs[0].Dimensions is [_, _, { } rows, { } columns]
        && positions.Aggregate(1L, (product, extent) => product * extent) == (long)rows * columns;

    private bool TryFlatten()
    {
        _axis = -1;
        return true;
    }

    /// <summary>A slice of positions, or of all channels in reverse.</summary>
    private bool TrySlice(Slice slice)
    {
        foreach (SliceAxis part in slice.Axes)
        {
            int channels = _channels.Length, axis = part.Axis < 0 ? part.Axis + _rank : part.Axis;
            if (_axis < 0)
                return false;
            if (axis != _axis)
                continue;
            (int first, int count) = part.For(channels);
            if (count != channels)
                return false;
            Reorder([.. Enumerable.Range(0, channels).Select(c => first + c * (int)part.Step)]);
        }

        return true;
    }

    private bool TryGather(Gather gather)
    {
        int channels = _channels.Length, axis = gather.Axis < 0 ? gather.Axis + _rank : gather.Axis;
        int[] indices = [.. gather.Indices.Select(index => index < 0 ? index + channels : index)];
        if (axis != _axis || gather.Extents.Rank != 1 || !indices.Order().SequenceEqual(Enumerable.Range(0, channels)))
            return false;
        Reorder(indices);
        return true;
    }

    private void Reorder(int[] from)
    {
        _channels = [.. from.Select(c => _channels[c])];
        Gains = [.. from.Select(c => Gains[c])];
        Offsets = [.. from.Select(c => Offsets[c])];
    }

    /// <summary>A convolution of single pixels that reads one channel for each output: a normalisation, maybe with another order.</summary>
    private bool TryConvolve(Node node, Conv conv, int value)
    {
        int channels = _channels.Length;
        if (channels != 3 || _axis != 1 || !conv.Window.IsPointwise || conv.Affine is not null || node.Inputs[0] != value
            || _graph.Values[node.Inputs[1]].Constant is not { } weights || weights.Shape[0] != channels)
            return false;
        int inputs = weights.Shape[1];
        int[] from = new int[channels];
        double[] gain = new double[channels], offset = new double[channels];
        for (int m = 0; m < channels; m++)
        {
            int[] used = [.. Enumerable.Range(0, inputs).Where(c => weights.AsSpan()[m * inputs + c] != 0)];
            if (used is not [var one])
                return false;
            (from[m], gain[m]) = (conv.Groups == channels ? m : one, weights.AsSpan()[m * inputs + one]);
        }

        if (conv.Groups != 1 && conv.Groups != channels)
            return false;
        if (node.Inputs.Length > 2)
        {
            if (_graph.Values[node.Inputs[2]].Constant is not { } bias)
                return false;
            offset = [.. bias.AsSpan().ToArray().Select(x => (double)x)];
        }

        if (gain.Any(x => x <= 0) || !from.Order().SequenceEqual(Enumerable.Range(0, channels)))
            return false;
        Reorder(from);
        return TryApply(node, gain, offset);
    }
}
