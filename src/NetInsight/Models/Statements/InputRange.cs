namespace NetInsight.Models.Statements;

/// <summary>The values of an image that a network's input takes.</summary>
internal enum InputRange
{
    /// <summary>From 0 to 255.</summary>
    Byte,

    /// <summary>From 0 to 1.</summary>
    Unit,

    /// <summary>From -1 to 1.</summary>
    Signed,
}

/// <summary>Ranges in words.</summary>
internal static class InputRanges
{
    /// <summary>The range, such as <c>from 0 to 255</c>.</summary>
    public static string Text(this InputRange range) => range switch
    {
        InputRange.Byte => "from 0 to 255",
        InputRange.Unit => "from 0 to 1",
        _ => "from -1 to 1",
    };
}
