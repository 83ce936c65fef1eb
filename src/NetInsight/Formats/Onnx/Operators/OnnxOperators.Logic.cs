using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Activation.Trigonometry;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arithmetic.Logic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Reduction;
using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Formats.Onnx.Operators;

internal static partial class OnnxOperators
{
    /// <summary>Functions, comparisons, logic and choices. Truth values are floats, 0 and 1.</summary>
    private static Dictionary<string, Converter> LogicRows => new()
    {
        // functions
        ["Sin"] = Activate<Sin>,
        ["Cos"] = Activate<Cos>,
        ["Tan"] = Activate<Tan>,
        ["Asin"] = Activate<Asin>,
        ["Acos"] = Activate<Acos>,
        ["Atan"] = Activate<Atan>,
        ["Sinh"] = Activate<Sinh>,
        ["Cosh"] = Activate<Cosh>,
        ["Asinh"] = Activate<Asinh>,
        ["Acosh"] = Activate<Acosh>,
        ["Atanh"] = Activate<Atanh>,
        ["Sign"] = Activate<Sign>,
        ["Ceil"] = Activate<Ceil>,
        ["Floor"] = Activate<Floor>,
        ["Round"] = Activate<Round>,

        // activations
        ["Gelu"] = Gelu,
        ["Swish"] = (node, import) => import.Emit(node, new Activation<Swish>(new Swish(node.Float("alpha", 1)))),
        ["Mish"] = Activate<Mish>,
        ["Shrink"] = (node, import) =>
            import.Emit(node, new Activation<Shrink>(new Shrink(node.Float("lambd", 0.5f), node.Float("bias", 0)))),
        ["Hardmax"] = (node, import) => import.Emit(node, new Hardmax(node.Int("axis", node.Opset < 13 ? 1 : -1), Joint: node.Opset < 13)),

        // truth values
        ["Not"] = Activate<Not>,
        ["IsNaN"] = Activate<IsNaN>,
        ["IsInf"] = (node, import) =>
            import.Emit(node, new Activation<IsInf>(new IsInf(node.Int("detect_negative", 1), node.Int("detect_positive", 1)))),
        ["Equal"] = Combine<Equal>,
        ["Greater"] = Combine<Greater>,
        ["GreaterOrEqual"] = Combine<GreaterOrEqual>,
        ["Less"] = Combine<Less>,
        ["LessOrEqual"] = Combine<LessOrEqual>,
        ["And"] = Combine<And>,
        ["Or"] = Combine<Or>,
        ["Xor"] = Combine<Xor>,
        ["Where"] = (node, import) => import.Emit(node, new Where()),

        // integers
        ["Mod"] = Remainder,
        ["Cast"] = Cast,
        ["CastLike"] = Cast,
    };

    private static void Gelu(OnnxNode node, OnnxImport import) =>
        EmitGelu(node, import, node.Inputs[0], node.Text("approximate", "none") switch
        {
            "none" => false,
            "tanh" => true,
            string other => throw new ArgumentException($"has the approximation '{Printable.Escape(other)}'; none and tanh are supported"),
        });

    private static void EmitGelu(OnnxNode node, OnnxImport import, string input, bool byTanh)
    {
        if (byTanh)
            import.Emit(node, new Activation<GeluTanh>(), input);
        else
            import.Emit(node, new Activation<Gelu>(), input);
    }

    /// <summary>Of integers the quotient is cut off towards 0.</summary>
    private static void Divide(OnnxNode node, OnnxImport import)
    {
        if (!node.Inputs.Any(input => OnnxElementTypes.IsInteger(import.ElementTypes.Of(input))))
        {
            Combine<Div>(node, import);
            return;
        }

        string quotient = $"{node.Outputs[0]}/quotient";
        import.EmitAs(node, new Arithmetic<Div>(), quotient, node.Inputs[0], AlignedAtAxis(node, import, node.Inputs[1]));
        import.Emit(node, CastTo(DataType.Int64), quotient);
    }

    /// <summary>With fmod the sign is the dividend's, without it the divisor's.</summary>
    private static void Remainder(OnnxNode node, OnnxImport import)
    {
        if (node.Int("fmod", 0) != 0)
            Combine<FMod>(node, import);
        else
            Combine<Mod>(node, import);
    }

    /// <summary>Before opset 7 a list of slopes is one for each channel; from then on it broadcasts as in NumPy.</summary>
    private static void PRelu(OnnxNode node, OnnxImport import)
    {
        if (node.Opset >= 7 || import.ShapeOf(node.Inputs[1]) is not { Rank: 1, Count: > 1 } slopes)
        {
            Combine<PRelu>(node, import);
            return;
        }

        if (import.ShapeOf(node.Inputs[0]) is not { Rank: >= 2 } shape)
            throw new ArgumentException("has a slope for each channel, but an input of no channels or of unknown shape");
        if (slopes.Count != shape[1])
            throw new ArgumentException($"has {slopes.Count} slopes for {shape[1]} channels");
        string perChannel = $"{node.Outputs[0]}/slopes";
        import.EmitAs(node, new Reshape([slopes.Count, .. Enumerable.Repeat(1L, shape.Rank - 2)]), perChannel, node.Inputs[1]);
        import.Emit(node, new Arithmetic<PRelu>(), node.Inputs[0], perChannel);
    }

    /// <summary>A constant as second input, its dimensions where the attribute 'axis' of opset 6 and earlier puts them.</summary>
    internal static OnnxConstant AlignedAtAxis(OnnxNode node, OnnxConstant left, OnnxConstant right)
    {
        int axis = node.Opset >= 7 || node.Int("broadcast", 0) == 0 ? -1 : node.Int("axis", -1);
        int behind = axis == -1 ? 0 : left.Shape.Rank - InRange(axis, left.Shape.Rank) - right.Shape.Rank;
        return behind <= 0 ? right
            : new OnnxConstant(new Shape([.. right.Shape.Dimensions, .. Enumerable.Repeat(1, behind)]), right.Longs!);
    }
}
