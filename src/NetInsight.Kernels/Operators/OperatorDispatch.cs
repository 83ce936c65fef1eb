using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators;

/// <summary>
/// Runs operators on devices; the other half of the double dispatch is <c>Operator.Forward</c>. Devices themselves know no operator.
/// </summary>
internal static partial class OperatorDispatch
{
    /// <summary>Computes <paramref name="y"/>, which has the shape that the operator infers from the inputs.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static void Forward(this CpuDevice device, Operator op, ReadOnlySpan<Tensor> x, Tensor y)
    {
        device.ThrowIfCancelled();
        op.Forward(device, x, y);
    }
}
