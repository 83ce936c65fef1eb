using NetInsight.Imaging;

namespace NetInsight.Tests.Imaging;

/// <summary>Text from files: what a terminal obeys, or what turns the direction of text, is escaped; other text stays.</summary>
public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("Grüße, 猫, кот", "Grüße, 猫, кот")]
    [InlineData("\U0001F98A fox", "\U0001F98A fox")]
    [InlineData("a\u200db", "a\u200db")]
    [InlineData("\u001b[31mred", @"\u001b[31mred")]
    [InlineData("\u009b31m", @"\u009b31m")]
    [InlineData("line\nline\r\t", @"line\u000aline\u000d\u0009")]
    [InlineData("\u2028\u2029\u061c\u200e\u200f", @"\u2028\u2029\u061c\u200e\u200f")]
    [InlineData("\u202a\u202e\u2066\u2069\ufeff", @"\u202a\u202e\u2066\u2069\ufeff")]
    [InlineData("\U0001F98A\u0007\U0001F98A", "\U0001F98A\\u0007\U0001F98A")]
    [InlineData("tag \U000E0041", @"tag \udb40\udc41")]
    public void Controls_are_escaped(string text, string expected)
    {
        Assert.Equal(expected, Printable.Escape(text));
        Assert.Equal(expected, Printable.EscapeWhole(text));
    }

    [Fact]
    public void Unpaired_surrogates_are_escaped()
    {
        Assert.Equal(@"\ud83e", Printable.Escape("\ud83e"));
        Assert.Equal(@"a\udd8a\ud83eb", Printable.Escape("a\udd8a\ud83eb"));
    }

    [Fact]
    public void Long_texts_are_truncated_where_they_are_printed()
    {
        string text = new('a', 3000);
        Assert.Equal(new string('a', 2000) + "...", Printable.Escape(text));
        Assert.Equal(text, Printable.EscapeWhole(text));
    }

    [Fact]
    public void Messages_of_images_are_printable() =>
        Assert.Equal(@"a\u001b.png: is \u202e.", new ImageFormatException("is \u202e.", "a\u001b.png").Message);
}
