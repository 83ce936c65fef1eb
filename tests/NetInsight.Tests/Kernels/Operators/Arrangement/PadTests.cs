using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Tests.Kernels.Operators.Arrangement;

public sealed class PadTests : OperatorTests
{
    private protected override int Samples => 100;

    private protected override Gen<Case> Cases =>
        from mode in Gen.OneOf(PadMode.Constant, PadMode.Edge, PadMode.Reflect)
        from extents in Gen.Frequency((20, Gen.Int[1, 6].Array[0, 5]), (1, Gen.Int[20, 30].Array[3]))
        from before in Amount(mode).Array[extents.Length]
        from after in Amount(mode).Array[extents.Length]
        from value in Gen.OneOf(0f, -1.5f)
        select Of(mode, extents, before, after, value);

    private static Gen<int> Amount(PadMode mode) => Gen.Frequency((3, Gen.Int[0, 4]), (1, Gen.Int[mode == PadMode.Constant ? -3 : -2, -1]));

    private static Case Of(PadMode mode, int[] extents, int[] before, int[] after, float value)
    {
        for (int axis = 0; axis < extents.Length; axis++)
        {
            int most = mode == PadMode.Reflect ? extents[axis] - 1 : 4;
            before[axis] = Math.Min(Math.Max(before[axis], -extents[axis]), most);
            after[axis] = Math.Min(Math.Max(after[axis], -extents[axis] - Math.Min(before[axis], 0)), most);
        }

        return new Case(new Pad([.. before], [.. after], mode, value), new Shape(extents));
    }

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        Pad pad = (Pad)op;
        Shape shape = x[0].Shape;
        int[] extents = [.. shape.Dimensions.ToArray().Select((extent, axis) => extent + pad.Before[axis] + pad.After[axis])];
        return DoubleTensor.Make(new Shape(extents), at =>
        {
            int[] position = new int[at.Length];
            for (int axis = 0; axis < at.Length; axis++)
            {
                int last = shape[axis] - 1, i = at[axis] - pad.Before[axis];
                if (pad.Mode == PadMode.Constant && (i < 0 || i > last))
                    return pad.Value;
                position[axis] = pad.Mode == PadMode.Edge ? Math.Min(Math.Max(i, 0), last) : i < 0 ? -i : i > last ? last - (i - last) : i;
            }

            return x[0][position];
        });
    }
}
