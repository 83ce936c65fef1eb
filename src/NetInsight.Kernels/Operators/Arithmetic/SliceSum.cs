using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Arithmetic;

/// <summary>
/// The sum of channel slices of several feature maps, in order, as backward passes through concatenations need it: y[n,h,w,c] = sum over i
/// of x_i[n,h,w, first_i + c]; with a mask, its last input, 0 where that lies outside the interval. Made when a plan is fused.
/// </summary>
/// <param name="Slices">For each map where its slice begins, and its channels.</param>
/// <param name="Channels">The channels of the result.</param>
/// <param name="Mask">What the last input must be for a result to pass; null where there is no mask.</param>
internal sealed partial record SliceSum(EquatableArray<ChannelSlice> Slices, int Channels, PassInterval? Mask = null) : Operator, IFusesMask
{
    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override bool TakesFeatureMap(int input) => true;

    /// <inheritdoc/>
    public override bool IsPointwise => true;

    /// <inheritdoc/>
    public Operator? WithMask(PassInterval interval) => Mask is null ? this with { Mask = interval } : null;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0].With(1, Channels);
}
