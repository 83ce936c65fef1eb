namespace NetInsight;

/// <summary>What an exception says about a file.</summary>
internal static class ArgumentRules
{
    /// <summary>The message; of an argument exception without the parameter of our code, which the user of a file never named.</summary>
    public static string Rule(this Exception exception)
    {
        string message = exception.Message;
        if (exception is not ArgumentException { ParamName: { Length: > 0 } parameter })
            return message;
        int suffix = message.IndexOf($" (Parameter '{parameter}')", StringComparison.Ordinal);
        return suffix < 0 ? message : message[..suffix];
    }
}
