using NetInsight.Tests;

namespace NetInsight.Fuzz.Comparison;

/// <summary>When two results count as the same.</summary>
internal static class Agreement
{
    /// <summary>
    /// Same shape; NaN where the other has NaN, the same infinity, and elsewhere a difference within <see cref="Tolerances.OnnxRuntime"/>
    /// of the largest finite magnitude, or within 1e-12: below it engines flush to 0.
    /// </summary>
    public static bool Holds(Tensor ours, PeerValue theirs) => HasShape(ours, theirs) && Differing(ours, theirs).Length == 0;

    /// <summary>The indices of the elements that differ.</summary>
    public static int[] Differing(Tensor ours, PeerValue theirs)
    {
        double largest = 0;
        foreach (double element in theirs.Elements)
        {
            if (double.IsFinite(element))
                largest = Math.Max(largest, Math.Abs(element));
        }

        double tolerance = Math.Max(Tolerances.OnnxRuntime * largest, 1e-12);
        List<int> differing = [];
        for (int i = 0; i < theirs.Elements.Length; i++)
        {
            double a = ours.AsSpan()[i], b = theirs.Elements[i];
            bool isSame = double.IsNaN(a) ? double.IsNaN(b) : a == b || Math.Abs(a - b) <= tolerance
                || (double.IsInfinity(a) && Math.Abs(b) >= float.MaxValue && Math.Sign(a) == Math.Sign(b));
            if (!isSame)
                differing.Add(i);
        }

        return [.. differing];
    }

    /// <summary>Whether the shapes are the same.</summary>
    public static bool HasShape(Tensor ours, PeerValue theirs) =>
        ours.Shape.Dimensions.ToArray().Select(extent => (long)extent).SequenceEqual(theirs.Shape);

    /// <summary>The first difference in words.</summary>
    public static string Describe(Tensor ours, PeerValue theirs)
    {
        if (!HasShape(ours, theirs))
            return $"shape {ours.Shape} instead of {string.Join('x', theirs.Shape)}";
        int[] differing = Differing(ours, theirs);
        return differing.Length == 0 ? "no difference"
            : $"{differing.Length} of {theirs.Elements.Length} differ, [{differing[0]}] is {ours.AsSpan()[differing[0]]:R} instead of "
                + $"{theirs.Elements[differing[0]]:R} ({theirs.Type})";
    }
}
