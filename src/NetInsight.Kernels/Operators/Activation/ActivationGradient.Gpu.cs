using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>Arguments of the kernel of an activation's gradient.</summary>
/// <param name="V">The activation's result or input.</param>
/// <param name="Dy">The gradient of the result.</param>
/// <param name="Dx">The gradient of the input.</param>
/// <param name="Rule">The activation.</param>
internal readonly record struct ActivationGradientArguments<TRule>(
    ArrayView<float> V, ArrayView<float> Dy, ArrayView<float> Dx, TRule Rule) where TRule : struct;

internal sealed partial record ActivationGradient<TRule>
{
    /// <inheritdoc/>
    /// <remarks>Formulas in doubles fall back to the CPU where the GPU has none.</remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        if (TRule.GradientUsesDoubles && !device.HasDoubles)
            device.RunOnHost(this, x, y);
        else
            device.ForEach(ActivationGradientKernel, y.Count, new ActivationGradientArguments<TRule>(x[0].View, x[1].View, y.View, Rule));
    }

    /// <summary>One thread for each element.</summary>
    /// <remarks>
    /// <code>
    ///   dx[i] = f'(v[i]) dy[i]    V, Dy, Dx: global memory, neighbouring threads on neighbouring elements; Rule: a kernel argument
    /// </code>
    /// </remarks>
    private static void ActivationGradientKernel(Index1D i, ActivationGradientArguments<TRule> a) =>
        a.Dx[i] = a.Rule.Gradient(a.V[i], a.Dy[i]);
}
