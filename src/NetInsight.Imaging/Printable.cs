using System.Text;

namespace NetInsight.Imaging;

/// <summary>
/// Makes text from files safe to print: control characters (a terminal obeys them), controls of the direction of text (it then reads as
/// what it is not) and unpaired surrogates are escaped, long texts are truncated.
/// </summary>
internal static class Printable
{
    private const int Longest = 2000;

    /// <summary>The text without such characters, at most about 2,000 characters.</summary>
    public static string Escape(string text) =>
        text.Length <= Longest ? EscapeWhole(text) : EscapeWhole(text[..Longest]) + "...";

    /// <summary>The text without such characters, whole.</summary>
    public static string EscapeWhole(string text)
    {
        StringBuilder? result = null;
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            bool isSafe = isPair ? !IsTag(text[i], text[i + 1]) : IsSafe(text[i]);
            if (!isSafe && result is null)
                result = new StringBuilder(text, 0, i, text.Length + 16);
            if (result is not null)
                _ = isSafe ? result.Append(text[i]) : result.Append($"\\u{(int)text[i]:x4}");
            if (isPair && isSafe)
                result?.Append(text[i + 1]);
            i += isPair && isSafe ? 1 : 0;
        }

        return result?.ToString() ?? text;
    }

    private static bool IsSafe(char c) => !char.IsControl(c) && !char.IsSurrogate(c) && c is not (
        '\u2028' or '\u2029'                                            // separators of lines and paragraphs
        or '\u061c' or '\u200e' or '\u200f'                             // marks of direction
        or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069')   // embeddings, overrides, isolates
        or '\ufeff');                                                   // byte order mark: invisible

    /// <summary>Whether a pair is an invisible tag, U+E0000 to U+E007F.</summary>
    private static bool IsTag(char high, char low) => char.ConvertToUtf32(high, low) is >= 0xE0000 and <= 0xE007F;
}
