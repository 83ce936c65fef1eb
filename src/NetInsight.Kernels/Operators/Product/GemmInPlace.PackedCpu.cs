using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Product;

/// <summary>
/// A fully connected layer with large weights [inputs, outputs], used in place on the CPU: packing them would hold them twice. So computes
/// the gradient of the layers at the end of VGG and AlexNet, from the weights of their forward pass.
/// </summary>
/// <remarks>
/// <code>
///   for each strip of outputs, in parallel              sums [rows, strip]: first- or second-level cache
///     for each 64 inputs                                rows of B, read where they lie: second-level cache, for all rows of A
///       for each row of A                               the inputs that are not 0: behind a ReLU half of them are, and B is not read there
///         for each 4 of them, then the rest             sums += a0 b0, a1 b1, a2 b2, a3 b3 in order, 8 outputs in the lanes
///     alpha, bias, ReLU
/// </code>
/// Every output is one sum over the inputs in order, whatever the strips.
/// </remarks>
internal sealed unsafe record GemmInPlacePackedCpu(Tensor Weight, float Alpha, Epilogue Epilogue) : CpuPackedOperator, IFusesRelu
{
    /// <summary>Weights below this many elements are packed instead: the micro-kernel is faster, and they are small.</summary>
    public const int LeastElements = 1 << 20;

    private const int BlockInputs = 64, Lanes = 8;

    /// <inheritdoc/>
    public override string Name => nameof(Gemm);

    /// <inheritdoc/>
    public Operator WithRelu() => this with { Epilogue = Epilogue with { Relu = true } };

    /// <inheritdoc/>
    public override bool IsPerImage => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => new(inputs[0][0], Weight.Shape[1]);

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        int rows = source.Shape[0], depth = Weight.Shape[0], columns = Weight.Shape[1], strip = StripOf(rows, columns, device.Threads);
        device.For(y.Count == 0 ? 0 : (columns + strip - 1) / strip, (long)rows * depth * strip / 8, index =>
        {
            int column = index * strip, width = Math.Min(strip, columns - column);
            using Scratch sums = new(rows * strip);
            new Span<float>(sums.Pointer, rows * strip).Clear();
            int* inputs = stackalloc int[BlockInputs];
            fixed (float* a = source.AsSpan(), b = Weight.AsSpan(), c = y.AsSpan())
            {
                for (int first = 0; first < depth; first += BlockInputs)
                {
                    int end = Math.Min(first + BlockInputs, depth);
                    for (int row = 0; row < rows; row++)
                    {
                        int count = 0;
                        for (int k = first; k < end; k++)
                        {
                            if (a[(nint)row * depth + k] != 0)
                                inputs[count++] = k;
                        }

                        Add(a + (nint)row * depth, b + column, columns, inputs, count, sums.Pointer + (nint)row * strip, width);
                    }
                }

                for (int row = 0; row < rows; row++)
                    Store(sums.Pointer + (nint)row * strip, c + (nint)row * columns + column, column, width);
            }
        });
    }

    /// <summary>
    /// Outputs of a strip: as long runs of B as the caches and the threads allow; the sums do not depend on it.
    /// </summary>
    private static int StripOf(int rows, int columns, int threads)
    {
        int most = rows <= 2 ? 4096 : 1024, even = (columns + 2 * threads - 1) / (2 * threads);
        return Math.Max(Math.Min(most, (even + 63) / 64 * 64), 64);
    }

    /// <summary>sums += the listed elements of a times the rows of B, in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(float* a, float* b, nint stride, int* inputs, int count, float* sums, int width)
    {
        // 4 inputs, 8 outputs in the lanes; then the outputs left over.
        int n = 0;
        for (; n + 4 <= count; n += 4)
        {
            float* b0 = b + inputs[n] * stride, b1 = b + inputs[n + 1] * stride;
            float* b2 = b + inputs[n + 2] * stride, b3 = b + inputs[n + 3] * stride;
            Vector256<float> a0 = Vector256.Create(a[inputs[n]]), a1 = Vector256.Create(a[inputs[n + 1]]);
            Vector256<float> a2 = Vector256.Create(a[inputs[n + 2]]), a3 = Vector256.Create(a[inputs[n + 3]]);
            int j = 0;
            for (; j + Lanes <= width; j += Lanes)
            {
                Vector256<float> sum = Vector256.Load(sums + j);
                sum = Vector256.MultiplyAddEstimate(a0, Vector256.Load(b0 + j), sum);
                sum = Vector256.MultiplyAddEstimate(a1, Vector256.Load(b1 + j), sum);
                sum = Vector256.MultiplyAddEstimate(a2, Vector256.Load(b2 + j), sum);
                Vector256.MultiplyAddEstimate(a3, Vector256.Load(b3 + j), sum).Store(sums + j);
            }

            for (; j < width; j++)
            {
                float sum = float.MultiplyAddEstimate(a[inputs[n]], b0[j], sums[j]);
                sum = float.MultiplyAddEstimate(a[inputs[n + 1]], b1[j], sum);
                sum = float.MultiplyAddEstimate(a[inputs[n + 2]], b2[j], sum);
                sums[j] = float.MultiplyAddEstimate(a[inputs[n + 3]], b3[j], sum);
            }
        }

        // Inputs left over, one by one.
        for (; n < count; n++)
        {
            float* row = b + inputs[n] * stride;
            Vector256<float> factor = Vector256.Create(a[inputs[n]]);
            int j = 0;
            for (; j + Lanes <= width; j += Lanes)
                Vector256.MultiplyAddEstimate(factor, Vector256.Load(row + j), Vector256.Load(sums + j)).Store(sums + j);
            for (; j < width; j++)
                sums[j] = float.MultiplyAddEstimate(a[inputs[n]], row[j], sums[j]);
        }
    }

    private void Store(float* sums, float* target, int column, int width)
    {
        for (int j = 0; j < width; j++)
            target[j] = Epilogue.Apply(Alpha * sums[j], column + j);
    }
}
