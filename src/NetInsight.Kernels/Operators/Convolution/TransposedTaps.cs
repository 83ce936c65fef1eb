using System.Numerics;

namespace NetInsight;

/// <summary>
/// The taps through which one output of a transposed convolution is reached along one axis: the n-th is tap First + n * Step, from the
/// input's place Place - n * PlaceStep, for n = 0 .. Count - 1.
/// </summary>
internal readonly record struct TransposedTaps(int First, int Step, int Place, int PlaceStep, int Count)
{
    /// <summary>The taps t with i * Stride + t * Dilation = <paramref name="at"/> for a place i of the input.</summary>
    /// <param name="rule">Kernel, stride and dilation.</param>
    /// <param name="at">The output, counted with the padding that is cut off before it.</param>
    /// <param name="input">Places of the input.</param>
    public static TransposedTaps Of(WindowAxis rule, long at, int input)
    {
        int shared = (int)BigInteger.GreatestCommonDivisor(rule.Stride, rule.Dilation);
        int step = rule.Stride / shared, placeStep = rule.Dilation / shared;
        int first = 0;
        while (first < step && first < rule.Kernel && (at - (long)first * rule.Dilation) % rule.Stride != 0)
            first++;
        long place = (at - (long)first * rule.Dilation) / rule.Stride;
        if (first >= step || first >= rule.Kernel || at - (long)first * rule.Dilation < 0)
            return default;

        // Later taps come from earlier places: those behind the input are passed over, those before it end the list.
        long passed = place < input ? 0 : (place - input) / placeStep + 1;
        long end = Math.Min((rule.Kernel - 1 - first) / step + 1, place / placeStep + 1);
        return passed < end
            ? new TransposedTaps((int)(first + passed * step), step, (int)(place - passed * placeStep), placeStep, (int)(end - passed))
            : default;
    }
}
