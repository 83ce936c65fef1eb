using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;

namespace NetInsight.Graphs;

/// <summary>Runs one operator on constants.</summary>
internal static class ConstantRun
{
    /// <summary>The operator's result.</summary>
    public static Tensor Of(Operator op, params Tensor[] inputs)
    {
        Tensor result = Tensor.Uninitialized(op.Infer(Array.ConvertAll(inputs, input => input.Shape)));
        op.Forward(new CpuDevice(1), inputs, result);
        return result;
    }
}
