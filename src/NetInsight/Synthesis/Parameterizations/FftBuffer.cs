using System.Buffers;

namespace NetInsight.Synthesis.Parameterizations;

/// <summary>Both parts of signals side by side, and room for what a stage makes of them; rented arrays, longer than asked for.</summary>
internal sealed class FftBuffer : IDisposable
{
    /// <summary>Rents room for so many elements; what they hold is not defined.</summary>
    public FftBuffer(int count)
    {
        (Real, Imaginary) = (ArrayPool<double>.Shared.Rent(count), ArrayPool<double>.Shared.Rent(count));
        (NextReal, NextImaginary) = (ArrayPool<double>.Shared.Rent(count), ArrayPool<double>.Shared.Rent(count));
    }

    /// <summary>The real parts.</summary>
    public double[] Real { get; private set; }

    /// <summary>The imaginary parts.</summary>
    public double[] Imaginary { get; private set; }

    /// <summary>Where a stage writes the real parts.</summary>
    public double[] NextReal { get; private set; }

    /// <summary>Where a stage writes the imaginary parts.</summary>
    public double[] NextImaginary { get; private set; }

    /// <summary>What a stage wrote becomes what the next one reads.</summary>
    public void Swap()
    {
        (Real, NextReal) = (NextReal, Real);
        (Imaginary, NextImaginary) = (NextImaginary, Imaginary);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (double[] array in new[] { Real, Imaginary, NextReal, NextImaginary })
            ArrayPool<double>.Shared.Return(array);
    }
}
