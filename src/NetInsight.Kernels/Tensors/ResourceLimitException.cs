namespace NetInsight;

/// <summary>A request exceeds a limit that protects the machine; nothing was allocated.</summary>
public sealed class ResourceLimitException : Exception
{
    /// <summary>Makes the exception with a message that names the limit, the request, and its origin.</summary>
    public ResourceLimitException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public ResourceLimitException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
