using System.Numerics;
using System.Runtime.InteropServices;
using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Activation;

internal sealed partial record ActivationGradient<TRule>
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for ranges of elements, in parallel
    ///     vectors:   dx[i] = f'(v[i]) dy[i]    one element in each lane
    ///     remainder: dx[i] = f'(v[i]) dy[i]    the scalar equivalent: elements behind the last whole vector, or all without a vector form
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        (Tensor values, Tensor gradient) = (x[0], x[1]);
        device.ForRanges(y.Count, 1, (start, end) =>
            Apply(values.AsSpan()[start..end], gradient.AsSpan()[start..end], y.AsSpan()[start..end]));
    }

    private void Apply(ReadOnlySpan<float> v, ReadOnlySpan<float> dy, Span<float> dx)
    {
        TRule rule = Rule;
        int done = 0;

        // Vectors.
        if (TRule.HasVectorGradient)
        {
            ReadOnlySpan<Vector<float>> values = MemoryMarshal.Cast<float, Vector<float>>(v);
            ReadOnlySpan<Vector<float>> gradients = MemoryMarshal.Cast<float, Vector<float>>(dy);
            Span<Vector<float>> results = MemoryMarshal.Cast<float, Vector<float>>(dx);
            for (int i = 0; i < results.Length; i++)
                results[i] = rule.Gradient(values[i], gradients[i]);
            done = results.Length * Vector<float>.Count;
        }

        // Remainder.
        for (int i = done; i < dx.Length; i++)
            dx[i] = rule.Gradient(v[i], dy[i]);
    }
}
