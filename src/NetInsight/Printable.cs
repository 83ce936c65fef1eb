using System.Text;

namespace NetInsight;

/// <summary>Text from files made safe to print: control characters are written as escapes, long names are cut.</summary>
internal static class Printable
{
    private const int Longest = 2000;

    /// <summary>The text without control characters or unpaired surrogates, at most about 2,000 characters.</summary>
    public static string Escape(string text)
    {
        StringBuilder? result = null;
        int end = Math.Min(text.Length, Longest);
        for (int i = 0; i < end; i++)
        {
            bool isPlain = !char.IsControl(text[i]) && !char.IsSurrogate(text[i]) && text[i] is not ('\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e'));
            if (!isPlain && result is null)
                result = new StringBuilder(text, 0, i, end + 16);
            if (result is not null)
                _ = isPlain ? result.Append(text[i]) : result.Append($"\\u{(int)text[i]:x4}");
        }

        string printable = result?.ToString() ?? text[..end];
        return end < text.Length ? printable + "..." : printable;
    }
}
