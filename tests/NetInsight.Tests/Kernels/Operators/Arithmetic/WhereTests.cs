using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arithmetic;

namespace NetInsight.Tests.Kernels.Operators.Arithmetic;

/// <summary>A choice between two tensors; all three inputs broadcast in every position.</summary>
public sealed class WhereTests : OperatorTests
{
    private protected override int Samples => 200;

    private protected override Gen<Case> Cases =>
        from extents in Gen.Frequency((1, Gen.Int[0, 5].Array[0, 5]), (20, Gen.Int[1, 5].Array[0, 5]), (2, Gen.Int[10, 30].Array[3]))
        from condition in Repeated(extents)
        from first in Repeated(extents)
        from second in Repeated(extents)
        select new Case(new Where(), condition, first, second);

    private protected override (int Low, int High) RangeOf(Operator op, int input) => input == 0 ? (-1, 1) : (-64, 64);

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x) =>
        DoubleTensor.Make(Broadcast(x), at => At(x[0], at) != 0 ? At(x[1], at) : At(x[2], at));

    /// <summary>Some dimensions become 1, some outer ones are left out.</summary>
    internal static Gen<Shape> Repeated(int[] extents) =>
        from ones in Gen.OneOf(Gen.Const(0), Gen.Int[0, (1 << extents.Length) - 1])
        from dropped in Gen.OneOf(Gen.Const(0), Gen.Int[0, extents.Length])
        select new Shape([.. extents.Select((extent, axis) => (ones >> axis & 1) == 1 ? 1 : extent).Skip(dropped)]);

    /// <summary>The shape to which tensors broadcast: per axis, counted from the last, the extent that is not 1.</summary>
    internal static Shape Broadcast(DoubleTensor[] x)
    {
        int rank = x.Max(tensor => tensor.Shape.Rank);
        return new Shape([.. Enumerable.Range(0, rank)
            .Select(axis => x.Select(tensor => tensor.Shape.Expand(rank)[axis]).FirstOrDefault(extent => extent != 1, 1))]);
    }

    internal static double At(DoubleTensor x, int[] at)
    {
        DoubleTensor expanded = x.Reshape(x.Shape.Expand(at.Length));
        return expanded[[.. at.Select((position, axis) => expanded.Shape[axis] == 1 ? 0 : position)]];
    }
}
