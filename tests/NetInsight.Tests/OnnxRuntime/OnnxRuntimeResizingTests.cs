using CsCheck;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.OnnxRuntime;

/// <summary>Operators that resize feature maps, against ONNX Runtime on the same bytes, as in <see cref="OnnxRuntimeTests"/>.</summary>
public sealed class OnnxRuntimeResizingTests
{
    private const int Samples = 60;

    [Fact]
    public void Transposed_convolutions_agree() =>
        (from axes in Gen.Int[1, 3]
         from n in Gen.Int[1, 2]
         from groups in Gen.OneOf(1, 1, 2, 3)
         from c in Gen.Int[1, 5]
         from m in Gen.Int[1, 9]
         from extents in Gen.Int[2, 6].Array[axes]
         from kernel in Gen.Int[1, 4].Array[axes]
         from strides in Gen.Int[1, 3].Array[axes]
         from dilations in Gen.Int[1, 2].Array[axes]
         from before in Gen.Int[0, 1].Array[axes]
         from after in Gen.Int[0, 1].Array[axes]
         from padding in Gen.OneOf("given", "given", "SAME_UPPER", "SAME_LOWER", "VALID", "output_shape")
         from bias in Gen.Bool
         select Transposed(n, groups, c, m, extents, kernel, strides, dilations, [.. before, .. after], padding, bias))
        .Sample(Agreement.Check, iter: 3 * Samples, threads: 1);

    [Fact]
    public void Nearest_neighbours_agree() =>
        (from h in Gen.Int[1, 9]
         from w in Gen.Int[1, 9]
         from coordinates in Gen.OneOf("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric")
         from rounding in Gen.OneOf("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")
         from target in Targets.Where(target => target.Sizes is not { } sizes || (IsClear(h, sizes[0]) && IsClear(w, sizes[1])))
         select Resize(13, h, w, target, ("mode", "nearest"), ("coordinate_transformation_mode", coordinates), ("nearest_mode", rounding)))
        .Sample(Agreement.Check, iter: 3 * Samples, threads: 1);

    [Fact]
    public void Linear_and_cubic_interpolations_agree() =>
        (from h in Gen.Int[2, 9]
         from w in Gen.Int[2, 9]
         from opset in Gen.OneOf(11, 13, 18)
         from coordinates in Gen.OneOf("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric")
         from cubic in Gen.Bool
         from excludes in Gen.Int[0, 1]
         from coefficient in Gen.OneOf(-0.75f, -0.5f)
         from target in Targets
         select cubic
            ? Resize(
                opset,
                h,
                w,
                target,
                ("mode", "cubic"),
                ("coordinate_transformation_mode", coordinates),
                ("cubic_coeff_a", coefficient),
                ("exclude_outside", excludes))
            : Resize(opset, h, w, target, ("mode", "linear"), ("coordinate_transformation_mode", coordinates)))
        .Sample(Agreement.Check, iter: 3 * Samples, threads: 1);

    [Fact]
    public void Stretched_kernels_agree() =>
        (from h in Gen.Int[2, 19]
         from w in Gen.Int[2, 19]
         from mode in Gen.OneOf("linear", "cubic")
         from excludes in Gen.Int[0, 1]
         from target in Targets
         select Resize(18, h, w, target, ("mode", mode), ("antialias", 1), ("exclude_outside", mode == "cubic" ? excludes : 0)))
        .Sample(Agreement.Check, iter: 3 * Samples, threads: 1);

    [Fact]
    public void A_symmetric_half_pixel_agrees() =>
        (from h in Gen.Int[2, 9]
         from w in Gen.Int[2, 9]
         from target in Targets.Where(target => target.Sizes is not { } sizes || (IsClear(h, sizes[0]) && IsClear(w, sizes[1])))
         from mode in Gen.OneOf("nearest", "linear")
         select Resize(19, h, w, target, ("mode", mode), ("coordinate_transformation_mode", "half_pixel_symmetric")))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    /// <summary>Along an axis of unchanged extent ONNX Runtime ignores the region, against ONNX's formula: left out here.</summary>
    [Fact]
    public void Regions_of_interest_agree() =>
        (from h in Gen.Int[2, 9]
         from w in Gen.Int[2, 9]
         from opset in Gen.OneOf(11, 13, 19)
         from target in Targets.Where(target => target.Sizes is { } sizes ? sizes[0] != h && sizes[1] != w : !target.Scales!.Contains(1))
         from mode in Gen.OneOf("nearest", "linear", "cubic")
         from ends in Gen.OneOf(Gen.OneOf(0f, 1f, 0.25f, 0.8125f), Gen.Float[-0.3f, 1.3f]).Array[4]
            .Where(ends => IsClearOf(h, target.Sizes?[0] ?? (long)(target.Scales![0] * h), ends[0], ends[2])
                && IsClearOf(w, target.Sizes?[1] ?? (long)(target.Scales![1] * w), ends[1], ends[3]))
         from value in Gen.OneOf(0f, 5.5f)
         select Cropped(opset, h, w, target, mode, ends, value))
        .Sample(Agreement.Check, iter: 3 * Samples, threads: 1);

    [Fact]
    public void Aspect_ratio_policies_agree() =>
        (from h in Gen.Int[2, 9]
         from w in Gen.Int[2, 9]
         from sizes in Gen.Long[1, 15].Array[2]
         from policy in Gen.OneOf("stretch", "not_larger", "not_smaller")
         select Along(h, w, sizes, policy)).Sample(Agreement.Check, iter: Samples, threads: 1);

    [Theory]
    [InlineData("Upsample", 7)]
    [InlineData("Upsample", 9)]
    [InlineData("Resize", 10)]
    public void Resizing_of_old_opsets_agrees(string type, int opset) =>
        (from h in Gen.Int[1, 9]
         from w in Gen.Int[1, 9]
         from scales in Gen.OneOf(1f, 2f, 3f, 1.5f, 2.25f).Array[2]
         from shrinks in Gen.Bool
         from linear in Gen.Bool
         select Old(type, opset, h, w, shrinks && type == "Resize" ? [0.5f, 0.6f] : scales, linear ? "linear" : "nearest"))
        .Sample(Agreement.Check, iter: Samples, threads: 1);

    private static Gen<(long[]? Sizes, float[]? Scales)> Targets => Gen.Frequency(
        (1, Gen.Long[1, 15].Array[2].Select(sizes => ((long[]?)sizes, (float[]?)null))),
        (1, Gen.OneOf(1f, 2f, 3f, 4f).Array[2].Select(scales => ((long[]?)null, (float[]?)scales))));

    /// <summary>
    /// Whether no output lies on an input position or half-way between two: there the last bit of an inexact scale decides and engines
    /// differ. An exact scale decides alike.
    /// </summary>
    private static bool IsClear(int from, long to)
    {
        if (to % from == 0)
            return true;
        for (long o = 0; o < to; o++)
        {
            bool isOnAsymmetric = o > 0 && 2 * o * from % to == 0, isOnHalfPixel = ((2 * o + 1) * from - to) % to == 0;
            if (isOnAsymmetric || isOnHalfPixel)
                return false;
        }

        return true;
    }

    /// <summary>
    /// Whether no output of a region lies half-way between two input positions or at an end of the input, where the last bit decides.
    /// </summary>
    private static bool IsClearOf(int from, long to, double start, double end)
    {
        for (long o = 0; o < to; o++)
        {
            double at = to > 1 ? (start + o * (end - start) / (to - 1)) * (from - 1) : (start + end) / 2 * (from - 1);
            bool isEnd = (Math.Abs(at) < 1e-4 && at != 0) || (Math.Abs(at - from + 1) < 1e-4 && at != from - 1);
            if (isEnd || Math.Abs(at - Math.Floor(at) - 0.5) < 1e-4)
                return false;
        }

        return true;
    }

    private static (OnnxBuilder, Shape) Transposed(
        int n, int groups, int c, int m, int[] extents, int[] kernel, int[] strides, int[] dilations, int[] pads, string padding, bool bias)
    {
        int axes = extents.Length;
        OnnxBuilder model = new OnnxBuilder().Input("x", [-1, c * groups, .. extents.Select(extent => (long)extent)]).Output("y");
        model.Constant("w", [c * groups, m, .. kernel]);
        model.Constant("b", m * groups);
        int[] full = [.. extents.Select((extent, axis) => (extent - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1)];
        if (Enumerable.Range(0, axes).Any(axis => full[axis] <= pads[axis] + pads[axis + axes]))
            pads = new int[2 * axes];

        // ONNX defines extent * stride outputs for SAME; where the kernel is shorter than a stride, ONNX Runtime computes fewer.
        bool isShort = Enumerable.Range(0, axes).Any(axis => full[axis] < extents[axis] * strides[axis]);
        if (padding.StartsWith("SAME", StringComparison.Ordinal) && isShort)
            padding = "VALID";
        (string, object)[] rest = padding switch
        {
            "given" => [("pads", pads), ("output_padding", strides.Select(stride => stride - 1).ToArray())],
            "output_shape" => [("output_shape", full.Select(extent => Math.Max(extent - 1, 1)).ToArray())],
            _ => [("auto_pad", padding)],
        };
        (string, object)[] window = [("strides", strides), ("dilations", dilations), ("kernel_shape", kernel)];
        model.Node("ConvTranspose", bias ? "x w b" : "x w", "y", [("group", groups), .. window, .. rest]);
        return (model, new Shape([n, c * groups, .. extents]));
    }

    private static (OnnxBuilder, Shape) Resize(
        int opset, int h, int w, (long[]? Sizes, float[]? Scales) target, params (string, object)[] attributes)
    {
        OnnxBuilder model = new OnnxBuilder(opset).Input("x", -1, 3, h, w).Output("y").Floats("roi", [0]).Floats("none", [0]);
        if (target.Sizes is { } sizes)
            model.Longs("target", [1, 3, .. sizes]);
        else
            model.Floats("target", [4], [1, 1, .. target.Scales!]);
        model.Node("Resize", target.Sizes is null ? "x roi target" : opset < 13 ? "x roi none target" : "x - - target", "y", attributes);
        return (model, new Shape(1, 3, h, w));
    }

    private static (OnnxBuilder, Shape) Cropped(
        int opset, int h, int w, (long[]? Sizes, float[]? Scales) target, string mode, float[] ends, float value)
    {
        OnnxBuilder model = new OnnxBuilder(opset).Input("x", -1, 3, h, w).Output("y").Floats("none", [0])
            .Floats("roi", [8], 0, 0, ends[0], ends[1], 1, 1, ends[2], ends[3]);
        if (target.Sizes is { } sizes)
            model.Longs("target", [1, 3, .. sizes]);
        else
            model.Floats("target", [4], [1, 1, .. target.Scales!]);
        model.Node("Resize", target.Sizes is null ? "x roi target" : opset < 13 ? "x roi none target" : "x roi - target", "y",
            ("mode", mode), ("coordinate_transformation_mode", "tf_crop_and_resize"), ("extrapolation_value", value));
        return (model, new Shape(1, 3, h, w));
    }

    private static (OnnxBuilder, Shape) Along(int h, int w, long[] sizes, string policy)
    {
        OnnxBuilder model = new OnnxBuilder(18).Input("x", -1, 3, h, w).Output("y").Longs("sizes", sizes);
        model.Node("Resize", "x - - sizes", "y", ("mode", "linear"), ("axes", new[] { 2, 3 }), ("keep_aspect_ratio_policy", policy));
        return (model, new Shape(2, 3, h, w));
    }

    private static (OnnxBuilder, Shape) Old(string type, int opset, int h, int w, float[] scales, string mode)
    {
        if (scales.Zip([h, w], (scale, extent) => scale * extent).Any(length => length < 1))
            scales = [1, 2];
        OnnxBuilder model = new OnnxBuilder(opset).Input("x", -1, 3, h, w).Output("y");
        float[] all = [1, 1, .. scales];
        return (opset < 9
            ? model.Node(type, "x", "y", ("mode", mode), ("scales", all))
            : model.Floats("scales", [4], all).Node(type, "x scales", "y", ("mode", mode)), new Shape(2, 3, h, w));
    }
}
