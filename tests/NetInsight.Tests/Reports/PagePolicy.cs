using System.Security.Cryptography;
using System.Text;

namespace NetInsight.Tests.Reports;

/// <summary>The content security policy of a page of one file.</summary>
internal static class PagePolicy
{
    /// <summary>
    /// Nothing is fetched, and a browser runs the script and style whose hash the policy names, and no other: not one that a text smuggles
    /// in.
    /// </summary>
    /// <param name="html">The page.</param>
    /// <param name="elements"><c>style</c>, <c>script</c>: what the page has.</param>
    public static void AssertNames(string html, params string[] elements)
    {
        Assert.DoesNotContain("unsafe-inline", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'; img-src data:", html, StringComparison.Ordinal);
        foreach (string element in elements)
        {
            string text = html[(html.LastIndexOf($"<{element}>", StringComparison.Ordinal) + element.Length + 2)..];
            text = text[..text.IndexOf($"</{element}>", StringComparison.Ordinal)];
            string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            Assert.Contains($"{element}-src 'sha256-{hash}'", html, StringComparison.Ordinal);
            Assert.DoesNotContain('\r', text);
        }
    }
}
