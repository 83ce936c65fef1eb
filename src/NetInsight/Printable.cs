using System.Text;

namespace NetInsight;

/// <summary>Makes text from files safe to print: control characters are escaped, long texts are truncated.</summary>
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
            char c = text[i];
            bool isSeparatorOrDirection = c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e');
            bool isSafe = !char.IsControl(c) && !char.IsSurrogate(c) && !isSeparatorOrDirection;
            if (!isSafe && result is null)
                result = new StringBuilder(text, 0, i, end + 16);
            if (result is not null)
                _ = isSafe ? result.Append(c) : result.Append($"\\u{(int)c:x4}");
        }

        string printable = result?.ToString() ?? text[..end];
        return end < text.Length ? printable + "..." : printable;
    }
}
