namespace NetInsight.Kernels.Operators.Convolution.Transposed;

/// <summary>
/// The taps through which one output of a transposed convolution is reached along one axis: the n-th is tap First + n * Step, from the
/// input's place Place - n * PlaceStep, for n = 0 .. Count - 1.
/// </summary>
internal readonly record struct TransposedTaps(int First, int Step, int Place, int PlaceStep, int Count)
{
    /// <summary>The taps t with i * Stride + t * Dilation = output + Before for a place i of the input.</summary>
    public static TransposedTaps Of(TransposedRule rule, int output)
    {
        long at = (long)output + rule.Before;
        int first = 0;
        while (first < rule.Step && first < rule.Kernel && (at - (long)first * rule.Dilation) % rule.Stride != 0)
            first++;
        long reached = at - (long)first * rule.Dilation;
        if (first >= rule.Step || first >= rule.Kernel || reached < 0)
            return default;

        // Later taps come from earlier places: those behind the input are passed over, those before it end the list.
        long place = reached / rule.Stride;
        long passed = place < rule.Input ? 0 : (place - rule.Input) / rule.PlaceStep + 1;
        long end = Math.Min((rule.Kernel - 1 - first) / rule.Step + 1, place / rule.PlaceStep + 1);
        return passed < end
            ? new TransposedTaps((int)(first + passed * rule.Step), rule.Step, (int)(place - passed * rule.PlaceStep), rule.PlaceStep, (int)(end - passed))
            : default;
    }
}
