using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Imaging;

namespace NetInsight.Reports.Comparisons;

/// <summary>Scores as plain sentences.</summary>
internal static class ComparisonSentences
{
    /// <summary>Below the first, maps are not alike; from the second on, the map hardly depends on the weights.</summary>
    private const double Little = 0.3, Much = 0.7;

    /// <summary>A sentence for each score of a method.</summary>
    /// <param name="method">The method, with its scores.</param>
    /// <param name="random">The random control of its grain.</param>
    /// <param name="centre">The control of the centre.</param>
    /// <param name="randomized">Why there is no correlation with the map of random weights; null where it was not asked for.</param>
    public static ImmutableArray<string> Of(ComparedMethod method, ComparedMethod random, ComparedMethod centre, string? randomized)
    {
        if (method.Problem is { } problem)
            return [$"Not applicable: {problem}"];
        List<string> sentences = [VerdictOf(method, random)];
        if (method.Verdict != ComparisonVerdict.Empty)
        {
            sentences.Add(DeletionOf(method, random, centre));
            sentences.Add(InsertionOf(method, random, centre));
        }

        if (randomized is not null)
            sentences.Add(RandomizedOf(method.RandomizedCorrelation, randomized));
        sentences.Add(double.IsNaN(method.Sparseness)
            ? "Sparseness: not defined, the map is the same everywhere."
            : $"Sparseness {Number(method.Sparseness)} (Gini index): 0 is spread evenly over the image, 1 is a single pixel.");
        sentences.Add(string.Create(CultureInfo.InvariantCulture, $"Computed in {Seconds(method.Time)}."));
        return [.. sentences];
    }

    /// <summary>How much the methods agree, as sentences.</summary>
    public static string Of(RankAgreement agreement)
    {
        if (agreement.Methods.Length < 2)
            return "There are no two maps to compare.";
        double mean = agreement.Mean;
        string much = mean > Much ? "The methods agree well" : mean > Little ? "The methods agree in part" : "The methods hardly agree";
        int[] order = [.. Enumerable.Range(0, agreement.Methods.Length).OrderBy(agreement.MeanOf)];
        string others = agreement.Methods.Length < 3 ? ""
            : $" Most unlike the others: {agreement.Methods[order[0]]} ({Number(agreement.MeanOf(order[0]))}); most like them: "
            + $"{agreement.Methods[order[^1]]} ({Number(agreement.MeanOf(order[^1]))}).";
        return $"{much}: the rank correlation of two maps is {Number(mean)} on average.{others} What all of them mark is safe to say; what "
            + "only one marks may be a property of the method.";
    }

    /// <summary>A number with two decimals, as sentences have it.</summary>
    public static string Number(double value) =>
        Math.Abs(value) is > 0 and < 0.005 ? Digits.Of(value) : value.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A share in percent.</summary>
    public static string Percent(double share) => share.ToString(share < 0.1 ? "0.#%" : "0%", CultureInfo.InvariantCulture);

    /// <summary>A time in seconds, of which small ones keep two digits.</summary>
    public static string Seconds(TimeSpan time) =>
        time.TotalSeconds.ToString(time.TotalSeconds < 1 ? "0.00" : "0.0", CultureInfo.InvariantCulture) + " s";

    private static string VerdictOf(ComparedMethod method, ComparedMethod random) => method.Verdict switch
    {
        ComparisonVerdict.Empty => method.Heatmap!.IsWithinRounding
            ? "Drawn empty: all of the map is within errors of the network's rounding or of sampling "
            + $"({Digits.Of(method.Heatmap.RoundingFloor)}); it shows no evidence."
            : "Drawn empty: the map has the same value everywhere; it shows no evidence.",
        ComparisonVerdict.Faithful =>
            $"Faithful here: replacing and showing pixels in its order works better than {random.Name} and nearness to the centre.",
        ComparisonVerdict.Mixed =>
            $"Faithful in part: only one of its two curves is better than {random.Name} and nearness to the centre.",
        _ => $"Not faithful here: neither of its curves is better than {random.Name} and nearness to the centre.",
    };

    private static string DeletionOf(ComparedMethod method, ComparedMethod random, ComparedMethod centre)
    {
        DeletionCurve curve = method.Deletion!;
        string fell = Crossing(curve, falls: true) is { } share
            ? $"replacing the {Percent(share)} of pixels that it ranks highest halves {What(curve)}"
            : $"replacing pixels in its order never halves {What(curve)}";
        return $"Deletion {Number(method.DeletionArea)} (lower is better; {random.Name} {Number(random.DeletionArea)}, centre "
            + $"{Number(centre.DeletionArea)}): {fell}.";
    }

    private static string InsertionOf(ComparedMethod method, ComparedMethod random, ComparedMethod centre)
    {
        InsertionCurve curve = method.Insertion!;
        string rose = Crossing(curve, falls: false) is { } share
            ? share == 0 ? $"the replaced image alone already has half of {What(curve)}"
                : $"showing the {Percent(share)} of pixels that it ranks highest brings back half of {What(curve)}"
            : $"showing pixels in its order brings back half of {What(curve)} only with the whole image";
        return $"Insertion {Number(method.InsertionArea)} (higher is better; {random.Name} {Number(random.InsertionArea)}, centre "
            + $"{Number(centre.InsertionArea)}): {rose}.";
    }

    private static string RandomizedOf(double correlation, string reason) => correlation switch
    {
        double.NaN => $"Randomised weights: {reason}",
        < Little => $"Randomised weights: rank correlation {Number(correlation)} with the map of the network "
            + "with random weights; the map depends on what the network has learned.",
        < Much => $"Randomised weights: rank correlation {Number(correlation)} with the map of the network with "
            + "random weights; part of the map does not depend on what the network has learned.",
        _ => $"Randomised weights: rank correlation {Number(correlation)} with the map of the network with random weights; the map hardly "
            + "depends on what the network has learned. Do not read it as an explanation.",
    };

    private static string What(PerturbationCurve curve) => curve.Probabilities.IsEmpty ? "the score" : "the probability";

    /// <summary>
    /// The first share of pixels at which the curve is at half of the whole image's value (of its height above the replaced image's, where
    /// it is no probability); null where it is not before the end.
    /// </summary>
    private static double? Crossing(PerturbationCurve curve, bool falls)
    {
        ImmutableArray<double> values = curve.Probabilities.IsEmpty ? curve.Scores : curve.Probabilities;
        double whole = falls ? values[0] : values[^1], replaced = curve.Probabilities.IsEmpty ? falls ? values[^1] : values[0] : 0;
        double half = (whole + replaced) / 2;
        for (int i = 0; i < values.Length - 1; i++)
        {
            if (falls ? values[i] <= half : values[i] >= half)
                return curve.Fractions[i];
        }

        return null;
    }
}
