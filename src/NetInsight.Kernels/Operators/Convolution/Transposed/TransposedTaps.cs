namespace NetInsight.Kernels.Operators.Convolution.Transposed;

/// <summary>
/// The taps that contribute to one output of a transposed convolution along one axis: the n-th is tap First + n * Step, at the input
/// position Position - n * PositionStep, for n = 0 .. Count - 1.
/// </summary>
internal readonly record struct TransposedTaps(int First, int Step, int Position, int PositionStep, int Count)
{
    /// <summary>The taps t with i * Stride + t * Dilation = output + Before for an input position i.</summary>
    public static TransposedTaps Of(TransposedRule rule, int output)
    {
        long at = (long)output + rule.Before;
        int first = 0;
        while (first < rule.TapStep && first < rule.Kernel && (at - (long)first * rule.Dilation) % rule.Stride != 0)
            first++;
        long rest = at - (long)first * rule.Dilation;
        if (first >= rule.TapStep || first >= rule.Kernel || rest < 0)
            return default;

        // Later taps come from earlier positions: those behind the input are skipped, those before it end the list.
        long position = rest / rule.Stride;
        long skipped = position < rule.Input ? 0 : (position - rule.Input) / rule.PositionStep + 1;
        long end = Math.Min((rule.Kernel - 1 - first) / rule.TapStep + 1, position / rule.PositionStep + 1);
        if (skipped >= end)
            return default;
        (int tap, int start) = ((int)(first + skipped * rule.TapStep), (int)(position - skipped * rule.PositionStep));
        return new TransposedTaps(tap, rule.TapStep, start, rule.PositionStep, (int)(end - skipped));
    }
}
