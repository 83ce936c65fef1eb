using System.Collections.Immutable;
using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Formats.Onnx.Operators;

internal static partial class OnnxOperators
{
    /// <summary>Pools and a normalisation by p-norms, composed of reductions and arithmetic.</summary>
    private static Dictionary<string, Converter> LpNormRows => new()
    {
        ["LpPool"] = LpPool,
        ["GlobalLpPool"] = GlobalLpPool,
        ["LpNormalization"] = LpNormalization,
    };

    /// <summary>p: a float before opset 2 and an integer from then on.</summary>
    private static float PowerOf(OnnxNode node) => node.Opset < 2 ? node.Float("p", 2) : node.Int("p", 2);

    /// <summary>y = (sum over the window of |x|^p)^(1/p).</summary>
    private static void LpPool(OnnxNode node, OnnxImport import)
    {
        string y = node.Outputs[0], raised = $"{y}/raised", sums = $"{y}/sums";
        float power = PowerOf(node);
        EmitPower(node, import, node.Inputs[0], power, raised);
        Pool(node.As("LpPool", sums, raised), import, window => new SumPool(window));
        EmitRoot(node, import, sums, power, y);
    }

    private static void GlobalLpPool(OnnxNode node, OnnxImport import)
    {
        Shape shape = import.ShapeOf(node.Inputs[0]) ?? throw new ArgumentException("pools maps of unknown shape");
        EmitNorm(node, import, PowerOf(node), [.. Enumerable.Range(2, Math.Max(shape.Rank - 2, 0))], node.Outputs[0]);
    }

    /// <summary>y = x / norm along an axis; 0 where the norm is 0, as in ONNX Runtime.</summary>
    private static void LpNormalization(OnnxNode node, OnnxImport import)
    {
        string y = node.Outputs[0], norm = $"{y}/norm", least = $"{y}/least", divisor = $"{y}/divisor";
        EmitNorm(node, import, node.Int("p", 2), [node.Int("axis", -1)], norm);
        SetValue(import, least, SmallestNormal);
        import.EmitAs(node, new Arithmetic<Max>(), divisor, norm, least);
        import.Emit(node, new Arithmetic<Div>(), node.Inputs[0], divisor);
    }

    /// <summary>The smallest float of full precision.</summary>
    private const float SmallestNormal = 1.17549435e-38f;

    /// <summary>(sum over some axes of |x|^p)^(1/p); the axes become 1.</summary>
    private static void EmitNorm(OnnxNode node, OnnxImport import, float power, ImmutableArray<int> axes, string output)
    {
        if (power is 1 or 2)
        {
            import.EmitAs(node, power == 1 ? new Reduce<L1Reduction>(axes) : new Reduce<L2Reduction>(axes), output, node.Inputs[0]);
            return;
        }

        string raised = $"{output}/raised", sums = $"{output}/sums";
        EmitPower(node, import, node.Inputs[0], power, raised);
        import.EmitAs(node, new Reduce<SumReduction>(axes), sums, raised);
        EmitRoot(node, import, sums, power, output);
    }

    /// <summary>|x|^p.</summary>
    private static void EmitPower(OnnxNode node, OnnxImport import, string x, float power, string output)
    {
        if (!(power > 0 && float.IsFinite(power)))
            throw new ArgumentException($"has p = {power}; a positive number is expected");
        string magnitude = power == 1 ? output : $"{output}/magnitude", exponent = $"{output}/exponent";
        if (power == 2)
        {
            import.EmitAs(node, new Arithmetic<Mul>(), output, x, x);
            return;
        }

        import.EmitAs(node, new Activation<Abs>(), magnitude, x);
        if (power == 1)
            return;
        SetValue(import, exponent, power);
        import.EmitAs(node, new Arithmetic<Pow>(), output, magnitude, exponent);
    }

    /// <summary>x^(1/p).</summary>
    private static void EmitRoot(OnnxNode node, OnnxImport import, string x, float power, string output)
    {
        string exponent = $"{output}/root";
        if (power != 1 && power != 2)
            SetValue(import, exponent, 1 / power);
        if (power == 1)
            import.EmitAs(node, new Kernels.Operators.Arrangement.Identity(node.Type), output, x);
        else if (power == 2)
            import.EmitAs(node, new Activation<Sqrt>(), output, x);
        else
            import.EmitAs(node, new Arithmetic<Pow>(), output, x, exponent);
    }
}
