namespace NetInsight.Models.Statements;

/// <summary>Whether a network's input takes integers.</summary>
internal enum IntegerInput
{
    /// <summary>It takes floats.</summary>
    None,

    /// <summary>Integers that hold 0 to 255.</summary>
    Unsigned,

    /// <summary>Integers of 8 bits with sign, -128 to 127.</summary>
    Signed,
}
