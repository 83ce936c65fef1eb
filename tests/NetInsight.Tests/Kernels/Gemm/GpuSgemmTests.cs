using CsCheck;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Gemm.Gpu;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Kernels;

/// <summary>Products on GPUs, in every division among thread groups and by both kinds of access, against doubles.</summary>
public sealed class GpuSgemmTests
{
    private static readonly (int Rows, int Columns)[] Tiles = [(128, 128), (128, 64), (64, 64), (1, 32)];

    [Theory]
    [InlineData("simulator")]
    [InlineData("opencl")]
    [InlineData("cuda")]
    public void Every_division_gives_the_product(string kind)
    {
        using GpuDevice device = new(Gpus.Require(kind), new CpuDevice(1));
        (int, int, int)[] products = [(17, 36, 24), (9, 35, 13), (1, 40, 7), (195, 20, 68)];
        foreach ((int rows, int depth, int columns) in kind == "simulator" ? products[..2] : products)
        {
            foreach ((int tileRows, int tileColumns) in Tiles)
            {
                foreach (int slices in new[] { 1, 2 })
                {
                    int sliceDepth = slices == 1 ? depth : 16;
                    GpuGemmPlan plan = new(
                        tileRows,
                        tileColumns,
                        (rows + tileRows - 1) / tileRows,
                        (columns + tileColumns - 1) / tileColumns,
                        (depth + sliceDepth - 1) / sliceDepth,
                        sliceDepth,
                        0);
                    Check(device, rows, depth, columns, plan);
                }
            }
        }
    }

    [Theory]
    [InlineData("simulator")]
    [InlineData("opencl")]
    [InlineData("cuda")]
    public void The_products_of_a_batch_have_matrices_of_their_own(string kind)
    {
        const int Count = 3, Rows = 10, Depth = 8, Columns = 12;
        using GpuDevice device = new(Gpus.Require(kind), new CpuDevice(1));
        Tensor x = Random(Count * Rows, Depth, 1), w = Random(Count * Depth, Columns, 2);
        GpuTensor gpuX = device.Keep(x.Shape, x.AsSpan()), gpuW = device.Keep(w.Shape, w.AsSpan());
        GpuTensor y = device.Rent(new Shape(Count * Rows, Columns));
        GpuSgemm.Run(device, new GpuSgemmArguments(
            gpuX.View,
            GpuIm2ColRows.OfMatrix(Rows, Depth),
            gpuW.View,
            Depth,
            Columns,
            new GpuMatrixRef(y.View, Columns),
            GpuEpilogue.Of(y.View))
        {
            Batch = new GpuGemmBatch(Count, Rows * Depth, Depth * Columns, Rows * Columns, 0),
        });
        DoubleTensor.Make(y.Shape, at =>
        {
            int n = at[0] / Rows;
            return Enumerable.Range(0, Depth).Sum(k => (double)x[at[0], k] * w[n * Depth + k, at[1]]);
        }).AssertNear(device.Read(y), Tolerances.Device);
    }

    /// <summary>A sum of no products is 0, whatever the memory of the factors holds.</summary>
    [Theory]
    [InlineData("simulator")]
    [InlineData("opencl")]
    [InlineData("cuda")]
    public void A_product_without_depth_is_the_bias(string kind)
    {
        using GpuDevice device = new(Gpus.Require(kind), new CpuDevice(1));
        foreach ((int rows, int columns) in new[] { (10, 8), (10, 5), (2, 8) })
        {
            Tensor bias = Random(1, columns, 3);
            GpuTensor x = device.Keep(new Shape(rows, 0), []), w = device.Keep(new Shape(0, columns), []);
            GpuTensor gpuBias = device.Keep(bias.Shape, bias.AsSpan()), y = device.Rent(new Shape(rows, columns));
            device.Write(y, Random(rows, columns, 1).AsSpan());
            new GemmPackedGpu(w, gpuBias).Forward(device, [x], y);
            DoubleTensor.Make(y.Shape, at => bias[0, at[1]]).AssertNear(device.Read(y), 0);
            new MatMul().Forward(device, [x, w], y);
            DoubleTensor.Make(y.Shape, _ => 0).AssertNear(device.Read(y), 0);
            device.Return(y);
        }
    }

    [Theory]
    [InlineData("simulator")]
    [InlineData("opencl")]
    [InlineData("cuda")]
    public void Where_there_is_no_memory_for_slices_there_is_one(string kind)
    {
        const int Rows = 9, Depth = 64, Columns = 512;
        using GpuDevice device = new(Gpus.Require(kind), new CpuDevice(1), sizeof(float) * 60_000);
        Check(device, Rows, Depth, Columns, new GpuGemmPlan(64, 64, 1, 8, 4, 16, 0));
        Assert.InRange(device.Bytes, 1, sizeof(float) * 60_000);
        Assert.Equal(0, device.Rented);
    }

    [Fact]
    public void A_plan_covers_the_result_and_the_depth_once()
    {
        Gen.Select(Gen.Int[1, 100_000], Gen.Int[1, 5000], Gen.Int[1, 30_000], Gen.Int[1, 40], Gen.Int[1, 160]).Sample(
            (rows, columns, depth, batch, multiprocessors) =>
            {
                GpuGemmPlan plan = GpuGemmPlan.Of(rows, columns, depth, batch, multiprocessors);
                Assert.Contains((plan.Rows, plan.Columns), Tiles);
                Assert.InRange(plan.RowTiles * plan.Rows, rows, rows + plan.Rows - 1);
                Assert.InRange(plan.ColumnTiles * plan.Columns, columns, columns + plan.Columns - 1);
                Assert.InRange(plan.Slices * plan.SliceDepth, depth, depth + plan.SliceDepth - 1);
                Assert.True(plan.Slices == 1 || (batch == 1 && plan.SliceDepth % 16 == 0), $"{plan}");
                Assert.True(double.IsFinite(plan.Clocks) && plan.Clocks > 0, $"{plan}");
            },
            iter: 2000);
    }

    [Fact]
    public void A_small_result_of_a_long_depth_is_cut_into_slices_and_a_large_one_is_not()
    {
        Assert.True(GpuGemmPlan.Of(64, 64, 8192, 1, 132).Slices > 8);
        Assert.Equal(1, GpuGemmPlan.Of(8192, 8192, 8192, 1, 132).Slices);
    }

    private static void Check(GpuDevice device, int rows, int depth, int columns, GpuGemmPlan plan)
    {
        Tensor x = Random(rows, depth, 1), w = Random(depth, columns, 2), bias = Random(1, columns, 3), addend = Random(rows, columns, 4);
        GpuTensor gpuX = device.Keep(x.Shape, x.AsSpan()), gpuW = device.Keep(w.Shape, w.AsSpan());
        GpuTensor gpuBias = device.Keep(bias.Shape, bias.AsSpan()), gpuAddend = device.Keep(addend.Shape, addend.AsSpan());
        GpuTensor y = device.Rent(addend.Shape);
        GpuSgemmArguments arguments = new(
            gpuX.View,
            GpuIm2ColRows.OfMatrix(rows, depth),
            gpuW.View,
            depth,
            columns,
            new GpuMatrixRef(y.View, columns),
            GpuEpilogue.Of(y.View, gpuBias.View, gpuAddend.View, relu: true));
        GpuSgemm.Run(device, arguments, plan);
        DoubleTensor.Make(addend.Shape, at =>
        {
            double sum = bias[0, at[1]] + (double)addend[at[0], at[1]];
            for (int k = 0; k < depth; k++)
                sum += (double)x[at[0], k] * w[k, at[1]];
            return ReluRule.Of((float)sum);
        }).AssertNear(device.Read(y), Tolerances.Device);
        device.Return(y);
    }

    private static Tensor Random(int rows, int columns, int seed) => HashFill.Uniform($"gemm {seed}", new Shape(rows, columns), -1, 1);
}
