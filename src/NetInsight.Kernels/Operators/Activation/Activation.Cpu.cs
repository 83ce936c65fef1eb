using System.Numerics;
using System.Runtime.InteropServices;
using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Activation;

internal sealed partial record Activation<TRule>
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for ranges of elements, in parallel
    ///     vectors:   y[i] = f(x[i])    one element in each lane
    ///     remainder: y[i] = f(x[i])    the scalar equivalent: elements behind the last whole vector, or all without a vector form
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor input = x[0];
        device.ForRanges(y.Count, 1, (start, end) => Apply(input.AsSpan()[start..end], y.AsSpan()[start..end]));
    }

    /// <summary>One vector loop, where the rule has a vector form; the elements left over, or all, one by one.</summary>
    private void Apply(ReadOnlySpan<float> x, Span<float> y)
    {
        TRule rule = Rule;
        int done = 0;

        // Vectors.
        if (TRule.HasVectorForm)
        {
            ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(x);
            Span<Vector<float>> results = MemoryMarshal.Cast<float, Vector<float>>(y);
            for (int i = 0; i < vectors.Length; i++)
                results[i] = rule.Value(vectors[i]);
            done = vectors.Length * Vector<float>.Count;
        }

        // Remainder.
        for (int i = done; i < x.Length; i++)
            y[i] = rule.Value(x[i]);
    }
}
