using System.Collections.Immutable;
using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Resizing;

namespace NetInsight.Formats.Onnx.Operators;

internal static partial class OnnxOperators
{
    /// <summary>
    /// Upsample, replaced by Resize from opset 10 on: asymmetric coordinates; nearest rounds down, up where the size shrinks.
    /// </summary>
    private static void Upsample(OnnxNode node, OnnxImport import)
    {
        float[] scales = node.Opset >= 9 ? import.RequireConstant(node, 1).AsFloats().AsSpan().ToArray()
            : node.Opset < 7 ? [1, 1, node.Float("height_scale", 0), node.Float("width_scale", 0)]
            : node.Floats("scales") ?? throw new ArgumentException("has no attribute 'scales'");
        ResizeRule rule = new(ReadResizeMode(node), ResizeCoordinates.Asymmetric, NearestRounding.CeilingWhereSmaller);
        import.Emit(node, new Resize(Changed(ReadScales(import, node.Inputs[0], scales, null)), rule), node.Inputs[0]);
    }

    private static void Resize(OnnxNode node, OnnxImport import)
    {
        bool isOpset10 = node.Opset < 11;
        int scalesInput = isOpset10 ? 1 : 2;
        float[] scales = node.Has(scalesInput) ? import.RequireConstant(node, scalesInput).AsFloats().AsSpan().ToArray() : [];
        bool hasSizes = !isOpset10 && node.Has(3) && import.RequireConstant(node, 3).Shape.Count > 0;
        if (scales.Length > 0 == hasSizes)
            throw new ArgumentException(
                $"has {(hasSizes ? "both scales and sizes" : "neither scales nor sizes")}; one of them is expected");

        ResizeRule rule = isOpset10
            ? new ResizeRule(ReadResizeMode(node), ResizeCoordinates.Asymmetric, NearestRounding.CeilingWhereSmaller)
            : new ResizeRule(
                ReadResizeMode(node),
                ReadCoordinates(node),
                ReadRounding(node),
                node.Float("cubic_coeff_a", -0.75f),
                node.Int("exclude_outside", 0) != 0,
                node.Int("antialias", 0) != 0,
                node.Float("extrapolation_value", 0));
        AspectRatio aspect = hasSizes ? ReadAspect(node) : AspectRatio.Stretch;
        long[]? axes = node.Longs("axes");
        if (aspect != AspectRatio.Stretch && axes is null && import.AssumesBatch)
            throw new ArgumentException("keeps the aspect ratio of all axes, among them an open batch; the attribute 'axes' is expected");
        ImmutableArray<ResizeAxis> resized = hasSizes
            ? ReadSizes(import, node.Inputs[0], import.RequireConstant(node, 3).AsLongs(), axes)
            : ReadScales(import, node.Inputs[0], scales, axes);
        if (rule.Coordinates == ResizeCoordinates.CropAndResize)
            resized = WithRegion(node, import, resized, axes);
        import.Emit(node, new Resize(Changed(resized), rule, aspect), node.Inputs[0]);
    }

    /// <summary>Without the axes that stay as they are.</summary>
    private static ImmutableArray<ResizeAxis> Changed(ImmutableArray<ResizeAxis> axes) =>
        [.. axes.Where(axis => axis.Scale != 1 || (axis.Start, axis.End) != (0, 1))];

    /// <summary>The axes with the region of interest: an input of first positions of all axes, then last ones.</summary>
    private static ImmutableArray<ResizeAxis> WithRegion(
        OnnxNode node, OnnxImport import, ImmutableArray<ResizeAxis> resized, long[]? axes)
    {
        if (!node.Has(1))
            throw new ArgumentException("has no input 'roi', which tf_crop_and_resize takes its region from");
        float[] region = import.RequireConstant(node, 1).AsFloats().AsSpan().ToArray();
        axes = ResizedAxes(import, node.Inputs[0], region.Length / 2, axes);
        if (region.Length % 2 != 0)
            throw new ArgumentException($"has a region of interest of {region.Length} values; {2 * axes.Length} are expected");
        return [.. resized.Select(axis =>
        {
            int i = Array.IndexOf(axes, axis.Axis);
            return axis with { Start = region[i], End = region[i + axes.Length] };
        })];
    }

    private static ImmutableArray<ResizeAxis> ReadScales(OnnxImport import, string input, float[] scales, long[]? axes)
    {
        axes = ResizedAxes(import, input, scales.Length, axes);
        foreach (float scale in scales)
        {
            if (!(scale > 0 && float.IsFinite(scale)))
                throw new ArgumentException($"resizes by the scale {scale}; a positive value is expected");
        }

        return [.. axes.Select((axis, i) => new ResizeAxis(ToInt(axis), scales[i]))];
    }

    /// <summary>
    /// Axes by their extents. An open batch is not resized: its extent is the input's, or the 1 with which the network was exported.
    /// </summary>
    private static ImmutableArray<ResizeAxis> ReadSizes(OnnxImport import, string input, long[] sizes, long[]? axes)
    {
        axes = ResizedAxes(import, input, sizes.Length, axes);
        ImmutableArray<ResizeAxis>.Builder resized = ImmutableArray.CreateBuilder<ResizeAxis>();
        for (int i = 0; i < sizes.Length; i++)
        {
            bool isBatch = axes[i] == 0 && import.AssumesBatch && import.ConstantOf(input) is null;
            if (isBatch && (sizes[i] == 1 || sizes[i] == import.ShapeOf(input)?[0]))
                continue;
            if (isBatch || sizes[i] is < 0 or > int.MaxValue)
                throw new ArgumentException($"resizes axis {axes[i]} to {sizes[i]}{(isBatch ? ", but the batch is open" : "")}");

            resized.Add(ResizeAxis.To(ToInt(axes[i]), (int)sizes[i]));
        }

        return resized.ToImmutable();
    }

    /// <summary>The given axes, or all; counted from the front where the shape is known.</summary>
    private static long[] ResizedAxes(OnnxImport import, string input, int count, long[]? axes)
    {
        int? rank = import.ShapeOf(input)?.Rank;
        int expected = axes?.Length ?? rank ?? count;
        if (count != expected)
            throw new ArgumentException($"has {count} scales or sizes, but {expected} are expected");
        return rank is { } known && axes is not null
            ? [.. axes.Select(axis => (long)InRange(axis, known))]
            : axes ?? [.. Enumerable.Range(0, count).Select(axis => (long)axis)];
    }

    private static ResizeMode ReadResizeMode(OnnxNode node) => node.Text("mode", "nearest") switch
    {
        "nearest" => ResizeMode.Nearest,
        "linear" or "bilinear" => ResizeMode.Linear,
        "cubic" => ResizeMode.Cubic,
        string other => throw new ArgumentException($"has the mode '{Printable.Escape(other)}'; nearest, linear and cubic are supported"),
    };

    private static ResizeCoordinates ReadCoordinates(OnnxNode node) => node.Text("coordinate_transformation_mode", "half_pixel") switch
    {
        "half_pixel" => ResizeCoordinates.HalfPixel,
        "half_pixel_symmetric" => ResizeCoordinates.HalfPixelSymmetric,
        "pytorch_half_pixel" => ResizeCoordinates.PytorchHalfPixel,
        "align_corners" => ResizeCoordinates.AlignCorners,
        "asymmetric" => ResizeCoordinates.Asymmetric,
        "tf_half_pixel_for_nn" => ResizeCoordinates.HalfPixelForNearest,
        "tf_crop_and_resize" => ResizeCoordinates.CropAndResize,
        string other => throw new ArgumentException(
            $"has the coordinate_transformation_mode '{Printable.Escape(other)}'; "
            + "half_pixel, half_pixel_symmetric, pytorch_half_pixel, align_corners, asymmetric and tf_crop_and_resize are supported"),
    };

    private static NearestRounding ReadRounding(OnnxNode node) => node.Text("nearest_mode", "round_prefer_floor") switch
    {
        "round_prefer_floor" => NearestRounding.PreferFloor,
        "round_prefer_ceil" => NearestRounding.PreferCeiling,
        "floor" => NearestRounding.Floor,
        "ceil" => NearestRounding.Ceiling,
        string other => throw new ArgumentException(
            $"has the nearest_mode '{Printable.Escape(other)}'; round_prefer_floor, round_prefer_ceil, floor and ceil are supported"),
    };

    private static AspectRatio ReadAspect(OnnxNode node) => node.Text("keep_aspect_ratio_policy", "stretch") switch
    {
        "stretch" => AspectRatio.Stretch,
        "not_larger" => AspectRatio.NotLarger,
        "not_smaller" => AspectRatio.NotSmaller,
        string other => throw new ArgumentException(
            $"has the keep_aspect_ratio_policy '{Printable.Escape(other)}'; stretch, not_larger and not_smaller are supported"),
    };

    private static void DepthToSpace(OnnxNode node, OnnxImport import)
    {
        bool isColumnRowDepth = node.Text("mode", "DCR") switch
        {
            "DCR" => false,
            "CRD" => true,
            string other => throw new ArgumentException($"has the mode '{Printable.Escape(other)}'; DCR and CRD are supported"),
        };
        import.Emit(node, new DepthToSpace(BlockSize(node), isColumnRowDepth));
    }

    private static int BlockSize(OnnxNode node) =>
        node.HasAttribute("blocksize") ? node.Int("blocksize", 0) : throw new ArgumentException("has no attribute 'blocksize'");
}
