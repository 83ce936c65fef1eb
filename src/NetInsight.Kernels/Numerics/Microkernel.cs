using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;

namespace NetInsight;

/// <summary>
/// The innermost step of every product: a strip of rows of A times one panel of packed B, into C. One variant for each vector width;
/// all give the same bits, since each number of C is summed over the depth in order, with one rounding a step.
/// </summary>
/// <remarks>
/// <code>
///                      panel of B: depth x Columns, packed, aligned
///                     +-------------+
///                     |  two vectors wide: read once for all rows
///       A: rows x depth, row r at a + r * lda
///     +--------+      +-------------+
///     | one    |      | C in        |
///     | number |  ->  | registers   |   C[r, j] (+)= sum over k of A[r, k] * B[k, j]
///     | a step |      |             |
///     +--------+      +-------------+
/// </code>
/// Where the processor has no fused multiply-add (x86 before 2013) products are rounded before they are added.
/// </remarks>
internal sealed unsafe class Microkernel
{
    private readonly delegate*<float*, nint, float*, float*, nint, nint, bool, void>[] _byRows;

    private Microkernel(int columns, int rows, delegate*<float*, nint, float*, float*, nint, nint, bool, void>[] byRows)
    {
        Columns = columns;
        Rows = rows;
        _byRows = byRows;
    }

    /// <summary>The width of a packed panel: two vectors.</summary>
    public int Columns { get; }

    /// <summary>The most rows that one call takes.</summary>
    public int Rows { get; }

    /// <summary>The widest that this processor has.</summary>
    public static Microkernel Best { get; } =
        Vector512.IsHardwareAccelerated ? Microkernel512.Create() : Vector256.IsHardwareAccelerated ? Microkernel256.Create() : Microkernel128.Create();

    /// <summary>All variants; the wide ones run anywhere, slowly where the processor lacks the vectors.</summary>
    public static Microkernel[] All => [Microkernel128.Create(), Microkernel256.Create(), Microkernel512.Create()];

    /// <summary>
    /// C = A * B, or C += A * B, for any number of rows and one panel.
    /// </summary>
    /// <param name="a">The first row of A.</param>
    /// <param name="lda">Floats from one row of A to the next.</param>
    /// <param name="panel">The panel, at the first of the depths wanted.</param>
    /// <param name="c">The first row of C; <see cref="Columns"/> floats of each row are written.</param>
    /// <param name="ldc">Floats from one row of C to the next.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="depth">Columns of A, rows of B.</param>
    /// <param name="accumulate">Whether C is added to.</param>
    public void Multiply(float* a, nint lda, float* panel, float* c, nint ldc, int rows, int depth, bool accumulate)
    {
        while (rows > 0)
        {
            int strip = Math.Min(rows, Rows);
            while (_byRows[strip] == null)          // strips of 11 rows, say, are done as 8, 2 and 1
                strip--;
            _byRows[strip](a, lda, panel, c, ldc, depth, accumulate);
            a += strip * lda;
            c += strip * ldc;
            rows -= strip;
        }
    }

    /// <summary>Makes a variant from its kernels; <paramref name="byRows"/>[r] takes r rows, null where there is none.</summary>
    [SuppressMessage("Naming", "CA1724", Justification = "internal")]
    internal static Microkernel Of(int columns, delegate*<float*, nint, float*, float*, nint, nint, bool, void>[] byRows) =>
        new(columns, byRows.Length - 1, byRows);
}
