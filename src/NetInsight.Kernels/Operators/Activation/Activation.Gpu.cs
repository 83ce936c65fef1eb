using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>Arguments of the kernel of an activation.</summary>
internal readonly record struct ActivationArguments<TRule>(ArrayView<float> X, ArrayView<float> Y, TRule Rule) where TRule : struct;

internal sealed partial record Activation<TRule>
{
    /// <inheritdoc/>
    /// <remarks>Formulas in doubles fall back to the CPU where the GPU has none.</remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        if (TRule.UsesDoubles && !device.HasDoubles)
            device.RunOnHost(this, x, y);
        else
            device.ForEach(ActivationKernel, y.Count, new ActivationArguments<TRule>(x[0].View, y.View, Rule));
    }

    /// <summary>One thread for each element.</summary>
    /// <remarks>
    /// <code>
    ///   y[i] = f(x[i])    X and Y: global memory, neighbouring threads on neighbouring elements; Rule: a kernel argument
    /// </code>
    /// </remarks>
    private static void ActivationKernel(Index1D i, ActivationArguments<TRule> a) => a.Y[i] = a.Rule.Value(a.X[i]);
}
