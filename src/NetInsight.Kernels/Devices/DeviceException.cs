namespace NetInsight;

/// <summary>A GPU is missing, cannot be used, or failed during a run. Models on other devices are not affected.</summary>
public sealed class DeviceException : Exception
{
    /// <summary>Makes the exception with a message that names the device and what happened to it.</summary>
    public DeviceException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public DeviceException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
