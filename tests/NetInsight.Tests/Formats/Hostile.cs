using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.Formats;

/// <summary>Asserts that hostile files are refused by the documented exceptions and no others.</summary>
internal static class Hostile
{
    /// <summary>The bytes are refused.</summary>
    public static void Refuses(byte[] bytes) => Assert.True(IsRefused(bytes), "the file was accepted");

    /// <summary>The model is refused, with a message that says what is wrong.</summary>
    public static void Refuses(OnnxBuilder model, string rule)
    {
        Exception? refusal = Record.Exception(() => model.Load().Dispose());
        bool isDocumented = refusal is ModelFormatException or UnsupportedOperatorException or ResourceLimitException;
        Assert.True(isDocumented, $"{refusal?.GetType().Name ?? "accepted"}: {refusal?.Message}");
        Assert.Contains(rule, refusal!.Message);
    }

    /// <summary>The bytes are a model or are refused.</summary>
    public static void AcceptsOrRefuses(byte[] bytes) => IsRefused(bytes);

    private static bool IsRefused(byte[] bytes)
    {
        try
        {
            using MemoryStream stream = new(bytes);
            using Model model = Model.Load(stream);
            return false;
        }
        catch (Exception e) when (e is ModelFormatException or UnsupportedOperatorException or ResourceLimitException)
        {
            return true;
        }
    }
}
