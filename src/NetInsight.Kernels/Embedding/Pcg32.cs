namespace NetInsight.Kernels.Embedding;

/// <summary>
/// Random numbers that are the same on every machine: PCG-XSH-RR with 64 bits of state and 32 of output (O'Neill 2014, "PCG: A family of
/// simple fast space-efficient statistically good algorithms for random number generation").
/// </summary>
internal struct Pcg32
{
    private const ulong Multiplier = 6364136223846793005;

    private readonly ulong _increment;
    private ulong _state;

    /// <summary>Starts the sequence of a seed; sequences of one seed and several streams are independent.</summary>
    public Pcg32(ulong seed, ulong stream = 0)
    {
        _increment = (stream << 1) | 1;
        _state = seed + _increment;
        NextUInt();
    }

    /// <summary>32 random bits.</summary>
    public uint NextUInt()
    {
        ulong old = _state;
        _state = old * Multiplier + _increment;
        uint shifted = (uint)(((old >> 18) ^ old) >> 27);
        return uint.RotateRight(shifted, (int)(old >> 59));
    }

    /// <summary>A uniform value in [0, 1), with 32 random bits.</summary>
    public double NextUnit() => NextUInt() / 4294967296.0;

    /// <summary>A standard normal value (Box and Muller 1958; one of the pair).</summary>
    public double NextNormal()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextUnit()));
        return radius * Math.Cos(2 * Math.PI * NextUnit());
    }
}
