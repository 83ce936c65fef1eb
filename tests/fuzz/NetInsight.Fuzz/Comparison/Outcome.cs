namespace NetInsight.Fuzz.Comparison;

/// <summary>What came of one network. The rules are in tests/fuzz/README.md.</summary>
internal enum OutcomeKind
{
    /// <summary>Both computed the same.</summary>
    Same,

    /// <summary>Both refused it.</summary>
    RefusedByBoth,

    /// <summary>NetInsight refused it with a documented exception.</summary>
    RefusedByUs,

    /// <summary>ONNX Runtime refused it, at load or at run.</summary>
    RefusedByPeer,

    /// <summary>
    /// They differ at an operator whose result ONNX leaves open: of NaN, infinity or an overflow, or a cast to a type that cannot hold the
    /// value.
    /// </summary>
    Undefined,

    /// <summary>They differ at an operator of integers beyond 2^24, which a float does not hold.</summary>
    LargeIntegers,

    /// <summary>They differ at an operator of 16-bit floats by their rounding.</summary>
    HalfPrecision,

    /// <summary>ONNX Runtime deviates from ONNX, or takes another of two readings: one of <see cref="PeerDeviations"/>.</summary>
    PeerDeviates,

    /// <summary>They differ by no more than ONNX Runtime's own results do when input and constants change in the sixth digit.</summary>
    NearTie,

    /// <summary>A fault: another number, another shape or an undocumented exception.</summary>
    Fault,
}

/// <summary>The class of an outcome, and what it is about.</summary>
internal sealed record Outcome(OutcomeKind Kind, string Detail);
