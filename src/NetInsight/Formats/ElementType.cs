namespace NetInsight;

/// <summary>How a file stores the elements of a tensor. All types become 32-bit floats when they are read.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 binary16.</summary>
    Float16,

    /// <summary>bfloat16: the upper half of a binary32.</summary>
    BFloat16,

    /// <summary>IEEE 754 binary32.</summary>
    Float32,

    /// <summary>IEEE 754 binary64; values beyond the range of a float become infinite.</summary>
    Float64,
}
