using CsCheck;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.OnnxRuntime;

/// <summary>
/// Operators that rearrange and gather elements, against ONNX Runtime on the same bytes, as in <see cref="OnnxRuntimeTests"/>.
/// </summary>
public sealed class OnnxRuntimeIndicesTests
{
    private const int Samples = 60;

    [Fact]
    public void Depth_and_space_agree() =>
        (from c in Gen.Int[1, 5]
         from h in Gen.Int[1, 5]
         from w in Gen.Int[1, 5]
         from block in Gen.Int[1, 3]
         from mode in Gen.OneOf("DCR", "CRD")
         from inverse in Gen.Bool
         select Shuffled(c, h, w, block, mode, inverse)).Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void Expanded_tiled_and_gathered_values_agree() =>
        (from c in Gen.Int[1, 4]
         from w in Gen.Int[1, 5]
         from extents in Gen.OneOf(1L, 3L).Array[2]
         from repeats in Gen.Long[1, 3].Array[4]
         from axis in Gen.Int[-3, 3].Where(axis => axis != 0)
         from indices in Gen.Long[-1, 0].Array[1, 5]
         select Moved(c, w, extents, repeats, axis, indices)).Sample(Agreement.Check, iter: 2 * Samples, threads: 1);

    [Fact]
    public void Gathered_elements_agree() =>
        (from c in Gen.Int[1, 4]
         from h in Gen.Int[1, 5]
         from along in Gen.Int[1, 6]
         from indices in Gen.Long[-4, 3].Array[2 * c * along]
         select Elements(c, h, along, indices)).Sample(Agreement.Check, iter: Samples, threads: 1);

    [Fact]
    public void Maxima_unpooled_agree() =>
        (from c in Gen.Int[1, 4]
         from rows in Gen.Int[1, 4]
         from columns in Gen.Int[1, 4]
         from kernel in Gen.Int[2, 3]
         from stride in Gen.Int[1, 3]
         from padding in Gen.Int[0, 1]
         from order in Gen.Int[0, 1]
         select Unpooled(c, rows, columns, kernel, stride, rows > 1 && columns > 1 ? padding : 0, order))
        .Sample(Agreement.Check, iter: 2 * Samples, threads: 1);

    private static (OnnxBuilder, Shape) Shuffled(int c, int h, int w, int block, string mode, bool inverse)
    {
        OnnxBuilder model = new OnnxBuilder().Output("y");
        return inverse
            ? (model.Input("x", -1, c, h * block, w * block).Node("SpaceToDepth", "x", "y", ("blocksize", block)),
                new Shape(2, c, h * block, w * block))
            : (model.Input("x", -1, c * block * block, h, w).Node("DepthToSpace", "x", "y", ("blocksize", block), ("mode", mode)),
                new Shape(2, c * block * block, h, w));
    }

    private static (OnnxBuilder, Shape) Moved(int c, int w, long[] extents, long[] repeats, int axis, long[] indices)
    {
        OnnxBuilder model = new OnnxBuilder().Input("x", -1, c, 1, w).Output("y");
        model.Longs("shape", [1, c == 1 ? extents[0] : 1, extents[1], w]).Longs("repeats", repeats).Longs("indices", indices);
        return (model.Node("Expand", "x shape", "e").Node("Tile", "e repeats", "t").Node("Gather", "t indices", "y", ("axis", axis)),
            new Shape(2, c, 1, w));
    }

    private static (OnnxBuilder, Shape) Elements(int c, int h, int along, long[] indices)
    {
        long[] clamped = [.. indices.Select(index => Math.Clamp(index, -h, h - 1))];
        OnnxBuilder model = new OnnxBuilder().Input("x", 2, c, h).Output("y").Longs("list", clamped);
        model.Longs("shape", 2, c, along).Node("Reshape", "list shape", "indices");
        return (model.Node("GatherElements", "x indices", "y", ("axis", -1)), new Shape(2, c, h));
    }

    /// <summary>
    /// Feature maps that the windows exactly cover: the indices of a pool count in its input, those of an unpooling in its result.
    /// </summary>
    private static (OnnxBuilder, Shape) Unpooled(int c, int rows, int columns, int kernel, int stride, int padding, int order)
    {
        int height = (rows - 1) * stride + kernel - 2 * padding, width = (columns - 1) * stride + kernel - 2 * padding;
        OnnxBuilder model = new OnnxBuilder().Input("x", -1, c, height, width).Output("y");
        (string, object)[] window =
        [
            ("kernel_shape", new[] { kernel, kernel }),
            ("strides", new[] { stride, stride }),
            ("pads", new[] { padding, padding, padding, padding }),
        ];
        model.Node("MaxPool", "x", "p i", [.. window, ("storage_order", order)]);
        return (model.Node("MaxUnpool", "p i", "y", window), new Shape(2, c, height, width));
    }
}
