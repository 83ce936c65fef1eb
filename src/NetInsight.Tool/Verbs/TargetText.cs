using System.Globalization;

namespace NetInsight.Tool.Verbs;

/// <summary>
/// A target as text: <c>top</c>, a class by index (<c>386</c>) or name (<c>African elephant</c>), a difference (<c>386 vs 385</c>),
/// <c>unit:LAYER:CHANNEL:ROW:COLUMN</c>, <c>channel:LAYER:CHANNEL</c> or <c>layer:LAYER</c>. Names of layers may hold colons.
/// </summary>
internal static class TargetText
{
    private const string Versus = " vs ";

    /// <summary>The target.</summary>
    /// <exception cref="FormatException">An index is no number, or a part is missing; the message says what is expected.</exception>
    public static Target Parse(string text)
    {
        string trimmed = text.Trim();
        if (trimmed.Length == 0)
            throw new FormatException("a class, a difference, a unit, a channel, a layer or 'top' is expected");
        if (trimmed.Equals("top", StringComparison.OrdinalIgnoreCase))
            return Target.Top;
        if (After(trimmed, "layer:") is { } layer)
            return layer.Length > 0 ? Target.Layer(layer) : throw new FormatException("layer:LAYER is expected");
        if (After(trimmed, "channel:") is { } channel)
            return Indexed(channel, 1, "channel:LAYER:CHANNEL", (name, at) => Target.Channel(name, at[0]));
        if (After(trimmed, "unit:") is { } unit)
            return Indexed(unit, 3, "unit:LAYER:CHANNEL:ROW:COLUMN", (name, at) => Target.Unit(name, at[0], at[1], at[2]));
        if (trimmed.IndexOf(Versus, StringComparison.OrdinalIgnoreCase) is > 0 and var place)
            return Difference(trimmed[..place].Trim(), trimmed[(place + Versus.Length)..].Trim());
        return IndexOf(trimmed) is { } index ? Target.Class(index) : Target.Class(trimmed);
    }

    private static Target Difference(string first, string second) => (IndexOf(first), IndexOf(second)) switch
    {
        _ when first.Length == 0 || second.Length == 0 => throw new FormatException("two classes are expected, as in 386 vs 385"),
        ({ } index, { } other) => index != other ? Target.Difference(index, other)
            : throw new FormatException($"both are class {index}: their difference is 0"),
        (null, null) => Target.Difference(first, second),
        _ => throw new FormatException("two indices or two names are expected"),
    };

    private static Target Indexed(string text, int count, string form, Func<string, int[], Target> make)
    {
        string[] parts = text.Split(':');
        int[] indices = [.. parts.TakeLast(count).Select(IndexOf).OfType<int>()];
        string name = parts.Length > count ? string.Join(':', parts[..^count]) : "";
        return indices.Length == count && name.Length > 0 ? make(name, indices) : throw new FormatException($"{form} is expected");
    }

    private static string? After(string text, string start) =>
        text.StartsWith(start, StringComparison.OrdinalIgnoreCase) ? text[start.Length..] : null;

    private static int? IndexOf(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null;
}
