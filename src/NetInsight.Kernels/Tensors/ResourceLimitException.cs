namespace NetInsight;

/// <summary>What was asked for is larger than a limit that protects the machine; nothing was allocated.</summary>
public sealed class ResourceLimitException : Exception
{
    /// <summary>Makes the exception with a message that names the limit, what was asked for, and by whom.</summary>
    public ResourceLimitException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with the failure that revealed it.</summary>
    public ResourceLimitException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
