using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Embedding;

/// <summary>A square grid of complex numbers [side, side], real and imaginary parts in two row-major arrays.</summary>
internal sealed unsafe class ComplexGrid(int side)
{
    private const int Block = 32;

    private readonly float[] _real = AlignedMemory.Allocate(side * side, out _);
    private readonly float[] _imaginary = AlignedMemory.Allocate(side * side, out _);

    /// <summary>The real parts; the memory is pinned.</summary>
    public float* Real => AlignedMemory.PointerTo(_real);

    /// <summary>The imaginary parts.</summary>
    public float* Imaginary => AlignedMemory.PointerTo(_imaginary);

    /// <summary>Sets all elements to 0.</summary>
    public void Clear()
    {
        new Span<float>(Real, side * side).Clear();
        new Span<float>(Imaginary, side * side).Clear();
    }

    /// <summary>Transposes the grid in place, block by block.</summary>
    /// <remarks>
    /// <code>
    ///   for each block row of 32 rows, in parallel
    ///     for each block on or right of the diagonal    it and its mirror image, 32 x 32 each: first-level cache
    ///       swap element by element; on the diagonal only what is above it
    /// </code>
    /// </remarks>
    public void Transpose(CpuDevice device)
    {
        int blocks = side / Math.Min(Block, side);
        device.For(blocks, (long)side * side, index =>
        {
            for (int other = index; other < blocks; other++)
            {
                Swap(Real, index, other);
                Swap(Imaginary, index, other);
            }
        });
    }

    /// <summary>Multiplies by another grid, element by element; by its real parts alone where <paramref name="realOnly"/>.</summary>
    /// <remarks>
    /// <code>
    ///   for each row, in parallel
    ///     for each element    (a + i b) := (a + i b) (c + i d), with d = 0 for real parts alone
    /// </code>
    /// </remarks>
    public void Multiply(CpuDevice device, ComplexGrid multiplier, bool realOnly) => device.For(side, 8L * side, row =>
    {
        nint start = (nint)row * side;
        float* a = Real + start, b = Imaginary + start, c = multiplier.Real + start, d = multiplier.Imaginary + start;
        for (int k = 0; k < side; k++)
        {
            float x = a[k], y = b[k], factor = realOnly ? 0 : d[k];
            a[k] = x * c[k] - y * factor;
            b[k] = x * factor + y * c[k];
        }
    });

    private void Swap(float* values, int index, int other)
    {
        int size = Math.Min(Block, side);
        for (int i = index * size; i < (index + 1) * size; i++)
        {
            for (int j = index == other ? i + 1 : other * size; j < (other + 1) * size; j++)
                (values[(nint)i * side + j], values[(nint)j * side + i]) = (values[(nint)j * side + i], values[(nint)i * side + j]);
        }
    }
}
