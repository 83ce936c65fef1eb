using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace NetInsight.Reports.Comparisons;

/// <summary>
/// A method's deletion and insertion curves over those of its controls, as SVG that takes its colours from the page's style.
/// </summary>
internal static class CurveSvg
{
    private const int Height = 90, Width = 240, Margin = 5;

    /// <summary>
    /// The drawing: shares of pixels from left to right, the probability 0 to 1, or the range of all values, from bottom to top.
    /// </summary>
    public static string Write(ComparedMethod method, IReadOnlyList<ComparedMethod> controls)
    {
        ComparedMethod[] all = [method, .. controls];
        double low = 0, high = 1;
        if (method.Deletion!.Probabilities.IsEmpty)
        {
            double[] values = [.. all.SelectMany(one => one.Deletion!.Scores.Concat(one.Insertion!.Scores)).Where(double.IsFinite)];
            (low, high) = values.Length == 0 ? (0, 1) : (values.Min(), values.Max());
        }

        StringBuilder svg = new();
        string label = WebUtility.HtmlEncode(
            $"Deletion and insertion curves of {method.Name}; areas {ComparisonSentences.Number(method.DeletionArea)} and "
            + $"{ComparisonSentences.Number(method.InsertionArea)}");
        svg.Append($"<svg class=\"curves\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{label}\">")
            .Append($"<path class=\"axis\" d=\"M{Margin} {Margin}V{Height - Margin}H{Width - Margin}\"/>");
        foreach (ComparedMethod control in controls)
            svg.Append(Line("control", control.Deletion!)).Append(Line("control", control.Insertion!));
        return svg.Append(Line("deletion", method.Deletion)).Append(Line("insertion", method.Insertion!)).Append("</svg>").ToString();

        string Line(string name, PerturbationCurve curve)
        {
            ImmutableArray<double> values = curve.Probabilities.IsEmpty ? curve.Scores : curve.Probabilities;
            StringBuilder path = new();
            for (int i = 0; i < values.Length; i++)
            {
                if (!double.IsFinite(values[i]))
                    continue;
                double x = Margin + curve.Fractions[i] * (Width - 2 * Margin);
                double y = Height - Margin - (high > low ? (values[i] - low) / (high - low) : 0) * (Height - 2 * Margin);
                path.Append(path.Length == 0 ? 'M' : 'L').Append(CultureInfo.InvariantCulture, $"{x:0.#} {y:0.#}");
            }

            return $"<path class=\"{name}\" d=\"{path}\"/>";
        }
    }
}
