using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NetInsight.Kernels.Gemm;

/// <summary>
/// The innermost step of every GEMM: a strip of rows of A times one panel of packed B, into C. One variant for each vector width;
/// all give the same bits, since each element of C is summed over the depth in order, with one rounding a step.
/// </summary>
/// <remarks>
/// <code>
///                      panel of B: [depth, Columns], packed, aligned
///                     +-------------+
///                     |  two vectors wide: read once for all rows
///       A: [rows, depth], row r at a + r * lda
///     +---------+     +-------------+
///     | one     |     | C in        |
///     | element |  -> | registers   |   C[r, j] = start[r, j] + sum over k of A[r, k] * B[k, j] + bias[j] + addend[r, j], then ReLU
///     | a step  |     |             |
///     +---------+     +-------------+
/// </code>
/// Where the CPU has no fused multiply-add (x86 before 2013) products are rounded before they are added.
/// </remarks>
internal sealed unsafe class Microkernel
{
    private const int CacheLine = 16;               // floats

    private readonly delegate*<float*, nint, float*, nint, in Panel, void>[] _byRows, _halfByRows;

    private Microkernel(
        int columns,
        delegate*<float*, nint, float*, nint, in Panel, void>[] byRows,
        delegate*<float*, nint, float*, nint, in Panel, void>[] halfByRows)
    {
        Columns = columns;
        Rows = byRows.Length - 1;
        (_byRows, _halfByRows) = (byRows, halfByRows);
    }

    /// <summary>The width of a packed panel: two vectors.</summary>
    public int Columns { get; }

    /// <summary>The most rows that one call takes.</summary>
    public int Rows { get; }

    /// <summary>The widest variant that this CPU has vectors for.</summary>
    public static Microkernel Best { get; } =
        Vector512.IsHardwareAccelerated ? Microkernel512.Create()
        : Vector256.IsHardwareAccelerated ? Microkernel256.Create() : Microkernel128.Create();

    /// <summary>All variants; the wide ones run on any CPU, slowly where it lacks the vectors.</summary>
    public static Microkernel[] All => [Microkernel128.Create(), Microkernel256.Create(), Microkernel512.Create()];

    /// <summary>C = start + A * B + bias + addend for any number of rows and one panel.</summary>
    /// <param name="a">The first row of A.</param>
    /// <param name="lda">Floats from one row of A to the next.</param>
    /// <param name="c">The first row of C; <see cref="Columns"/> floats of each row are written.</param>
    /// <param name="ldc">Floats from one row of C to the next.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="panel">The panel, and the start and epilogue of the sums.</param>
    public void Multiply(float* a, nint lda, float* c, nint ldc, int rows, Panel panel) => Multiply(_byRows, a, lda, c, ldc, rows, panel);

    /// <summary>
    /// The same for the first vector of the panel's columns, half of <see cref="Columns"/>: in about half of the time, with the same bits.
    /// </summary>
    /// <inheritdoc cref="Multiply(float*, nint, float*, nint, int, Panel)"/>
    public void MultiplyHalf(float* a, nint lda, float* c, nint ldc, int rows, Panel panel) =>
        Multiply(_halfByRows, a, lda, c, ldc, rows, panel);

    /// <summary>A variant of its kernels; <paramref name="byRows"/>[r] takes r rows, and is null where there is none.</summary>
    /// <param name="columns">The width of a packed panel: two vectors.</param>
    /// <param name="byRows">The kernels.</param>
    /// <param name="halfByRows">Those that compute the first vector of the columns only.</param>
    [SuppressMessage("Naming", "CA1724", Justification = "internal")]
    internal static Microkernel Of(
        int columns,
        delegate*<float*, nint, float*, nint, in Panel, void>[] byRows,
        delegate*<float*, nint, float*, nint, in Panel, void>[] halfByRows) =>
        new(columns, byRows, halfByRows);

    private void Multiply(
        delegate*<float*, nint, float*, nint, in Panel, void>[] byRows, float* a, nint lda, float* c, nint ldc, int rows, Panel panel)
    {
        nint fetched = 0, floats = panel.Next == null ? 0 : panel.Depth * Columns, share = floats * Rows / Math.Max(rows, 1) + CacheLine;
        while (rows > 0)
        {
            // Prefetch this strip's share of the next panel.
            if (Sse.IsSupported)
            {
                for (nint end = Math.Min(fetched + share, floats); fetched < end; fetched += CacheLine)
                    Sse.Prefetch1(panel.Next + fetched);
            }

            // One strip: the tallest variant that fits; 11 rows, say, are done as 8, 2 and 1.
            int strip = Math.Min(rows, Rows);
            while (byRows[strip] == null)
                strip--;
            byRows[strip](a, lda, c, ldc, in panel);
            a += strip * lda;
            c += strip * ldc;
            panel.StartRow += strip * panel.StartStride;
            panel.AddendRow = panel.AddendRow == null ? null : panel.AddendRow + strip * panel.AddendStride;
            rows -= strip;
        }
    }
}
