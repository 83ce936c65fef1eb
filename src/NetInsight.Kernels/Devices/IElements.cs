namespace NetInsight.Kernels.Devices;

/// <summary>Elements in memory, for arithmetic that is written once for CPU and GPU.</summary>
internal interface IElements
{
    /// <summary>The element at an offset.</summary>
    float At(int offset);
}
