using System.Text;

namespace NetInsight;

/// <summary>Escapes text from files before it is printed: control characters become \u escapes, long text is truncated.</summary>
internal static class Printable
{
    private const int MaxLength = 2000;

    /// <summary>The text without control, bidirectional-override or surrogate characters, at most about 2,000 characters.</summary>
    public static string Escape(string text)
    {
        StringBuilder? result = null;
        int end = Math.Min(text.Length, MaxLength);
        for (int i = 0; i < end; i++)
        {
            bool isSafe = !char.IsControl(text[i]) && !char.IsSurrogate(text[i])
                && text[i] is not ('\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e'));
            if (!isSafe && result is null)
                result = new StringBuilder(text, 0, i, end + 16);
            if (result is not null)
                _ = isSafe ? result.Append(text[i]) : result.Append($"\\u{(int)text[i]:x4}");
        }

        string printable = result?.ToString() ?? text[..end];
        return end < text.Length ? printable + "..." : printable;
    }
}
