namespace NetInsight;

/// <summary>A graphics card is missing, cannot be used, or failed in a run. Models on other devices are not touched by it.</summary>
public sealed class DeviceException : Exception
{
    /// <summary>Makes the exception with a message that names the device and what became of it.</summary>
    public DeviceException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with the failure that revealed it.</summary>
    public DeviceException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
