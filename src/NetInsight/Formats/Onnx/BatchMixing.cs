using NetInsight.Graphs;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Kernels.Operators.Indexing;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Recurrence;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Formats.Onnx;

/// <summary>
/// Whether a file computes an image's answer from other images of its batch too, as a mean over the batch, the norm of a whole tensor or a
/// DynamicQuantizeLinear does. Such a file runs image by image, so that an answer does not depend on what else is in the batch.
/// </summary>
/// <remarks>
/// The same file, converted for two batch sizes, has one dimension in each value that differs: that of the images, wherever it is. Where
/// none is left, images were joined or chosen; where there are two, each was compared with each.
/// </remarks>
internal static class BatchMixing
{
    /// <summary>Whether images take part in each other's answer.</summary>
    /// <param name="two">The file for one batch size.</param>
    /// <param name="three">The same for another.</param>
    public static bool Mixes(SizedGraph two, SizedGraph three)
    {
        if (two.Graph.Nodes.Length != three.Graph.Nodes.Length)
            return false;                           // they are not joined anyhow
        return two.Graph.Nodes.Zip(three.Graph.Nodes).Any(pair => pair.First.Operator is not BatchExpand && Mixes(pair.First, pair.Second));

        bool Mixes(Node node, Node other)
        {
            bool hasImages = false;
            for (int i = 0; i < node.Inputs.Length && i < other.Inputs.Length; i++)
                hasImages |= ImageAxes(node.Inputs[i], other.Inputs[i]).Count > 0;
            return hasImages && (ImageAxes(node.Output, other.Output).Count != 1 || IsAlong(node.Operator, node, other));
        }

        // How many dimensions of a value differ between the two, and the first of them; none where it is a constant.
        (int Count, int Axis) ImageAxes(int value, int same)
        {
            int count = 0, axis = -1;
            if (!two.Shapes.TryGetValue(value, out Shape first) || !three.Shapes.TryGetValue(same, out Shape second)
                || first.Rank != second.Rank)
                return (count, axis);
            for (int next = first.Rank - 1; next >= 0; next--)
                (count, axis) = first[next] != second[next] ? (count + 1, next) : (count, axis);
            return (count, axis);
        }

        Shape ShapeOf(int value) => two.Shapes.TryGetValue(value, out Shape shape) ? shape : two.Graph.Values[value].Constant!.Shape;

        // Whether an operator that keeps the dimension of the images computes along it.
        bool IsAlong(Operator op, Node node, Node other)
        {
            int data = 0;
            while (data < node.Inputs.Length - 1 && ImageAxes(node.Inputs[data], other.Inputs[data]).Count == 0)
                data++;
            if (ImageAxes(node.Inputs[data], other.Inputs[data]) is not (1, var images))
                return false;
            Shape shape = two.Shapes[node.Inputs[data]];
            return op switch
            {
                { Layout: Layout.Nhwc } when data == 0 => images != 0,
                Recurrence => data == 0 && images == 0,                         // steps of one sequence
                LayerNormalization norm => images >= Positive(norm.Axis),
                Trilu => images >= shape.Rank - 2,
                TopK top => images == Positive(top.Axis),
                ReverseSequence reversed => images == Positive(reversed.TimeAxis),
                Gather gather => images == Positive(gather.Axis),
                Concat concat => images == Positive(concat.Axis),
                Tile tile => tile.Repeats[images] != 1,
                Pad pad => pad.Before[images] != 0 || pad.After[images] != 0,
                ScatterElements scatter => images == Positive(scatter.Axis) || !HasImages(1),       // else of the first images only
                ScatterND => !HasImages(1) && ShapeOf(node.Inputs[1])[-1] > images,
                Softmax softmax => softmax.Joint ? images >= Positive(softmax.Axis) : images == Positive(softmax.Axis),
                Hardmax hardmax => hardmax.Joint ? images >= Positive(hardmax.Axis) : images == Positive(hardmax.Axis),
                CumSum sum => images == Positive(sum.Axis),
                Slice slice => slice.Axes.Any(part => Positive(part.Axis) == images
                    && (part.Step != 1 || part.For(shape[images]).Count != shape[images])),
                _ => false,
            };

            bool HasImages(int input) => ImageAxes(node.Inputs[input], other.Inputs[input]).Count > 0;

            int Positive(int axis) => axis < 0 ? axis + shape.Rank : axis;
        }
    }
}
