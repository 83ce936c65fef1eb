namespace NetInsight;

/// <summary>How a file stores numbers. All become 32-bit floats when they are read.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 binary16.</summary>
    Float16,

    /// <summary>The upper half of a binary32.</summary>
    BFloat16,

    /// <summary>IEEE 754 binary32.</summary>
    Float32,

    /// <summary>IEEE 754 binary64; values beyond float's range become infinite.</summary>
    Float64,
}
